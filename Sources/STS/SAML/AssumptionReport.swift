public import Accounts
public import Claims
import Encodings
public import Foundation
public import IAMPolicy
public import SAML2
public import Sessions

/// Everything that AssumeRoleWithSAML would find about a validated assertion, for people who look at a response: each
/// check, not only the first that fails.
///
/// Nothing is used up and nothing is given.
public struct AssumptionReport: Sendable {
    /// The checks in the order in which they decide.
    public let checks: [Check]
    /// What the caller would be told; nil when every check that could be made holds.
    public let error: STSError?
    /// The claims, when they are well formed.
    public let claims: RoleClaims?
    /// The context keys that the trust policy is asked with; without a provider those that need none.
    public let contextKeys: ContextKeys

    /// Looks at `assertion`; `provider` and `role` may be left out, and the checks that need them are skipped.
    ///
    /// `roleARN` is the role that is asked for; without it and `role`, no pair is looked for.
    public init(
        _ assertion: ValidatedAssertion, provider: SAMLProvider? = nil, roleARN: String? = nil, role: Role? = nil,
        partition: Partition = .aws, redemption: RedemptionRule = RedemptionRule(), call: CallContext, at instant: Date
    ) {
        var run = AssumptionRun(
            assertion, provider: provider, roleARN: roleARN ?? role?.arn.description, rule: redemption,
            partition: provider?.account.partition ?? partition, call: Call(context: call, instant: instant),
            isReport: true)
        var keys = ContextKeys()
        var unreported: STSError?
        do {
            try run.run()
            keys = try run.askTrustPolicy(of: role)
        } catch {
            // A report goes on behind whatever fails; should it end all the same, it says why.
            unreported = error
        }
        self.checks = run.checks
        self.error = run.error ?? unreported
        self.claims = run.claims
        self.contextKeys = keys
    }
}

extension AssumptionRun {
    private static let trustExpectation = "the trust policy of the role allows sts:AssumeRoleWithSAML"

    /// Asks the trust policy of the role, when it is given; the context keys that it is asked with, without a provider those
    /// that need none.
    fileprivate mutating func askTrustPolicy(of role: Role?) throws(STSError) -> ContextKeys {
        guard let provider, let claims else {
            skip("trust-policy", Self.trustExpectation)
            return keysWithoutProvider
        }
        let subject = SAMLSubject(assertion, provider: provider)
        guard let role else {
            skip("trust-policy", Self.trustExpectation)
            return AssertionContext(claims: claims, provider: provider, subject: subject, call: call).keys
        }
        let question = Assumption(claims: claims, provider: provider, role: role, subject: subject).question(call)
        try attempt(question.passedCheck) { () throws(STSError) in
            try Assumption.checkAccount(role, provider)
            try question.ask()
        }
        return question.keys
    }

    private var keysWithoutProvider: ContextKeys {
        var contextKeys = ContextKeys()
        for entry in AttributeContextKeys(assertion.attributes).entries { contextKeys[entry.key] = entry.values }
        contextKeys["saml:aud"] = [assertion.recipient]
        contextKeys["saml:iss"] = [assertion.issuer]
        contextKeys["saml:sub"] = [assertion.subject.value]
        contextKeys["saml:sub_type"] = [SAMLSubject.type(of: assertion.subject)]
        return contextKeys
    }
}
