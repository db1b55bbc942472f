import Encodings

/// The bucket and the key that a request is about.
struct S3Location {
    private static let longestPath = 16 * 1024
    /// Bytes of a key.
    private static let longestKey = 1_024

    /// The bucket; nil for the service itself.
    let bucket: String?
    /// The key, decoded once; nil for a bucket.
    let key: String?

    /// What the request is about.
    var target: S3Operation.Target {
        if bucket == nil { .service } else if key == nil { .bucket } else { .object }
    }

    /// Reads a path in path style, or in that of virtual hosts when `Host` is below one of their domains.
    init(of request: S3Request, host: String?) throws(S3MappingError) {
        let path = Array(request.path.utf8)
        guard path.count <= Self.longestPath else {
            throw S3MappingError(
                .invalidURI, "a path of at most \(Self.longestPath) bytes was expected, not \(path.count)")
        }
        guard path.first == UInt8(ascii: "/"), EncodedText.isVisible(path), !path.contains(UInt8(ascii: "#")),
            !path.contains(UInt8(ascii: "?"))
        else {
            throw S3MappingError(
                .invalidURI,
                "a path that begins with /, with blanks, #, ? and everything but ASCII percent-encoded, was expected, "
                    + "not \(request.path.quoted)")
        }
        if let bucket = try S3VirtualHost.bucket(of: host, below: request.virtualHosts) {
            self.bucket = bucket
            key = try Self.key(path[1...])
        } else if path.count == 1 || request.path.isExactly(Self.objectLambdaPath) {
            bucket = nil
            key = nil
        } else {
            let end = path[1...].firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
            bucket = try S3BucketName.checked(path[1..<end])
            key = try Self.key(path[end...].dropFirst())
        }
    }

    /// The one path of the API that names no bucket.
    private static let objectLambdaPath = "/WriteGetObjectResponse"

    /// The key that an encoded path has behind its bucket; nil when there is none.
    static func key(_ bytes: ArraySlice<UInt8>) throws(S3MappingError) -> String? {
        guard !bytes.isEmpty else { return nil }
        guard let key = EncodedText.decode(bytes) else {
            let seen = String(decoding: bytes, as: UTF8.self)
            throw S3MappingError(
                .invalidURI, "a key in percent-encoded UTF-8 without U+0000 was expected, not \(seen.quoted)")
        }
        guard key.utf8.count <= longestKey else {
            throw S3MappingError(
                .keyTooLong, "a key of at most \(longestKey) bytes was expected, not \(key.utf8.count)")
        }
        return key
    }
}
