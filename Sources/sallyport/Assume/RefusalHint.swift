/// What to do about a refusal, as far as operation, code and text tell.
struct RefusalHint {
    private let action: String

    init(_ action: String) { self.action = action }

    func text(_ refusal: QueryAnswer.Refusal) -> String? {
        if ["InvalidAction", "NotImplemented", "MethodNotAllowed"].contains(refusal.code) {
            return "the endpoint offers no \(action): is it the URL of the token service?"
        }
        return switch action {
        case "GetWebIdentityToken": Self.ofToken(refusal)
        case "AssumeRoleWithWebIdentity": Self.ofRelyingParty(refusal)
        default: Self.ofResponse(refusal)
        }
    }

    private static func ofResponse(_ refusal: QueryAnswer.Refusal) -> String? {
        switch refusal.code {
        case "InvalidIdentityToken" where refusal.message.contains("already been redeemed"):
            "a response works once for each role: log in again at the identity provider"
        case "InvalidIdentityToken" where refusal.message.contains("provider doesn't exist"):
            "the broker has no such provider: compare --principal-arn with its configuration"
        case "InvalidIdentityToken":
            "sallyport inspect, with the provider's metadata, shows every check of the response"
        case "ExpiredTokenException":
            "a response must be redeemed within 5 minutes: log in again, and compare the clocks if that was just now"
        case "IDPRejectedClaim": "the identity provider did not let the user in: log in again"
        case "AccessDenied":
            "the role is unknown, or its trust policy does not allow this: ask sallyport inspect with --role-arn and --trust-policy"
        case "MalformedPolicyDocument": "sallyport policy validate shows what is wrong with the policy"
        case "PackedPolicyTooLarge": "session policies and session tags together are too large: shorten them"
        case "ServiceUnavailable":
            "the store or the audit of the broker failed; try again, with a fresh response if this one counts as used"
        default: nil
        }
    }

    private static func ofToken(_ refusal: QueryAnswer.Refusal) -> String? {
        switch refusal.code {
        case "AccessDenied":
            "the role needs sts:GetWebIdentityToken for this audience, algorithm and duration, and --policy and --policy-arn must leave it"
        case "OutboundWebIdentityFederationDisabledException":
            "the account gives no tokens: aws iam enable-outbound-web-identity-federation, by its administrator"
        case "SessionDurationEscalationException":
            "a token can't outlive the session: a shorter --token-duration, or a longer --duration-seconds"
        case "JWTPayloadSizeExceededException": "the session has more tags than a token can hold"
        case "InvalidClientTokenId":
            "the broker does not know the credentials: those of an account with upstream: aws are AWS's, which gives tokens of its own"
        case "SignatureDoesNotMatch": "compare this clock with the broker's"
        case "ServiceUnavailable": "the store or the keys of the broker failed; try again, with a fresh response"
        default: nil
        }
    }

    private static func ofRelyingParty(_ refusal: QueryAnswer.Refusal) -> String? {
        switch refusal.code {
        case "AccessDenied":
            "the role is unknown there, or its trust policy does not let the token in; compare it with what the token says"
        case "InvalidIdentityToken", "IDPCommunicationError",
            "InvalidParameterValue" where refusal.message.contains("token"):
            "it must have the token's iss as an OpenID provider, the audience among its client ids, and reach the keys of the issuer"
        case "ExpiredToken", "ExpiredTokenException": "compare the clocks, or take a longer --token-duration"
        default: nil
        }
    }
}
