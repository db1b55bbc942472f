import Accounts
import Audit
import Encodings
package import Foundation
import IAMPolicy
package import SAML2
package import STS
package import Sessions

extension Administration {
    /// What is found of the answer to a request that only tries a provider of the account.
    ///
    /// The answer counts as used from then on, for each role and in every way; recorded as the administrator's act before anything is
    /// shown. Throws `Refusal`.
    package func trial(
        _ response: ReceivedResponse, of arn: String, answering request: SentRequest, by administrator: Administrator,
        call: CallContext, at instant: Date
    ) async throws(Refusal) -> Report {
        guard let provider = service.directory.provider(arn: arn), provider.account.id == administrator.account.id
        else {
            throw .unknown
        }
        let verdict: ResponseJudge.Verdict?
        do throws(STSError) {
            verdict = try await judge.judge(response, answering: [request], at: instant)
        } catch {
            throw .unavailable(error.cause)
        }
        guard let validation = verdict?.validation else { throw .unknown }
        var report = Report(checks: validation.checks, roles: [], attributes: [], assertion: nil)
        if case .success(let assertion) = validation.outcome {
            try await useUp(assertion, call: call, at: instant)
            report = try await self.report(
                of: assertion, after: validation.checks, provider: provider, call: call, at: instant)
        }
        try await record(report, of: arn, by: administrator, call: call, at: instant)
        return report
    }

    /// Pairs of role and provider that are used up at most; no validator takes the answer to a trial for any other.
    private static let mostPairs = 256

    /// Keeps that an assertion was used for each of its roles, in every way.
    private func useUp(
        _ assertion: ValidatedAssertion, call: CallContext, at instant: Date
    ) async throws(Refusal) {
        let mapping = service.directory.mappingProviders(vouchingFor: assertion, among: nil, at: instant)
        let partition = service.options.partition
        let grants = (try? SignInGrants(assertion, partition: partition, mapping: mapping))?.grants ?? []
        for (pair, claims) in grants.prefix(Self.mostPairs) {
            let call = Call(context: call, instant: instant)
            let assumption: Assumption
            do throws(STSError) {
                assumption = try await service.assumption(pair, claims, among: nil, call)
            } catch {
                if error.code == .serviceUnavailable { throw .unavailable(error.cause) }
                // No such role: there is nothing to use up.
                continue
            }
            for channel in Channel.allCases {
                let use = AssertionUse.make(assumption, channel: channel, rule: service.options.redemption)
                do {
                    _ = try await store.redeem(use, at: instant)
                } catch {
                    throw .unavailable("one-time use: \(error)")
                }
            }
        }
    }

    private func record(
        _ report: Report, of arn: String, by administrator: Administrator, call: CallContext, at instant: Date
    ) async throws(Refusal) {
        var event = AuditEvent(
            eventID: UUIDText.make(random), eventTime: Timestamp(roundingDown: instant), eventSource: "sallyport",
            eventName: "TestProvider", call: call, partition: administrator.account.partition,
            userIdentity: .caller(administrator.caller))
        event.recipientAccountID = administrator.account.id
        event.requestParameters = .object([JSONMember("principalArn", arn)])
        let failed = report.checks.filter { $0.status == .failed }.prefix(16).map { JSONValue.string($0.name) }
        event.responseElements = .object(
            [
                report.assertion.map { JSONMember("subject", $0.subject.value.cut(to: 256)) },
                report.assertion.map { JSONMember("sAMLAssertionID", $0.id.cut(to: 256)) },
                JSONMember("roleArns", .array(report.roles.prefix(16).map { .string($0) })),
                JSONMember("failedChecks", .array(failed)),
            ].compactMap(\.self))
        do throws(STSError) {
            try await service.keep([event])
        } catch {
            throw .unavailable(error.cause)
        }
    }
}
