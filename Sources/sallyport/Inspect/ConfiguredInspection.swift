import Accounts
import Claims
import CommandIO
import Foundation
import SAML2
import STS
import SallyportConfiguration
import SallyportServer
import Sessions

/// Judges a message as the broker of a configuration file would: by its addresses, keys, rules, providers and roles.
struct ConfiguredInspection {
    let config: String
    let request: InspectRequestOptions

    func run(_ message: MessageInput.Message) async throws -> Inspection.Outcome {
        let instant = request.at?.date ?? Date()
        let configuration = try await AdministratorStore.configuration(of: config)
        guard let verdict = try await judge(message, configuration, at: instant) else {
            throw Terminal.fail(
                request.providerARN.map { "\(config): there is no provider \($0)" }
                    ?? "\(config): there are no providers")
        }
        var outcome = Inspection.Outcome(message, verdict.validation, at: instant)
        outcome.notes.append(
            "judged as \(request.api ? "AssumeRoleWithSAML" : "the sign-in page") of \(config) would"
                + "; one-time use, revocations and providers made through the API are not looked at")
        guard !request.samlOnly else { return outcome }
        outcome.addObservedClaims(partition: configuration.partition)
        if case .success(let assertion) = verdict.validation.outcome {
            add(assertion, among: verdict.providers, configuration, to: &outcome)
        }
        return outcome
    }

    /// What the broker would say, with every check told; nil when there is no provider that could check it.
    private func judge(
        _ message: MessageInput.Message, _ configuration: BrokerConfiguration, at instant: Date
    ) async throws -> ResponseJudge.Verdict? {
        var rules = configuration.responseRules
        rules.recordsAllChecks = true
        let judge = ResponseJudge(rules, directory: configuration.directory)
        let response = ReceivedResponse(xml: message.xml)
        guard request.api, let arn = request.providerARN else { return try await judge.judge(response, at: instant) }
        return try await judge.judge(response, providerARN: arn, at: instant)
    }

    /// Every pair of the response that is asked for is looked at; what decides is the first that is given.
    private func add(
        _ assertion: ValidatedAssertion, among providers: Set<String>, _ configuration: BrokerConfiguration,
        to outcome: inout Inspection.Outcome
    ) {
        var reports: [(claim: RoleClaim, report: AssumptionReport)] = []
        let mapped = mapped(assertion, among: providers, configuration, at: outcome.instant)
        outcome.rules = mapped.flatMap(RuleVerdict.all)
        let own = (outcome.claims?.roles ?? []).map { (claim: $0, rule: String?.none) }
        let made = mapped.flatMap(\.roles).map { (claim: $0.claim, rule: String?.some($0.rule)) }
            .filter { pair in !own.contains { $0.claim == pair.claim } }
        for (claim, rule) in own + made where isAsked(for: claim) {
            guard providers.contains(claim.providerARN),
                let provider = configuration.directory.provider(arn: claim.providerARN)
            else {
                outcome.roles.append(
                    .init(claim: claim, refusal: "\(claim.providerARN) is no provider that this response counts for"))
                continue
            }
            let role = configuration.directory.role(arn: claim.roleARN)
            let report = AssumptionReport(
                assertion, provider: provider, roleARN: claim.roleARN, role: role, redemption: configuration.redemption,
                call: CallContext(requestID: "local"), at: outcome.instant)
            let refusal = report.error?.cause ?? (role == nil ? "there is no such role in the configuration" : nil)
            outcome.roles.append(.init(claim: claim, refusal: refusal, rule: rule))
            if role != nil { reports.append((claim, report)) }
        }
        let decisive = reports.first { $0.report.error == nil } ?? reports.first
        guard let decisive else {
            let report = AssumptionReport(
                assertion, partition: configuration.partition, redemption: configuration.redemption,
                call: CallContext(requestID: "local"), at: outcome.instant)
            outcome.take(report)
            if outcome.error == nil {
                outcome.error = .notAuthorized(
                    outcome.roles.first.map { "\($0.claim.roleARN): \($0.refusal ?? "")" }
                        ?? "no pair of the response names \(asked)")
            }
            return
        }
        outcome.take(decisive.report)
        outcome.complete(
            by: configuration.directory.provider(arn: decisive.claim.providerARN), for: decisive.claim.roleARN)
    }

    /// What rules make of the assertion, for each provider that has some and vouches for it.
    private func mapped(
        _ assertion: ValidatedAssertion, among providers: Set<String>, _ configuration: BrokerConfiguration,
        at instant: Date
    ) -> [MappedClaims] {
        configuration.directory.mappingProviders(vouchingFor: assertion, among: providers, at: instant)
            .filter { (request.providerARN ?? "\($0.arn)") == "\($0.arn)" }
            .compactMap { MappedClaims(assertion.attributes, subject: assertion.subject, provider: $0) }
    }

    private func isAsked(for claim: RoleClaim) -> Bool {
        (request.roleARN ?? claim.roleARN) == claim.roleARN
            && (request.providerARN ?? claim.providerARN) == claim.providerARN
    }

    /// Like `arn:aws:iam::123456789012:role/Dev through arn:aws:iam::123456789012:saml-provider/corp`.
    private var asked: String {
        (request.roleARN ?? "a role") + (request.providerARN.map { " through \($0)" } ?? "")
    }
}
