import IAMPolicy

/// The tags of `x-amz-tagging`: `name=value&…`, percent-encoded.
enum S3Tags {
    /// S3 takes no more on an object.
    private static let most = 10

    /// The keys that the tags make: one for each, and the list of their names.
    static func keys(of value: String) throws(S3MappingError) -> ContextKeys {
        let pieces = Array(value.utf8).split(separator: UInt8(ascii: "&"))
        guard pieces.count <= most else {
            throw S3MappingError(
                .invalidTag, "at most \(most) tags were expected in x-amz-tagging, not \(pieces.count)")
        }
        var keys = ContextKeys()
        var names: [String] = []
        for piece in pieces {
            let end = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
            guard let name = EncodedText.decode(piece[..<end], plusIsSpace: true), !name.isEmpty,
                let text = EncodedText.decode(piece[end...].dropFirst(), plusIsSpace: true)
            else {
                throw S3MappingError(.invalidTag, "name=value&… in percent-encoded UTF-8 was expected in x-amz-tagging")
            }
            // Names of condition keys ignore case: of two such tags one would hide the other.
            let key = "s3:RequestObjectTag/\(name)"
            guard keys[key] == nil else {
                throw S3MappingError(.invalidTag, "tags whose names differ by more than case were expected")
            }
            keys[key] = [text]
            names.append(name)
        }
        keys["s3:RequestObjectTagKeys"] = names
        return keys
    }
}
