import Encodings

/// The header fields that a decision rests on, each there once.
struct S3Headers {
    private static let most = 512
    private static let longest = 16 * 1024

    private static let known = ["authorization", "host", "if-match", "if-none-match"]
    /// Fields that no decision rests on, and that clients may send as several.
    private static let repeatable = ["x-amz-object-attributes", "x-amz-optional-object-attributes"]

    /// Beginnings of headers by which one store or another does more than S3 has an operation for: it makes a bucket that is
    /// missing, empties one that is to be deleted, copies, or unpacks an archive to keys that the path does not name.
    private static let foreign: [StaticString] = [
        "cf-create-bucket-", "x-amz-meta-snowball-", "x-cos-", "x-goog-", "x-minio-", "x-obs-", "x-oss-", "x-rgw-",
    ]

    /// Names in lower case, with values without blanks around them: so few that they are looked through.
    private var values: [(name: String, value: String)] = []

    /// Reads the fields of a request.
    init(_ headers: [(name: String, value: String)]) throws(S3MappingError) {
        guard headers.count <= Self.most else {
            throw S3MappingError(.invalidRequest, "at most \(Self.most) headers were expected, not \(headers.count)")
        }
        for header in headers {
            guard EncodedText.isVisible(header.name.utf8) else {
                throw S3MappingError(
                    .invalidRequest, "the name of a header was expected in ASCII, not \(header.name.quoted)")
            }
            guard Self.mayCount(header.name.utf8) else { continue }
            let name = header.name.asciiLowercased
            guard !Self.isForeign(name) else {
                throw S3MappingError(.notImplemented, "the header \(name.quoted) is none of S3 and is not decided")
            }
            guard Self.isRead(name) else { continue }
            guard header.value.utf8.count <= Self.longest else {
                throw S3MappingError(.invalidRequest, "a header \(name) of at most \(Self.longest) bytes was expected")
            }
            guard self[name] == nil else {
                throw S3MappingError(.invalidRequest, "the header \(name.quoted) was expected once and stands twice")
            }
            values.append((name, Self.trimmed(header.value)))
        }
    }

    /// Whether a name begins as one that is read or foreign does, by its first letter.
    private static func mayCount(_ name: String.UTF8View) -> Bool {
        switch name.first.map(ASCII.lowercased) {
        case UInt8(ascii: "x"), UInt8(ascii: "c"), UInt8(ascii: "a"), UInt8(ascii: "h"), UInt8(ascii: "i"): true
        default: false
        }
    }

    private static func isRead(_ name: String) -> Bool {
        guard name.begins(with: "x-amz-") else { return known.contains(name) }
        return !name.begins(with: "x-amz-meta-") && !repeatable.contains(name)
    }

    private static func isForeign(_ name: String) -> Bool {
        // Most headers begin with neither.
        (name.begins(with: "x-") || name.begins(with: "cf-")) && foreign.contains(where: name.begins)
    }

    private static func trimmed(_ value: String) -> String {
        guard value.utf8.first.map(ASCII.isWhiteSpace) == true || value.utf8.last.map(ASCII.isWhiteSpace) == true else {
            return value
        }
        let bytes = value.utf8.drop(while: ASCII.isWhiteSpace)
        let end = bytes.lastIndex { !ASCII.isWhiteSpace($0) }.map(bytes.index(after:)) ?? bytes.startIndex
        return String(Substring(bytes[..<end]))
    }

    /// The names, in their order.
    var names: [String] { values.map(\.name).sorted() }

    /// The value of a field, by its name in lower case; nil when it is not there.
    subscript(name: String) -> String? { values.first { $0.name.isExactly(name) }?.value }
}
