import Encodings
public import Foundation

extension Signer {
    /// Signs with query parameters, so that the URL alone carries the signature.
    ///
    /// - Parameters:
    ///   - request: A request with a `Host` header. Authentication parameters that it has are replaced.
    ///   - expires: The life of the URL in seconds, 1 to 604,800.
    ///   - instant: The time of the signature; fractions of a second are dropped.
    /// - Returns: The request with a longer query; its headers, without authentication headers, have to be sent.
    /// - Throws: ``SignatureError`` with the code `IncompleteSignature` if there is not exactly one `Host` header or
    ///   `expires` is out of range.
    public func presign(
        _ request: SignableRequest, expires: Int, at instant: Date
    ) throws(SignatureError) -> SignableRequest {
        guard (1...AuthorizationClaim.longestExpires).contains(expires) else {
            throw .incomplete(
                "X-Amz-Expires must be a number of seconds between 1 and \(AuthorizationClaim.longestExpires).")
        }
        let timestamp = SigningTime(instant)
        let scope = CredentialScope(date: String(timestamp.day), region: region, service: service)
        var request = request
        request.headers.removeAll { header in
            Self.replacedHeaders.contains { header.name.isASCIICaseInsensitivelyEqual(to: $0) }
        }
        let signedHeaders = try signedHeaders(of: request)
        request.query = request.queryWithoutAuthentication
        var parameters = [
            (QueryAuthorization.Name.algorithm, StringToSign.algorithm),
            (QueryAuthorization.Name.credential, "\(credential.accessKeyID)/\(scope)"),
            (QueryAuthorization.Name.date, timestamp.text),
            (QueryAuthorization.Name.expires, String(expires)),
            (QueryAuthorization.Name.signedHeaders, signedHeaders.joined(separator: ";")),
        ]
        let token = credential.sessionToken.map { (QueryAuthorization.Name.sessionToken, $0) }
        if let token, options.sessionTokenPlacement == .signed { parameters.append(token) }
        for (name, value) in parameters { Self.append(name, value, to: &request.query) }

        let draft = SigningDraft(
            request, signedHeaders: signedHeaders,
            payloadHash: options.signsPayload ? request.payload.canonicalHash : PayloadHash.unsignedBytes,
            timestamp: timestamp, signer: self)
        if let token, options.sessionTokenPlacement == .unsigned {
            Self.append(token.0, token.1, to: &request.query)
        }
        let signature = String(decoding: draft.signature, as: UTF8.self)
        Self.append(QueryAuthorization.Name.signature, signature, to: &request.query)
        return request
    }

    private static func append(_ name: String, _ value: String, to query: inout String) {
        if !query.isEmpty { query += "&" }
        query += "\(name)=\(PercentEncoding.encode(value))"
    }
}
