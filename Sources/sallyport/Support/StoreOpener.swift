import Federation
import Foundation
import SallyportSQLite
import SallyportServer

/// Opens the store that the configuration names.
enum StoreOpener {
    /// - Throws: `ExitCode` after saying why.
    static func open(_ configuration: ServerConfiguration) throws -> any FederationStore {
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
        do throws(StoreError) {
            return try SQLiteFederationStore(
                path: URL(fileURLWithPath: path).appendingPathComponent("sallyport.sqlite").path,
                synchronous: waitsForDisk ? .full : .normal)
        } catch {
            throw Terminal.fail("\(configuration.file): dataDirectory: \(error)")
        }
    }
}
