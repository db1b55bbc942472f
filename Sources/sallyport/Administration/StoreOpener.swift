import Accounts
import CommandIO
import Foundation
import SallyportConfiguration
import SallyportSQLite

/// Opens the store that the configuration names.
enum StoreOpener {
    /// - Parameter warn: told when there was no store yet.
    /// - Throws: `ExitCode` after saying why.
    static func open(
        _ configuration: BrokerConfiguration, warn: (String) -> Void = { Terminal.complain($0) }
    ) throws -> any FederationStore {
        guard case .directory(let path, let waitsForDisk) = configuration.store else {
            return InMemoryFederationStore()
        }
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

    private static func file(in folder: String) -> String {
        URL(fileURLWithPath: folder).appendingPathComponent("sallyport.sqlite").path
    }
}
