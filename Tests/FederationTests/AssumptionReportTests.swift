import Accounts
import Claims
import Foundation
import IAMPolicy
import SAML2
import STS
import Testing

@Suite struct AssumptionReportTests {
    private func report(
        _ assertion: ValidatedAssertion? = nil, role: String? = World.admin,
        trust: String = World.openTrust,
        at instant: Date = World.now
    ) throws -> AssumptionReport {
        let directory = try World.directory(trust: trust)
        return AssumptionReport(
            try assertion ?? World.assertion(), provider: directory.provider(arn: World.provider), roleARN: role,
            role: role.flatMap { directory.role(arn: $0) }, call: World.call, at: instant)
    }

    private func statuses(_ report: AssumptionReport) -> [String: CheckStatus] {
        Dictionary(report.checks.map { ($0.name, $0.status) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func everythingHolds() throws {
        let report = try report()
        #expect(report.error == nil)
        #expect(report.claims?.roles.count == 2)
        #expect(
            statuses(report) == [
                "provider.trust": .passed, "redemption.age": .passed, "claims.role": .passed,
                "claims.role-session-name": .passed, "claims.session-duration": .skipped,
                "claims.principal-tags": .skipped,
                "claims.transitive-tag-keys": .skipped, "claims.source-identity": .skipped,
                "claims.context-keys": .skipped,
                "claims.role-granted": .passed, "trust-policy": .passed,
            ])
    }

    @Test func allFailuresAreListedAndTheFirstDecides() throws {
        let assertion = try World.assertion([World.attributes[0], World.attribute("RoleSessionName", "Bob Smith")])
        let report = try report(assertion, at: World.now.addingTimeInterval(1_000))
        #expect(report.error?.code == .expiredToken)
        #expect(statuses(report)["redemption.age"] == .failed)
        #expect(statuses(report)["claims.role-session-name"] == .failed)
        #expect(statuses(report)["claims.role-granted"] == .skipped)
        #expect(report.checks.filter { $0.status == .failed }.allSatisfy { $0.hint != nil && !$0.reference.isEmpty })
    }

    @Test func aRoleThatIsNotGrantedIsRefused() throws {
        let report = try report(role: "arn:aws:iam::123456789012:role/Nobody")
        #expect(report.error?.code == .accessDenied)
        #expect(statuses(report)["claims.role-granted"] == .failed)
    }

    /// Its trust policy names the provider, which is of another account all the same.
    @Test func aRoleOfAnotherAccountIsRefusedWhateverItTrusts() throws {
        let report = try report(role: "arn:aws:iam::210987654321:role/Elsewhere")
        #expect(report.error?.code == .accessDenied)
        #expect(statuses(report)["trust-policy"] != .passed)
    }

    @Test func theTrustPolicyIsExplained() throws {
        let report = try report(trust: World.trust(condition: #"{"StringEquals":{"saml:sub":"bob"}}"#))
        let check = try #require(report.checks.first { $0.name == "trust-policy" })
        #expect(check.status == .failed)
        #expect(check.actual.contains("saml:sub") && check.actual.contains("bob") && check.actual.contains("alice"))
    }

    @Test func withoutARoleTheProviderMustGrantOne() throws {
        let directory = try World.directory()
        let granting = AssumptionReport(
            try World.assertion(), provider: directory.provider(arn: World.provider), call: World.call, at: World.now)
        #expect(granting.error == nil)
        let other = "arn:aws:iam::210987654321:saml-provider/corp-idp"
        let silent = AssumptionReport(
            try World.assertion(), provider: directory.provider(arn: other), call: World.call, at: World.now)
        #expect(silent.error?.code == .accessDenied)
        #expect(statuses(silent)["claims.role-granted"] == .failed)
    }

    @Test func withoutAProviderTheRestIsChecked() throws {
        let report = AssumptionReport(try World.assertion(), call: World.call, at: World.now)
        #expect(report.error == nil)
        #expect(statuses(report)["provider.trust"] == .skipped)
        #expect(report.contextKeys["saml:aud"] == [World.recipient])
        #expect(report.contextKeys["saml:sub_type"] == ["persistent"])
        #expect(report.contextKeys["saml:doc"] == nil)
        #expect(statuses(report)["claims.role"] == .passed)
    }
}
