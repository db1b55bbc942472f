import Encodings

extension AuthorizationClaim {
    /// The longest life of a presigned request: seven days in seconds.
    static let longestExpires = 604_800

    /// Reads the parameters of a presigned request.
    init(query parameters: QueryAuthorization, of request: SignableRequest) throws(SignatureError) {
        guard parameters.algorithm == StringToSign.algorithm else {
            throw .incomplete("Unsupported AWS 'algorithm': \(SignatureError.quoted(parameters.algorithm)).")
        }
        let fields = try AuthorizationFields(
            credential: parameters.credential, signedHeaders: parameters.signedHeaders, signature: parameters.signature)
        guard let timestamp = SigningTime(parsing: parameters.date) else {
            throw Self.invalidDate(parameters.date)
        }
        let headerToken = try Self.single("x-amz-security-token", in: request)
        guard headerToken == nil || parameters.sessionToken == nil else {
            throw .duplicate(QueryAuthorization.Name.sessionToken)
        }
        self.init(
            location: .query, accessKeyID: fields.accessKeyID, scope: fields.scope, signedHeaders: fields.signedHeaders,
            sessionToken: parameters.sessionToken ?? headerToken, expires: try Self.expires(parameters.expires),
            request: request, queryItems: parameters.items, timestamp: timestamp, signature: fields.signature)
    }

    private static func expires(_ text: String?) throws(SignatureError) -> Int? {
        guard let text else { return nil }
        // At most six digits, so that the conversion cannot overflow.
        guard (1...6).contains(text.utf8.count), text.utf8.allSatisfy(ASCII.isDigit),
            let seconds = Int(text), (1...longestExpires).contains(seconds)
        else {
            throw .incomplete("X-Amz-Expires must be a number of seconds between 1 and \(longestExpires).")
        }
        return seconds
    }
}
