import Accounts
import ArgumentParser
import CommandIO
import Foundation
import Logging
import OperatorCommands
import OperatorLog
import SallyportConfiguration
import SallyportServer
import ServiceManager

/// `sallyport serve`: the broker.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the broker.",
        discussion: """
            Reads the configuration as a whole; anything wrong in it stops the start with
            file, line, key and reason.

              sallyport keys init --out keyring.json
              sallyport serve --config sallyport.yaml
            To read and judge the configuration, and do nothing else:
              sallyport serve --config sallyport.yaml --check

            SIGHUP has the file read again, with all files that it names, a renewed
            certificate and the key ring among them: all of it is taken at once, or, when
            anything is wrong, nothing.

            Environment variables go before the file: each key has one, such as
            SALLYPORT_LISTEN_PORT for listen.port (`sallyport config explain` names it).
            LOG_LEVEL is the level of the log.

            With --check a broker that runs with the same data directory is compared: what
            SIGHUP would have it take, and what waits for its next start.
            """)

    @Option(help: "The configuration file (YAML).")
    var config = "sallyport.yaml"

    @Flag(help: "Read and judge the configuration, then end.")
    var check = false

    /// - Throws: `ExitCode` after naming the levels that there are.
    private static func level(_ name: String?) throws -> Logger.Level {
        guard let name, !name.isEmpty else { return .info }
        guard let level = Logger.Level(rawValue: name.lowercased()) else {
            let names = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw Terminal.fail("environment: LOG_LEVEL: \(name) is no level; there are \(names)")
        }
        return level
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let log = LogOutput()
        let settings = LogSettings(level: try Self.level(environment["LOG_LEVEL"]))
        LoggingSystem.bootstrap { OperatorLogHandler(label: $0, output: log, settings: settings) }
        defer { log.drain() }
        let logger = Logger(label: "sallyport")
        do {
            let source = ConfigurationSource(file: config, environment: environment, logger: logger)
            let configuration = try await source.read(at: Date())
            settings.adopt(configuration.log)
            let keyRing = try configuration.readKeyRing()
            if check {
                // What starting would open is opened as well: certificate, key and audit file. The store is looked at.
                try StoreOpener.check(configuration)
                _ = try BrokerServer(
                    configuration: configuration, keyRing: keyRing, store: InMemoryFederationStore(), logger: logger)
                CheckReport(configuration).write()
                return
            }
            let store = try await StoreOpener.open(configuration) { logger.warning("\($0)") }
            var server = try BrokerServer(
                configuration: configuration, keyRing: keyRing, store: store, source: source, logger: logger)
            server.logSettings = settings
            server.notifier = ServiceNotifier(environment: environment)
            server.sockets = InheritedSocket.inherited(environment: environment)
            do {
                try await server.run()
            } catch {
                // Binding the address is what can still go wrong.
                let listen = configuration.listen
                log.drain()
                throw Terminal.fail("\(config): listen: \(listen.host):\(listen.port) can't be served: \(error)")
            }
        } catch let error as BrokerConfigurationError {
            throw Terminal.fail("\(error)")
        }
    }
}
