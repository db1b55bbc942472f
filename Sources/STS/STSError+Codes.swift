extension STSError.Code {
    /// The response or a claim in it is missing, malformed or not signed as it must be.
    public static let invalidIdentityToken = STSError.Code("InvalidIdentityToken", 400)
    /// The response is too old.
    public static let expiredToken = STSError.Code("ExpiredTokenException", 400)
    /// Nobody says that the role may be assumed.
    public static let accessDenied = STSError.Code("AccessDenied", 403)
    /// A parameter is not as its constraints ask.
    public static let validationError = STSError.Code("ValidationError", 400)
    /// A parameter contradicts another one.
    public static let invalidParameterValue = STSError.Code("InvalidParameterValue", 400)
    /// The identity provider reports that it has not authenticated the user.
    public static let idpRejectedClaim = STSError.Code("IDPRejectedClaim", 403)
    /// A session policy is not a policy.
    public static let malformedPolicyDocument = STSError.Code("MalformedPolicyDocument", 400)
    /// The account gives no credentials in the region.
    public static let regionDisabled = STSError.Code("RegionDisabledException", 403)
    /// Session policies and tags do not fit into a session token.
    public static let packedPolicyTooLarge = STSError.Code("PackedPolicyTooLarge", 400)
    /// A session token that was not issued here, or whose role or session is revoked.
    public static let invalidClientTokenID = STSError.Code("InvalidClientTokenId", 403)
    /// A session token whose time is over.
    public static let expiredSessionToken = STSError.Code("ExpiredToken", 403)
    /// A message for DecodeAuthorizationMessage that was not made here, or is too old.
    public static let invalidAuthorizationMessage = STSError.Code("InvalidAuthorizationMessageException", 400)
    /// A web identity token that would outlive the caller's session.
    public static let sessionDurationEscalation = STSError.Code("SessionDurationEscalationException", 403)
    /// The account gives no web identity tokens.
    public static let outboundFederationDisabled = STSError.Code(
        "OutboundWebIdentityFederationDisabledException", 403)
    /// A web identity token would be too long.
    public static let jwtPayloadSizeExceeded = STSError.Code("JWTPayloadSizeExceededException", 400)
    /// The broker cannot do what it must do before it gives credentials.
    public static let serviceUnavailable = STSError.Code("ServiceUnavailable", 503)
}
