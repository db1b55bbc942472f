import BenchmarkSupport
import Federation
import Foundation
import IAMPolicy
import SAML2
import SallyportSQLite

/// What each stage of a decision takes, by the difference of two things that differ in that stage alone.
struct Stages {
    /// Responses that are kept parsed at a time.
    private static let batch = 100
    /// Requests that wait for the store at a time, as many as the load benchmarks have connections.
    private static let waiting = 32

    let pipeline: Pipeline
    let documents: [[UInt8]]

    /// Measures all of them once.
    func measure(into found: inout Rounds) async throws {
        try measureValidation(into: &found)
        found.add("stage.trust", "  trust policy", try trustMicroseconds())
        let whole = try await pipeline.wholeMicroseconds(documents)
        let mint = whole - (try pipeline.validationMicroseconds(documents)) - (try trustMicroseconds())
        found.add("stage.mint", "  claims, session, token", mint)
        found.add("stage.store", "  first use on disk, \(Self.waiting) at a time", try await storeMicroseconds())
        let sink = try FileSink()
        let audited = try await pipeline.wholeMicroseconds(documents, audit: sink)
        found.add("stage.audit", "  audit record", audited - whole)
    }

    /// Parsing is what the first look costs more than the second; verification is what trust in a key costs more than
    /// none, since a response of an unknown issuer is read and checked all the same.
    private func measureValidation(into found: inout Rounds) throws {
        let nobody = TrustedIdentityProviders([])
        var (first, second, unverified, verified) = (0.0, 0.0, 0.0, 0.0)
        for start in stride(from: 0, to: documents.count, by: Self.batch) {
            let part = documents[start..<min(start + Self.batch, documents.count)].map { ReceivedResponse(xml: $0) }
            first += time { for response in part { _ = ResponseHints(response) } }
            second += time { for response in part { _ = ResponseHints(response) } }
            unverified += time {
                for response in part {
                    _ = pipeline.validator.validate(response, trusting: nobody, at: Measure.instant)
                }
            }
            verified += try time {
                for response in part {
                    _ = try pipeline.validator.validate(response, trusting: pipeline.trusted, at: Measure.instant)
                        .outcome.get()
                }
            }
        }
        let count = Double(max(documents.count, 1))
        found.add("stage.parse", "  parse", (first - second) / count)
        found.add("stage.verify", "  digest + verify", (verified - unverified) / count)
        found.add("stage.read", "  read + check", unverified / count)
    }

    private func trustMicroseconds() throws -> Double {
        let request = RequestContext(
            principal: .samlProvider(
                arn: ARN(
                    partition: "aws", service: "iam", region: "", accountID: "123456789012",
                    resource: "saml-provider/corp")),
            action: "sts:AssumeRoleWithSAML", resource: Measure.role,
            keys: [
                "saml:aud": [pipeline.recipient], "saml:iss": [pipeline.issuer],
                "saml:edupersonaffiliation": ["member", "employee"],
            ])
        var allowed = 0
        let taken = time {
            for _ in documents where pipeline.trustPolicy.evaluateTrust(request).isAllowed { allowed += 1 }
        }
        guard allowed == documents.count else { throw Pipeline.Refused(reason: "trust policy") }
        return taken / Double(max(documents.count, 1))
    }

    @concurrent
    private func storeMicroseconds() async throws -> Double {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let store = try SQLiteFederationStore(path: folder.file("sallyport.sqlite"))
        let (count, waiting) = (documents.count, Self.waiting)
        let keepUntil = Measure.instant.addingTimeInterval(300)
        let start = CPUTime.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for first in 0..<waiting {
                let uses = try stride(from: first, to: count, by: waiting).map {
                    OneTimeUse(key: try OneTimeKey(numbered: $0), keepUntil: keepUntil)
                }
                group.addTask { try await Self.redeem(uses, in: store) }
            }
            try await group.waitForAll()
        }
        let taken = CPUTime.now - start
        try store.close()
        return taken / Double(max(count, 1))
    }

    private static func redeem(_ uses: [OneTimeUse], in store: any FederationStore) async throws(StoreError) {
        for use in uses { _ = try await store.redeem(use, at: Measure.instant) }
    }

    private func time(_ body: () throws -> Void) rethrows -> Double {
        let start = CPUTime.now
        try body()
        return CPUTime.now - start
    }
}
