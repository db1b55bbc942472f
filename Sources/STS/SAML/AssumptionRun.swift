import Accounts
import Claims
import Encodings
import IAMPolicy
import SAML2
import Sessions

/// The checks on a validated assertion that is to give a role, in the order in which AWS seems to make them: one list, for
/// whoever stops at the first that fails, and for whoever looks at all.
struct AssumptionRun {
    /// The assertion.
    let assertion: ValidatedAssertion
    /// Through whom the role is asked for; when nil, what needs a provider is skipped.
    let provider: SAMLProvider?
    /// The role that is asked for; when nil, any that the provider grants.
    let roleARN: String?
    /// How old the assertion may be; when nil, as old as it is.
    let rule: RedemptionRule?
    /// Partition whose attribute names count.
    let partition: Partition
    let call: Call
    /// Whether checks that fail end nothing, and those that hold are told as well.
    let isReport: Bool

    /// The checks of a report.
    private(set) var checks: [Check] = []
    /// What the caller of a report would be told.
    private(set) var error: STSError?
    /// The subject, once the provider vouches for the assertion.
    private(set) var subject: SAMLSubject?
    /// The claims, once they are read.
    private(set) var claims: RoleClaims?

    init(
        _ assertion: ValidatedAssertion, provider: SAMLProvider?, roleARN: String?, rule: RedemptionRule?,
        partition: Partition, call: Call, isReport: Bool = false
    ) {
        self.assertion = assertion
        self.provider = provider
        self.roleARN = roleARN
        self.rule = rule
        self.partition = partition
        self.call = call
        self.isReport = isReport
    }

    /// Throws the first refusal, unless it is a report.
    mutating func run() throws(STSError) {
        try checkProvider()
        try checkAge()
        try readClaims()
        try checkPair()
    }

    /// Makes one check: `passed` is what a report says when `body` throws nothing.
    mutating func attempt(
        _ passed: @autoclosure () -> Check, _ body: () throws(STSError) -> Void
    ) throws(STSError) {
        do {
            try body()
            if isReport { checks.append(passed()) }
        } catch {
            guard isReport else { throw error }
            checks += error.failedChecks
            if self.error == nil { self.error = error }
        }
    }

    /// Tells in a report that a check could not be made.
    mutating func skip(_ name: String, _ expected: String) {
        guard isReport else { return }
        checks.append(
            Check(name: name, status: .skipped, expected: expected, actual: "not given", reference: "", hint: nil))
    }

    private mutating func checkProvider() throws(STSError) {
        guard let provider else {
            return skip("provider.trust", "issuer and key in the metadata of the SAML provider")
        }
        let (assertion, call) = (assertion, call)
        try attempt(Assumption.passedProviderCheck(provider, assertion)) { () throws(STSError) in
            try Assumption.checkProvider(provider, assertion, requestID: call.context.requestID, at: call.instant)
        }
        if error == nil { subject = SAMLSubject(assertion, provider: provider) }
    }

    private mutating func checkAge() throws(STSError) {
        guard let rule else { return }
        let (assertion, instant) = (assertion, call.instant)
        try attempt(rule.check(issued: assertion.issueInstant, at: instant)) { () throws(STSError) in
            try Assumption.checkAge(assertion, rule, at: instant)
        }
    }

    private mutating func readClaims() throws(STSError) {
        let mapped = provider.flatMap { MappedClaims(assertion.attributes, subject: assertion.subject, provider: $0) }
        if isReport {
            checks +=
                UnverifiedClaims(
                    attributes: assertion.attributes, partition: partition, completedBy: mapped, for: roleARN
                ).checks
        }
        do {
            claims = try RoleClaims(
                assertion,
                AttributeClaims(assertion.attributes, partition: partition, completedBy: mapped, for: roleARN))
        } catch {
            guard isReport else { throw error }
            if self.error == nil { self.error = error }
        }
    }

    private mutating func checkPair() throws(STSError) {
        guard let provider, let claims else {
            return skip("claims.role-granted", "a Role pair for the role that is asked for")
        }
        // Without a role that is asked for, the provider must grant at least one.
        let arn = provider.arn.description
        let role = roleARN ?? claims.roles.first { $0.providerARN == arn }?.roleARN ?? "a role"
        try attempt(Assumption.pairCheck(.passed, role: role, provider: arn, claims.roles)) { () throws(STSError) in
            try Assumption.checkPair(claims, role: role, provider: arn)
        }
    }
}
