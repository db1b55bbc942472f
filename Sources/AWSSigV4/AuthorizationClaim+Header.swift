extension AuthorizationClaim {
    /// Reads the `Authorization` header.
    init(header value: String, of request: SignableRequest, queryItems: QueryItems) throws(SignatureError) {
        let fields = try AuthorizationHeader.fields(of: value)
        self.init(
            location: .header, accessKeyID: fields.accessKeyID, scope: fields.scope,
            signedHeaders: fields.signedHeaders, sessionToken: try Self.single("x-amz-security-token", in: request),
            expires: nil, request: request, queryItems: queryItems, timestamp: try Self.timestamp(in: request),
            signature: fields.signature)
    }

    /// The value of a header that may stand only once; `nil` when absent or empty.
    static func single(_ lowercaseName: String, in request: SignableRequest) throws(SignatureError) -> String? {
        var single: String?
        for header in request.headers where header.name.isASCIICaseInsensitivelyEqual(to: lowercaseName) {
            guard single == nil else { throw .duplicate(lowercaseName) }
            single = header.value
        }
        return single.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func timestamp(in request: SignableRequest) throws(SignatureError) -> SigningTime {
        if let text = try single("x-amz-date", in: request) {
            guard let timestamp = SigningTime(parsing: text) else { throw invalidDate(text) }
            return timestamp
        }
        guard let text = try single("date", in: request) else {
            throw .incomplete(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
        }
        guard let timestamp = HTTPDate.parse(text) else { throw invalidDate(text) }
        return timestamp
    }

    static func invalidDate(_ text: String) -> SignatureError {
        .incomplete(
            "Date must be in ISO-8601 'basic format'. Got \(SignatureError.quoted(text)). "
                + "See http://en.wikipedia.org/wiki/ISO_8601")
    }
}
