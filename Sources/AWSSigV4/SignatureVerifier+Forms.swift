/// One way in which a request may have been signed.
struct SignedForm {
    let payloadHash: [UInt8]
    let isPayloadSigned: Bool
    let excludedParameters: [String]
    let isSessionTokenSigned: Bool
}

extension SignatureVerifier {
    /// The forms to try.
    ///
    /// There is more than one only in the query, where nothing tells whether the session token was added after
    /// signing, or the payload left out.
    func forms(of claim: AuthorizationClaim) throws(SignatureError) -> [SignedForm] {
        let tokens = tokenForms(of: claim)
        return try payloadForms(of: claim).flatMap { payload in
            tokens.map { token in
                SignedForm(
                    payloadHash: payload.hash, isPayloadSigned: payload.isSigned, excludedParameters: token.excluded,
                    isSessionTokenSigned: token.isSigned)
            }
        }
    }

    private func tokenForms(of claim: AuthorizationClaim) -> [(excluded: [String], isSigned: Bool)] {
        guard claim.location == .query else { return [([], claim.signedHeaders.contains("x-amz-security-token"))] }
        let signature = QueryAuthorization.Name.signature
        guard claim.sessionToken != nil else { return [([signature], false)] }
        return [([signature], true), ([signature, QueryAuthorization.Name.sessionToken], false)]
    }

    private func payloadForms(
        of claim: AuthorizationClaim
    ) throws(SignatureError) -> [(hash: [UInt8], isSigned: Bool)] {
        let actual = claim.request.payload.canonicalHash
        guard let declared = try declaredPayloadHash(of: claim) else {
            let unsigned = (PayloadHash.unsignedBytes, false)
            return claim.location == .query && acceptsUnsignedPayload ? [(actual, true), unsigned] : [(actual, true)]
        }
        switch PayloadHash(declared) {
        case .unsigned:
            guard acceptsUnsignedPayload else { throw .mismatch("The payload must be signed.") }
            return [(PayloadHash.unsignedBytes, false)]
        case .digest(let digits):
            guard digits == actual else {
                throw .mismatch("The value of 'x-amz-content-sha256' does not match the payload.")
            }
            return [(actual, true)]
        case .streaming:
            guard declared.utf8.elementsEqual(actual) else {
                throw .incomplete(
                    "The form \(SignatureError.quoted(declared)) of 'x-amz-content-sha256' is not supported.")
            }
            return [(actual, false)]
        case .malformed:
            throw .incomplete("'x-amz-content-sha256' must be UNSIGNED-PAYLOAD or a SHA-256 hash in lower case.")
        }
    }

    private func declaredPayloadHash(of claim: AuthorizationClaim) throws(SignatureError) -> String? {
        let header = try AuthorizationClaim.single("x-amz-content-sha256", in: claim.request)
        guard claim.location == .query else { return header }
        let parameter = claim.queryItems.items
            .first { $0.isNamed(QueryAuthorization.Name.contentSHA256) }?.decodedValue
        if header != nil, parameter != nil { throw .duplicate("x-amz-content-sha256") }
        return header ?? parameter
    }
}

extension VerifiedSignature {
    init(_ claim: AuthorizationClaim, form: SignedForm) {
        self.init(
            accessKeyID: claim.accessKeyID, scope: claim.scope, date: claim.date, location: claim.location,
            signedHeaders: claim.signedHeaders, isPayloadSigned: form.isPayloadSigned,
            isSessionTokenSigned: form.isSessionTokenSigned)
    }
}
