import Foundation
import Testing

@testable import AWSSigV4

/// Where the published suite is, and what holds for all its cases.
enum Corpus {
    static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    static let instant = Date(timeIntervalSince1970: 1_440_938_160)
    static let verifier = SignatureVerifier(regions: ["us-east-1"], services: ["service"])

    static let directory = ProcessInfo.processInfo.environment["SALLYPORT_CORPUS"].map {
        URL(fileURLWithPath: $0).appendingPathComponent("sigv4/aws4_testsuite")
    }

    static let cases: [CorpusCase] = {
        guard let directory, let files = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil)
        else { return [] }
        return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "req" }
            .sorted { $0.path < $1.path }.compactMap { CorpusCase($0.deletingPathExtension()) }
    }()
}

/// One case: the request, and each text that signing it gives.
struct CorpusCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let request: SignableRequest
    let body: [UInt8]
    let canonicalRequest: String
    let stringToSign: String
    let authorization: String
    let token: String?

    init?(_ base: URL) {
        func read(_ suffix: String) -> String? {
            (try? String(contentsOf: base.appendingPathExtension(suffix), encoding: .utf8))?
                .replacingOccurrences(of: "\r\n", with: "\n")
        }
        guard let plain = read("req").flatMap(Self.parse), let signed = read("sreq").flatMap(Self.parse),
            let canonical = read("creq"), let toSign = read("sts"), let authorization = read("authz")
        else { return nil }
        testDescription = base.lastPathComponent
        (request, body) = plain
        canonicalRequest = canonical
        stringToSign = toSign
        self.authorization = authorization
        token = signed.0.headerValues("x-amz-security-token").first
    }

    var isTokenSigned: Bool { authorization.contains(";x-amz-security-token") }

    var signer: Signer {
        Signer(
            credential: Credential(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: SecretAccessKey(Corpus.secret), sessionToken: token),
            region: "us-east-1", service: "service",
            options: SigningOptions(sessionTokenPlacement: isTokenSigned ? .signed : .unsigned))
    }

    /// The request with the published authorization.
    var signedRequest: SignableRequest {
        var signed = request
        if let token, signed.headerValues("x-amz-security-token").isEmpty {
            signed = signed.adding("X-Amz-Security-Token", token)
        }
        return signed.adding("Authorization", authorization)
    }

    /// Reads a request in the form of the suite: spaces in the path, continued header lines, no Content-Length.
    private static func parse(_ text: String) -> (SignableRequest, [UInt8])? {
        let parts = text.components(separatedBy: "\n\n")
        var lines = parts[0].components(separatedBy: "\n")
        let start = lines.removeFirst()
        guard let first = start.firstIndex(of: " "), let last = start.lastIndex(of: " "), first < last else {
            return nil
        }
        let target = start[start.index(after: first)..<last]
        let question = target.firstIndex(of: "?") ?? target.endIndex
        var headers: [(String, String)] = []
        for line in lines where !line.isEmpty {
            if line.hasPrefix(" "), let previous = headers.popLast() {
                headers.append((previous.0, previous.1 + "\n" + line))
            } else if let colon = line.firstIndex(of: ":") {
                headers.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        let body = Array(parts.dropFirst().joined(separator: "\n\n").utf8)
        let request = SignableRequest(
            method: String(start[..<first]), path: String(target[..<question]),
            query: String(target[question...].dropFirst()), headers: headers, payload: Payload(body))
        return (request, body)
    }
}
