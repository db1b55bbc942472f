/// A request about to be signed, with every intermediate text.
struct SigningDraft {
    let request: SignableRequest
    let scope: CredentialScope
    let signedHeaders: [String]
    let canonicalRequest: CanonicalRequest
    let stringToSign: StringToSign
    let signature: [UInt8]

    init(
        _ request: SignableRequest, signedHeaders: [String], payloadHash: [UInt8], timestamp: SigningTime,
        signer: Signer
    ) {
        self.request = request
        self.signedHeaders = signedHeaders
        scope = CredentialScope(date: String(timestamp.day), region: signer.region, service: signer.service)
        canonicalRequest = CanonicalRequest(
            request, queryItems: QueryItems(parsing: request.query), signedHeaders: signedHeaders,
            payloadHash: payloadHash, normalization: signer.options.pathNormalization)
        stringToSign = StringToSign(timestamp: timestamp.text, scope: scope, canonicalRequest: canonicalRequest)
        signature = signer.key(for: scope).signature(of: stringToSign.bytes)
    }
}
