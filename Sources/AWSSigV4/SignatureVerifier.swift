public import Foundation

/// Verifies requests signed with Signature Version 4, in two steps.
///
/// ```swift
/// let claim = try verifier.claim(in: request)
/// let secret = try lookUp(claim.accessKeyID, claim.sessionToken)
/// let signature = try verifier.verify(claim, secret: secret, at: instant)
/// ```
///
/// The verifier holds settings only and may be shared. Neither step looks anything up or reads a clock.
public struct SignatureVerifier: Sendable {
    /// The regions that a scope may name; `nil` accepts each.
    public var regions: Set<String>?
    /// The services that a scope may name; `nil` accepts each.
    public var services: Set<String>?
    /// How the path is normalised.
    public var pathNormalization: PathNormalization
    /// Whether `UNSIGNED-PAYLOAD` is accepted.
    ///
    /// Off by default: anyone on the way could exchange the payload.
    public var acceptsUnsignedPayload: Bool
    /// How far the time of a signature may be from the instant of verification, in seconds, either way; 900 by default.
    public var clockWindow: Int

    /// Creates a verifier.
    public init(
        regions: Set<String>?, services: Set<String>?, pathNormalization: PathNormalization = .normalized,
        acceptsUnsignedPayload: Bool = false, clockWindow: Int = 900
    ) {
        self.regions = regions
        self.services = services
        self.pathNormalization = pathNormalization
        self.acceptsUnsignedPayload = acceptsUnsignedPayload
        self.clockWindow = clockWindow
    }

    /// Reads who claims to have signed a request.
    ///
    /// - Throws: ``SignatureError`` with the code `MissingAuthenticationToken` if the request is not signed, else
    ///   `IncompleteSignature` or `SignatureDoesNotMatch` if the authorization cannot be read.
    public func claim(in request: SignableRequest) throws(SignatureError) -> AuthorizationClaim {
        guard request.path.isEmpty || request.path.utf8.first == UInt8(ascii: "/") else {
            throw .incomplete("The path must begin with '/'.")
        }
        let authorizations = request.headerValues("authorization")
        guard authorizations.count <= 1 else { throw .duplicate("Authorization") }
        let header = authorizations.first.flatMap { AuthorizationHeader.isSignature($0) ? $0 : nil }
        let queryItems = QueryItems(parsing: request.query)
        let isInQuery = QueryAuthorization.isPresent(in: queryItems)
        switch (header, isInQuery) {
        case (nil, false): throw .missingAuthenticationToken
        case (_?, true): throw .incomplete("Only one authentication mechanism is allowed: header or query string.")
        case (let header?, false): return try AuthorizationClaim(header: header, of: request, queryItems: queryItems)
        case (nil, true): return try AuthorizationClaim(query: QueryAuthorization(queryItems), of: request)
        }
    }

    /// Verifies a claim with the secret of its access key id.
    ///
    /// The signature does not cover the access key id: that `secret` belongs to it is the caller's part.
    ///
    /// - Throws: ``SignatureError`` with the code `SignatureDoesNotMatch`, `RequestExpired` or `IncompleteSignature`.
    public func verify(
        _ claim: AuthorizationClaim, secret: SecretAccessKey, at instant: Date
    ) throws(SignatureError) -> VerifiedSignature {
        try check(claim, at: instant)
        return try compare(claim, with: SigningKey(secret: secret, scope: claim.scope))
    }

    /// Verifies a claim with a signing key that was derived before for the claim's access key id.
    ///
    /// - Throws: ``SignatureError`` with the code `SignatureDoesNotMatch`, `RequestExpired` or `IncompleteSignature`;
    ///   the first as well if the key is of another scope than the claim.
    public func verify(
        _ claim: AuthorizationClaim, signingKey: SigningKey, at instant: Date
    ) throws(SignatureError) -> VerifiedSignature {
        try check(claim, at: instant)
        guard signingKey.scope == claim.scope else {
            throw .mismatch("The signing key is not of the scope of the request.")
        }
        return try compare(claim, with: signingKey)
    }

    private func compare(
        _ claim: AuthorizationClaim, with key: SigningKey
    ) throws(SignatureError) -> VerifiedSignature {
        var diagnostics: SignatureDiagnostics?
        for form in try forms(of: claim) {
            let canonical = CanonicalRequest(
                claim.request, queryItems: claim.queryItems, excluding: form.excludedParameters,
                signedHeaders: claim.signedHeaders, payloadHash: form.payloadHash, normalization: pathNormalization)
            let stringToSign = StringToSign(
                timestamp: claim.timestamp.text, scope: claim.scope, canonicalRequest: canonical)
            if key.isValid(claim.signature, of: stringToSign.bytes) {
                return VerifiedSignature(claim, form: form)
            }
            diagnostics =
                diagnostics
                ?? SignatureDiagnostics(canonicalRequest: canonical.bytes, stringToSign: stringToSign.bytes)
        }
        guard let diagnostics else { throw .mismatch("The payload must be signed.") }
        throw .wrongSignature(diagnostics)
    }
}
