import Crypto
import Encodings

/// What the verifier calculated a signature of.
///
/// For debug logs only: never send it to a caller. It does not hold the signature. Values of sensitive names and long
/// values (session tokens, assertions in a query) are replaced by their length and the beginning of their SHA-256 hash; the hash in ``stringToSign`` is that of the
/// real canonical request.
public struct SignatureDiagnostics: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    private static let longestShownValue = 128
    private static let sensitiveNames: Set<String> = [
        "x-amz-security-token", "authorization", "cookie", "proxy-authorization",
    ]

    private let canonicalBytes: [UInt8]
    /// The string to sign.
    public let stringToSign: String

    init(canonicalRequest: [UInt8], stringToSign: [UInt8]) {
        canonicalBytes = canonicalRequest
        self.stringToSign = String(decoding: stringToSign, as: UTF8.self)
    }

    /// The canonical request, sensitive and long values replaced.
    public var canonicalRequest: String {
        var lines = canonicalBytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let firstHeader = 3
        for index in lines.indices.dropFirst(2).dropLast(2) {
            lines[index] = index < firstHeader ? Self.hidingQuery(lines[index]) : Self.hiding(lines[index], after: ":")
        }
        return lines.joined(separator: "\n")
    }

    /// A reminder; the contents are in ``debugDescription``.
    public var description: String { "SignatureDiagnostics(for debug logs only)" }

    /// Canonical request and string to sign.
    public var debugDescription: String {
        "canonical request:\n\(canonicalRequest)\nstring to sign:\n\(stringToSign)"
    }

    private static func hidingQuery(_ query: String) -> String {
        query.split(separator: "&").map { hiding(String($0), after: "=") }.joined(separator: "&")
    }

    private static func hiding(_ line: String, after separator: Character) -> String {
        guard let position = line.firstIndex(of: separator) else { return line }
        let value = line[line.index(after: position)...]
        let isSensitive = sensitiveNames.contains(String(line[..<position]).asciiLowercased)
        guard isSensitive || value.utf8.count > longestShownValue else { return line }
        let hash = Hexadecimal.text(SHA256.hash(data: Array(value.utf8))).prefix(12)
        return "\(line[...position])<\(value.utf8.count) bytes, SHA-256 \(hash)…>"
    }
}
