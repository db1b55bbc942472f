/// The authentication parameters of a presigned request.
struct QueryAuthorization {
    /// Names of the parameters, as they are written.
    enum Name {
        static let algorithm = "X-Amz-Algorithm"
        static let credential = "X-Amz-Credential"
        static let date = "X-Amz-Date"
        static let expires = "X-Amz-Expires"
        static let signedHeaders = "X-Amz-SignedHeaders"
        static let signature = "X-Amz-Signature"
        static let sessionToken = "X-Amz-Security-Token"
        static let contentSHA256 = "X-Amz-Content-Sha256"

        static let all = [
            algorithm, credential, date, expires, signedHeaders, signature, sessionToken, contentSHA256,
        ]
    }

    let items: QueryItems
    let algorithm: String
    let credential: String
    let date: String
    let expires: String?
    let signedHeaders: String
    let signature: String
    let sessionToken: String?

    /// Whether a query carries a signature of Version 4, complete or not.
    static func isPresent(in items: QueryItems) -> Bool {
        items.items.contains { $0.isNamed(Name.signature) || $0.isNamed(Name.credential) || $0.isNamed(Name.algorithm) }
    }

    /// Reads the parameters; each may stand once, and only in its own spelling.
    init(_ items: QueryItems) throws(SignatureError) {
        var values: [String: String] = [:]
        for item in items.items {
            guard let name = Name.all.first(where: item.isNamedInAnyCase) else { continue }
            guard item.isNamed(name) else {
                throw .incomplete("The query-string parameter '\(name)' must be written so.")
            }
            guard values.updateValue(item.decodedValue, forKey: name) == nil else { throw .duplicate(name) }
        }
        guard let algorithm = values[Name.algorithm], let credential = values[Name.credential],
            let date = values[Name.date], let signedHeaders = values[Name.signedHeaders],
            let signature = values[Name.signature]
        else {
            throw .incomplete(
                "AWS query-string parameters must include 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', "
                    + "'X-Amz-SignedHeaders' and 'X-Amz-Date'. Re-examine the query-string parameters.")
        }
        self.items = items
        self.algorithm = algorithm
        self.credential = credential
        self.date = date
        self.signedHeaders = signedHeaders
        self.signature = signature
        expires = values[Name.expires]
        sessionToken = values[Name.sessionToken].flatMap { $0.isEmpty ? nil : $0 }
    }
}
