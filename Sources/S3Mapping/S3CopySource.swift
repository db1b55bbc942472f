import Encodings

/// The object that `x-amz-copy-source` names: `/bucket/key?versionId=…`, percent-encoded, the first slash optional.
struct S3CopySource {
    private static let versionParameter = "versionId="

    /// The bucket.
    let bucket: String
    /// The key, decoded once.
    let key: String
    /// The version; nil when the current one is meant.
    let versionID: String?

    /// `bucket/key`, as policies compare it.
    var text: String { "\(bucket)/\(key)" }

    /// Reads the header's value.
    init(_ value: String) throws(S3MappingError) {
        let bytes = Array(value.utf8)
        guard EncodedText.isVisible(bytes), !bytes.contains(UInt8(ascii: "+")) else {
            throw S3MappingError(
                .invalidArgument,
                "x-amz-copy-source was expected with blanks (%20), plus signs (%2B) and everything but ASCII "
                    + "percent-encoded, not as \(value.quoted)")
        }
        let parts = bytes.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].first == UInt8(ascii: "/") ? parts[0].dropFirst() : parts[0]
        let end = path.firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        bucket = try S3BucketName.checked(path[..<end])
        guard let key = try S3Location.key(path[end...].dropFirst()) else {
            throw S3MappingError(
                .invalidArgument, "x-amz-copy-source was expected to be bucket/key, not \(value.quoted)")
        }
        // A store that splits after decoding would read another key.
        guard key.utf8.firstRange(of: ("?" + Self.versionParameter).utf8) == nil else {
            throw S3MappingError(.notImplemented, "a copy source with ?versionId= in its key is not decided")
        }
        self.key = key
        versionID = try parts.dropFirst().first.map { query throws(S3MappingError) in
            try Self.version(query, of: value)
        }
    }

    private static func version(_ query: ArraySlice<UInt8>, of value: String) throws(S3MappingError) -> String {
        guard query.starts(with: versionParameter.utf8),
            let version = EncodedText.decode(query.dropFirst(versionParameter.utf8.count)), !version.isEmpty,
            version.utf8.allSatisfy({ $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: "?") })
        else {
            throw S3MappingError(
                .invalidArgument,
                "nothing but ?versionId= and a version was expected behind the key, not \(value.quoted)")
        }
        return version
    }
}
