package import Accounts
import Claims
import IAMPolicy
internal import SAML2

/// The one-time use of an assertion.
package enum AssertionUse {
    /// Once for each role, provider and channel; once altogether when the assertion asks for OneTimeUse.
    package static func make(_ assumption: Assumption, channel: Channel, rule: RedemptionRule) -> OneTimeUse {
        let assertion = assumption.claims.assertion
        let key: OneTimeKey
        if assertion.oneTimeUse {
            key = OneTimeKey(purpose: "assertion, once", fields: [assertion.issuer, assertion.id])
        } else {
            let fields = [
                assertion.issuer, assertion.id, assumption.role.arn.description, assumption.provider.arn.description,
                channel.rawValue,
            ]
            key = OneTimeKey(purpose: "assertion", fields: fields)
        }
        return OneTimeUse(key: key, keepUntil: rule.keepUntil(issued: assertion.issueInstant))
    }
}
