import Accounts
import CommandIO
import Foundation
import SallyportConfiguration
import SallyportPostgres
import SallyportSQLite

/// Opens the store that the configuration names.
enum StoreOpener {
    /// - Parameter warn: told when there was no store yet.
    /// - Throws: `ExitCode` after saying why.
    static func open(
        _ configuration: BrokerConfiguration, connections: PostgresFederationStore.Connections = .init(),
        warn: (String) -> Void = { Terminal.complain($0) }
    ) async throws -> any FederationStore {
        switch configuration.store {
        case .memory: InMemoryFederationStore()
        case .directory(let path, let waitsForDisk):
            try openFile(in: path, waitsForDisk: waitsForDisk, configuration, warn: warn)
        case .postgres(let postgres, _): try await open(postgres, connections, configuration, warn: warn)
        }
    }

    private static func open(
        _ postgres: BrokerConfiguration.Store.Postgres, _ connections: PostgresFederationStore.Connections,
        _ configuration: BrokerConfiguration, warn: (String) -> Void
    ) async throws -> any FederationStore {
        let store: PostgresFederationStore
        do {
            store = try await PostgresFederationStore(
                postgres.servers, maxStaleness: .seconds(postgres.maxStaleness), connections: connections)
        } catch {
            throw Terminal.fail("\(configuration.file): store: \(error)")
        }
        if store.isNew {
            warn("new store made at \(postgres.servers): one-time uses and revocations of an earlier one are not known")
        }
        return store
    }

    private static func openFile(
        in path: String, waitsForDisk: Bool, _ configuration: BrokerConfiguration, warn: (String) -> Void
    ) throws -> any FederationStore {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Terminal.fail(
                "\(configuration.file): dataDirectory: \(path) can't be made: \(error.localizedDescription)")
        }
        let store = try Terminal.reported(about: "\(configuration.file): dataDirectory") {
            try SQLiteFederationStore(path: file(in: path), synchronous: waitsForDisk ? .full : .normal)
        }
        if store.isNew {
            warn("new store made at \(file(in: path)): one-time uses and revocations of an earlier store are not known")
        }
        return store
    }

    /// Judges a store without opening or making it.
    ///
    /// - Throws: `ExitCode` after saying what is wrong.
    static func check(_ configuration: BrokerConfiguration) throws {
        guard case .directory(let path, _) = configuration.store else { return }
        try Terminal.reported(about: "\(configuration.file): dataDirectory") {
            try SQLiteFederationStore.checkPermissions(path: file(in: path))
        }
    }

    /// The database file of a data directory.
    static func file(in folder: String) -> String {
        URL(fileURLWithPath: folder).appendingPathComponent("sallyport.sqlite").path
    }
}
