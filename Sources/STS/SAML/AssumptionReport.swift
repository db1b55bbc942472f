public import Accounts
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
        let partition = provider?.account.partition ?? partition
        var report = Builder(call: call, instant: instant)
        report.checkProvider(provider, assertion)
        report.checkAge(redemption, assertion)
        report.checkClaims(assertion, partition)
        report.checkPair(roleARN ?? role?.arnText, provider)
        report.checkTrust(role, provider, assertion)
        self.checks = report.checks
        self.error = report.error
        self.claims = report.claims
        self.contextKeys = report.contextKeys
    }

    private struct Builder {
        let call: CallContext
        let instant: Date
        var checks: [Check] = []
        var error: STSError?
        var claims: RoleClaims?
        var contextKeys = ContextKeys()

        private mutating func attempt(_ passed: Check, _ body: () throws(STSError) -> Void) {
            do {
                try body()
                checks.append(passed)
            } catch {
                checks += error.failedChecks
                if self.error == nil { self.error = error }
            }
        }

        mutating func checkProvider(_ provider: SAMLProvider?, _ assertion: ValidatedAssertion) {
            guard let provider else {
                return skip("provider.trust", "issuer and key in the metadata of the SAML provider")
            }
            let passed = Check(
                name: "provider.trust", status: .passed,
                expected: "issuer and key in the metadata of \(provider.arnText)",
                actual: assertion.issuer.cut(to: 300), reference: "SAML Metadata 2.0, 2.3.2 and 2.4.1.1", hint: nil)
            let (call, instant) = (call, instant)
            attempt(passed) { () throws(STSError) in
                try Assumption.checkProvider(provider, assertion, requestID: call.requestID, at: instant)
            }
        }

        mutating func checkAge(_ rule: RedemptionRule, _ assertion: ValidatedAssertion) {
            let instant = instant
            attempt(rule.check(issued: assertion.issueInstant, at: instant)) { () throws(STSError) in
                try Assumption.checkAge(assertion, rule, at: instant)
            }
        }

        mutating func checkClaims(_ assertion: ValidatedAssertion, _ partition: Partition) {
            checks += UnverifiedClaims(attributes: assertion.attributes, partition: partition).checks
            do {
                claims = try RoleClaims(assertion, partition: partition)
            } catch {
                if self.error == nil { self.error = error }
            }
        }

        mutating func checkPair(_ role: String?, _ provider: SAMLProvider?) {
            guard let provider, let claims else {
                return skip("claims.role-granted", "a Role pair for the role that is asked for")
            }
            guard let role else { return checkAnyPair(provider, claims) }
            let passed = Assumption.pairCheck(.passed, role: role, provider: provider.arnText, claims.roles)
            attempt(passed) { () throws(STSError) in
                try Assumption.checkPair(claims, role: role, provider: provider.arnText)
            }
        }

        /// Keys that need no provider, for showing.
        private mutating func addKeysWithoutProvider(_ assertion: ValidatedAssertion) {
            let keys = AttributeContextKeys(assertion.attributes)
            for entry in keys.entries { contextKeys[entry.key] = entry.values }
            contextKeys["saml:aud"] = [assertion.recipient]
            contextKeys["saml:iss"] = [assertion.issuer]
            contextKeys["saml:sub"] = [assertion.subject.value]
            contextKeys["saml:sub_type"] = [SAMLSubject.type(of: assertion.subject)]
        }

        /// Without a role that is asked for, the provider must grant at least one.
        private mutating func checkAnyPair(_ provider: SAMLProvider, _ claims: RoleClaims) {
            let granted = claims.roles.first { $0.providerARN == provider.arnText }
            let role = granted?.roleARN ?? "a role"
            let passed = Assumption.pairCheck(.passed, role: role, provider: provider.arnText, claims.roles)
            attempt(passed) { () throws(STSError) in
                try Assumption.checkPair(claims, role: role, provider: provider.arnText)
            }
        }

        mutating func checkTrust(_ role: Role?, _ provider: SAMLProvider?, _ assertion: ValidatedAssertion) {
            guard let provider, let claims else {
                addKeysWithoutProvider(assertion)
                return skip("trust-policy", "the trust policy of the role allows sts:AssumeRoleWithSAML")
            }
            let subject = SAMLSubject(assertion, provider: provider)
            contextKeys =
                TrustContext(
                    claims: claims, provider: provider, subject: subject, call: call, instant: instant
                ).keys
            guard let role else {
                return skip("trust-policy", "the trust policy of the role allows sts:AssumeRoleWithSAML")
            }
            let question = TrustQuestion(
                role: role, provider: provider, claims: claims, subject: subject, call: call, instant: instant)
            attempt(question.passedCheck) { () throws(STSError) in
                try Assumption.checkAccount(role, provider)
                try question.ask()
            }
        }

        private mutating func skip(_ name: String, _ expected: String) {
            checks.append(
                Check(name: name, status: .skipped, expected: expected, actual: "not given", reference: "", hint: nil))
        }
    }
}
