import IAMPolicy

/// How a request is signed, as its head says it; nothing is verified here.
struct S3RequestSignature {
    private static let algorithms = ["AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"]

    private let type: String?
    private let algorithm: String?

    init(query: S3Query, authorization: String?) throws(S3MappingError) {
        let isPresigned = query["X-Amz-Algorithm"] != nil || query["X-Amz-Signature"] != nil
        guard authorization == nil || !isPresigned else {
            throw S3MappingError(
                .invalidArgument, "a signature was expected in Authorization or in the query, and is in both")
        }
        if isPresigned {
            type = "REST-QUERY-STRING"
        } else {
            type = authorization.map { _ in "REST-HEADER" }
        }
        let named = query["X-Amz-Algorithm"]?.utf8[...] ?? authorization?.utf8.prefix { $0 != UInt8(ascii: " ") }
        algorithm = named.flatMap { named in Self.algorithms.first { named.elementsEqual($0.utf8) } }
    }

    /// The keys that tell of it.
    var keys: ContextKeys {
        var keys = ContextKeys()
        keys["s3:authType"] = type.map { [$0] }
        keys["s3:signatureversion"] = algorithm.map { [$0] }
        return keys
    }
}
