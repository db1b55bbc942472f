package import AWSUpstream
import Accounts
import Audit
import BrokerMetrics
import Encodings
import Foundation
import Keys
import STS
import SallyportConfiguration

/// The configured broker: the token service, and who judges responses.
///
/// A value; a changed configuration is a new broker.
struct Broker: Sendable {
    let configuration: BrokerConfiguration
    let service: SecurityTokenService
    let judge: ResponseJudge
    /// The same, for people: with checks that hold.
    let reportingJudge: ResponseJudge
    let random: any RandomSource = SystemRandomSource()

    init(
        configuration: BrokerConfiguration, keyRing: KeyRing, store: any FederationStore, audit: any AuditSink,
        providerKeys: any ProviderKeySource, upstreams: UpstreamSurroundings, stages: StageTimers
    ) {
        self.configuration = configuration
        var service = SecurityTokenService(
            directory: configuration.directory, keyRing: keyRing, store: store, audit: audit,
            options: SecurityTokenService.Options(
                redemption: configuration.redemption, partition: configuration.partition,
                signinTokensWorkOnce: configuration.signinTokensWorkOnce))
        service.providerKeys = providerKeys
        service.outboundIssuers = configuration.publicURL + "/" + OutboundIssuerEndpoint.path
        service.relyingParties = configuration.relyingParties
        // The service as it is without upstreams makes the tokens that they are asked with.
        let tokens = service
        service.upstreams = configuration.upstreams.mapValues { settings in
            AWSUpstream(
                settings, environment: upstreams.environment, groupReadsKeys: configuration.groupReadableKeys,
                tokens: tokens, outside: upstreams.outside)
        }
        self.service = service
        let executor = MeteredDocumentExecutor(executor: DocumentThreads(), stages: stages)
        judge = ResponseJudge(
            configuration.responseRules, directory: configuration.directory, service: service, executor: executor)
        var rules = configuration.responseRules
        rules.recordsAllChecks = true
        reportingJudge = ResponseJudge(
            rules, directory: configuration.directory, service: service, executor: executor)
    }
}

/// Where the broker's own credentials for AWS are looked for, and how AWS is reached.
///
/// Its description shows no variable: some are secrets.
package struct UpstreamSurroundings: Sendable, CustomStringConvertible, CustomReflectable {
    let environment: [String: String]
    let outside: UpstreamOutside

    package init(
        environment: [String: String] = ProcessInfo.processInfo.environment, outside: UpstreamOutside = .real
    ) {
        self.environment = environment
        self.outside = outside
    }

    /// The same, with each exchange measured.
    func metered(_ stages: StageTimers) -> UpstreamSurroundings {
        UpstreamSurroundings(environment: environment, outside: outside.metered(stages))
    }

    package var description: String { "UpstreamSurroundings(\(environment.count) variables)" }

    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
