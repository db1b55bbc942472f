import Encodings

/// The parameters of a request, each there once.
struct S3Query {
    private static let longest = 16 * 1024
    private static let most = 128

    /// Parameters that are numbers: other texts could be read in two ways, or pass a condition on numbers by.
    private static let numbers: Set<String> = [
        "max-annotation-results", "max-buckets", "max-directory-buckets", "max-keys", "max-parts", "max-uploads",
        "part-number-marker", "partNumber",
    ]
    /// Parameters that name something.
    private static let names: Set<String> = ["annotationName", "id", "uploadId", "versionId"]

    /// Values by name; names are visible ASCII.
    private let values: [String: String]

    /// Reads what follows the question mark.
    init(_ query: String?) throws(S3MappingError) {
        let bytes = Array((query ?? "").utf8)
        guard bytes.count <= Self.longest else {
            throw S3MappingError(
                .invalidURI, "a query of at most \(Self.longest) bytes was expected, not \(bytes.count)")
        }
        guard EncodedText.isVisible(bytes), !bytes.contains(UInt8(ascii: "#")), !bytes.contains(UInt8(ascii: ";"))
        else {
            throw S3MappingError(
                .invalidURI, "a query with blanks, #, ; and everything but ASCII percent-encoded was expected")
        }
        let pieces = bytes.split(separator: UInt8(ascii: "&"))
        guard pieces.count <= Self.most else {
            throw S3MappingError(.invalidURI, "at most \(Self.most) parameters were expected, not \(pieces.count)")
        }
        var values: [String: String] = [:]
        for piece in pieces {
            let (name, value) = try Self.parameter(piece)
            guard values.updateValue(value, forKey: name) == nil else {
                throw S3MappingError(
                    .invalidArgument, "the parameter \(name.quoted) was expected once and stands twice")
            }
        }
        self.values = values
    }

    private static func parameter(_ piece: ArraySlice<UInt8>) throws(S3MappingError) -> (name: String, value: String) {
        let end = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
        guard let name = EncodedText.decode(piece[..<end], plusIsSpace: true),
            let value = EncodedText.decode(piece[end...].dropFirst(), plusIsSpace: true)
        else {
            let seen = String(decoding: piece, as: UTF8.self)
            throw S3MappingError(.invalidURI, "percent-encoded UTF-8 was expected in the query, not \(seen.quoted)")
        }
        guard EncodedText.isVisible(name.utf8) else {
            throw S3MappingError(.notImplemented, "S3 has no parameter \(name.quoted)")
        }
        if S3Operation.subresources.contains(name), !value.isEmpty {
            throw S3MappingError(
                .invalidArgument,
                "the sub-resource \(name.quoted) was expected without a value, not with \(value.quoted)")
        }
        if names.contains(name), value.isEmpty {
            throw S3MappingError(.invalidArgument, "a value of \(name.quoted) was expected, and it is empty")
        }
        if numbers.contains(name), !isNumber(value) {
            throw S3MappingError(
                .invalidArgument, "a number of at most nine digits was expected in \(name.quoted), not \(value.quoted)")
        }
        return (name, value)
    }

    private static func isNumber(_ value: String) -> Bool {
        1...9 ~= value.utf8.count && value.utf8.allSatisfy(ASCII.isDigit)
    }

    /// The names, in their order.
    var names: [String] { values.keys.sorted() }

    /// The value of a parameter, decoded; nil when it is not there.
    subscript(name: String) -> String? { values.isEmpty ? nil : values[name] }

    /// Whether every parameter is one of these.
    func isSubset(of others: Set<String>) -> Bool { values.keys.allSatisfy(others.contains) }
}
