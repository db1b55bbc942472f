import Accounts
import ArgumentParser
import CommandIO
import Foundation
import Logging
import SallyportConfiguration
import SallyportPostgres
import SallyportSQLite

/// A store as the command line names it: `sqlite:data/sallyport.sqlite`, `postgres:postgresql://…` or `config:sallyport.yaml`.
enum StorePlace: Hashable, ExpressibleByArgument {
    /// A database file.
    case sqlite(String)
    /// A connection URI.
    case postgres(String)
    /// Whatever a configuration file names.
    case configuration(String)

    init?(argument: String) {
        guard let colon = argument.firstIndex(of: ":") else { return nil }
        let rest = String(argument[argument.index(after: colon)...])
        guard !rest.isEmpty else { return nil }
        switch argument[..<colon] {
        case "sqlite": self = .sqlite(rest)
        case "postgres": self = .postgres(rest.contains("://") ? rest : argument)
        case "postgresql": self = .postgres(argument)
        case "config": self = .configuration(rest)
        default: return nil
        }
    }

    /// Opens it.
    ///
    /// - Parameter mustExist: whether a file that is not there is an error.
    /// - Throws: `ExitCode` after saying why.
    func open(mustExist: Bool) async throws -> any EnumerableStore {
        switch self {
        case .sqlite(let path): return try Self.openFile(path, mustExist: mustExist)
        case .postgres(let uri):
            let servers = try Terminal.reported { try PostgresServers(uri: uri) }
            return try await AdministratorStore.reported { try await PostgresFederationStore(servers) }
        case .configuration(let file):
            let configuration = try await AdministratorStore.configuration(of: file)
            switch configuration.store {
            case .memory: throw Terminal.fail("\(file): store: memory keeps nothing beyond a process")
            case .directory(let path, _):
                return try Self.openFile(StoreOpener.file(in: path), mustExist: mustExist)
            case .postgres(let postgres, _):
                return try await AdministratorStore.reported { try await PostgresFederationStore(postgres.servers) }
            }
        }
    }

    private static func openFile(_ path: String, mustExist: Bool) throws -> any EnumerableStore {
        guard !mustExist || FileManager.default.fileExists(atPath: path) else {
            throw Terminal.fail("\(path) is not there")
        }
        return try Terminal.reported(about: path) { try SQLiteFederationStore(path: path) }
    }
}
