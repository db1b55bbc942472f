import Encodings

/// Names of buckets: 3 to 63 of a-z, 0-9, dot and hyphen, with a letter or digit at both ends.
enum S3BucketName {
    /// Endings of names that S3 keeps for something else.
    private static let reservedEndings: [(ending: String, meaning: String)] = [
        ("--x-s3", "a directory bucket of S3 Express"), ("--xa-s3", "an access point of S3 Express"),
        ("-s3alias", "the alias of an access point"), ("--op-s3", "a bucket on Outposts"),
        ("--ol-s3", "the alias of an Object Lambda access point"), (".mrap", "a multi-region access point"),
        ("--table-s3", "a table bucket"),
    ]

    /// The name that bytes of a path, host or copy source are; they are never percent-encoded.
    static func checked(_ bytes: ArraySlice<UInt8>) throws(S3MappingError) -> String {
        let name = String(decoding: bytes, as: UTF8.self)
        guard !bytes.isEmpty else {
            throw S3MappingError(.invalidURI, "the name of a bucket was expected behind the first slash, and is empty")
        }
        if let prefix = ["arn:", "arn%3a"].first(where: { name.asciiLowercased.utf8.starts(with: $0.utf8) }) {
            throw S3MappingError(
                .notImplemented, "a bucket's name was expected, not an ARN (\(prefix)…): access points are not decided")
        }
        guard isValid(bytes) else {
            throw S3MappingError(
                .invalidBucketName,
                "3 to 63 of a-z, 0-9, dot and hyphen were expected as the name of a bucket, not \(name.quoted)")
        }
        let backwards = name.utf8.reversed()
        if let reserved = reservedEndings.first(where: { backwards.starts(with: $0.ending.utf8.reversed()) }) {
            throw S3MappingError(.notImplemented, "\(name.quoted) names \(reserved.meaning), which is not decided")
        }
        return name
    }

    private static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard 3...63 ~= bytes.count, let first = bytes.first, let last = bytes.last else { return false }
        let dot = UInt8(ascii: ".")
        return isLetterOrDigit(first) && isLetterOrDigit(last)
            && bytes.allSatisfy { isLetterOrDigit($0) || $0 == dot || $0 == UInt8(ascii: "-") }
            && !zip(bytes, bytes.dropFirst()).contains { $0 == dot && $1 == dot }
            && !isAddress(bytes)
    }

    /// Whether it looks like an IPv4 address: four groups of digits.
    private static func isAddress(_ bytes: ArraySlice<UInt8>) -> Bool {
        let groups = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return groups.count == 4 && groups.allSatisfy { $0.allSatisfy(ASCII.isDigit) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { ASCII.isLowercase(byte) || ASCII.isDigit(byte) }
}
