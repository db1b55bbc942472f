/// What to do about a refusal, as far as code and text tell.
enum RefusalHint {
    static func text(_ refusal: QueryAnswer.Refusal) -> String? {
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
        case "InvalidAction": "the endpoint offers no AssumeRoleWithSAML: is it the URL of the broker?"
        default: nil
        }
    }
}
