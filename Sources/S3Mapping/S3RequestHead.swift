import Encodings

/// A request, read: nothing is decoded, split or trimmed after this.
struct S3RequestHead {
    let method: S3Operation.Method
    let location: S3Location
    let query: S3Query
    let headers: S3Headers
    let signature: S3RequestSignature
    /// The object that is copied; nil when none is named.
    let copySource: S3CopySource?

    init(_ request: S3Request) throws(S3MappingError) {
        guard let method = S3Operation.Method.allCases.first(where: { $0.rawValue.isExactly(request.method) }) else {
            let methods = S3Operation.Method.allCases.map(\.rawValue).joined(separator: ", ")
            throw S3MappingError(.methodNotAllowed, "\(methods) were expected, not \(request.method.quoted)")
        }
        self.method = method
        headers = try S3Headers(request.headers)
        location = try S3Location(of: request, host: headers["host"])
        query = try S3Query(request.query)
        signature = try S3RequestSignature(query: query, authorization: headers["authorization"])
        copySource = try headers["x-amz-copy-source"].map(S3CopySource.init)
    }
}
