import Accounts
import Audit
import CommandIO
import Foundation
import Keys
import Logging
import OperatorCommands
import STS
import SallyportConfiguration
import SallyportPostgres

/// The store and keys that a configuration names, for commands that are run beside the broker.
struct AdministratorStore {
    let configuration: BrokerConfiguration
    let store: any FederationStore
    let keyRing: KeyRing

    /// - Throws: `ExitCode` after saying why.
    static func open(_ config: String) async throws -> AdministratorStore {
        let configuration = try await configuration(of: config)
        if case .memory = configuration.store {
            throw Terminal.fail("\(config): store: memory keeps nothing beyond a process; give dataDirectory")
        }
        let store = try await StoreOpener.open(configuration, connections: .init(uses: 1, transactions: 1))
        return AdministratorStore(
            configuration: configuration, store: store,
            keyRing: try Terminal.reported { try configuration.readKeyRing() })
    }

    /// What a configuration file says.
    ///
    /// - Throws: `ExitCode` after saying what is wrong.
    static func configuration(of file: String) async throws -> BrokerConfiguration {
        try await reported {
            try await ConfigurationReader(
                environment: ProcessInfo.processInfo.environment,
                logger: Logger(label: "sallyport") { StreamLogHandler.standardError(label: $0) }
            ).read(file: file, at: Date())
        }
    }

    /// What finds entities, configured or stored.
    var tokens: SecurityTokenService {
        SecurityTokenService(directory: configuration.directory, keyRing: keyRing, store: store, audit: NoAuditSink())
    }

    /// The audit file that its configuration names.
    func trail() throws -> FileAuditSink? { try .trail(configuration.audit.file, of: configuration.file) }

    /// Ends the command with the error's text and exit code 2.
    static func reported<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            throw Terminal.fail("\(error)")
        }
    }
}
