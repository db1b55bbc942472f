import ArgumentParser
import CommandIO
import Foundation
import SallyportConfiguration

/// `sallyport gateway`: what proxies ask about.
struct GatewayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway", abstract: "Try the services that proxies ask about.", subcommands: [Check.self])

    /// `sallyport gateway check`: asks as a proxy would.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Ask a running broker about sample requests, and tell what it decides and why.",
            discussion: """
                Asks in the place of each service's proxy, so it has to run where a proxy of
                the service may: its address is among trustedProxies. The samples are signed
                with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN: one in its
                headers and one in its URL, which pass when policies allow it, one not signed
                and one with another secret, which must not. Each leaves a record in the audit.

                  eval "$(sallyport assume --saml response.b64 --format env)"
                  sallyport gateway check --config sallyport.yaml --path /orders/1
                  sallyport gateway check --service orders --method PUT --path /orders/1

                The broker is --endpoint-url, else SALLYPORT_ENDPOINT_URL, else
                AWS_ENDPOINT_URL_STS or AWS_ENDPOINT_URL, else http://127.0.0.1:8080/.

                Exit codes: 0 what may pass passes, 1 it is refused, or what must not pass
                does, 2 no answer or unreadable input, 64 wrong usage.
                """)

        @Option(help: "The configuration file (YAML), which names the services.")
        var config = "sallyport.yaml"

        @Option(help: "A service. (default: each of them)")
        var service: String?

        @Option(name: .customLong("endpoint-url"), help: "URL of the broker.")
        var endpointURL: String?

        @Option(help: "The method of the samples.")
        var method = "GET"

        @Option(help: "Their path and query, percent-encoded as on the wire.")
        var path = "/"

        @Option(help: "Their Host. (default: the first of the service's hosts, else localhost)")
        var host: String?

        @Flag(name: .customLong("insecure-plain-http"), help: "Send signatures over http to another machine.")
        var allowsPlainHTTP = false

        mutating func validate() throws {
            guard path.hasPrefix("/"), URL(string: "http://localhost" + path) != nil else {
                throw ValidationError("--path takes a path such as /orders/1, percent-encoded.")
            }
        }

        func run() async throws {
            let environment = ProcessInfo.processInfo.environment
            let endpoint = try ServiceEndpoint.broker(
                option: endpointURL, environment: environment, allowsPlainHTTP: allowsPlainHTTP)
            guard let credential = SampleRequest.credential(in: environment) else {
                throw Terminal.misuse("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY have to hold credentials")
            }
            let configuration = try await AdministratorStore.configuration(of: config)
            var isGood = true
            for service in try chosen(configuration.services) {
                Terminal.write("\(service.name): \(method) \(path) as \(service.proxy.rawValue) asks about it")
                for sample in SampleRequest.Kind.samples(for: service) {
                    let request = try Terminal.reported {
                        try SampleRequest(
                            kind: sample, method: method, target: path, host: host, service: service,
                            credential: credential)
                    }
                    let decision = try await ProxyQuestion(endpoint: endpoint, service: service).ask(request)
                    let isExpected = decision.isAllowed == sample.mayPass
                    isGood = isGood && isExpected
                    Terminal.write([Self.line(sample, decision, isExpected: isExpected)])
                }
            }
            if !isGood { throw ExitCode.refused }
        }

        private func chosen(_ services: [ProtectedService]) throws -> [ProtectedService] {
            let chosen = services.filter { service == nil || $0.name == service }
            guard !chosen.isEmpty else {
                throw Terminal.fail(
                    service.map { "\(config): there is no service \($0)" } ?? "\(config): there are no services")
            }
            return chosen
        }

        private static func line(
            _ sample: SampleRequest.Kind, _ decision: ProxyQuestion.Decision, isExpected: Bool
        ) -> StyledLine {
            let lead: StaticString = decision.isAllowed ? "  allowed  " : "  refused  "
            return StyledLine(lead, isExpected ? .good : .bad, "\(sample.rawValue): \(decision.reason)")
        }
    }
}
