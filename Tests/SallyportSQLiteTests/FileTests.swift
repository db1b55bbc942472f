import Accounts
import Foundation
import SallyportSQLite
import Testing

@Suite("The file")
struct FileTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func mode(_ suffix: String = "") throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.path() + suffix)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }

    @Test("only its owner can read it and what SQLite puts beside it")
    func modes() async throws {
        let store = try SQLiteFederationStore(path: directory.path())
        _ = try await store.redeem(try Fixture.use(1), at: Fixture.start)
        #expect(try mode() == 0o600)
        #expect(try mode("-wal") == 0o600)
        #expect(try mode("-shm") == 0o600)
    }

    @Test("others are kept from reading it", arguments: [0o644, 0o640, 0o604])
    func tightened(_ before: Int) throws {
        try SQLiteFederationStore(path: directory.path()).close()
        try FileManager.default.setAttributes([.posixPermissions: before], ofItemAtPath: directory.path())
        let store = try SQLiteFederationStore(path: directory.path())
        #expect(try mode() == 0o600)
        try store.close()
    }

    @Test("an empty file becomes a store")
    func empty() async throws {
        try Data().write(to: directory.url.appendingPathComponent("store.sqlite"))
        let store = try SQLiteFederationStore(path: directory.path())
        #expect(try await store.highestInstant() == nil)
    }

    @Test("refused: a file that is no database")
    func foreignFile() throws {
        try Data(repeating: 0x41, count: 10_000).write(to: directory.url.appendingPathComponent("store.sqlite"))
        #expect(code() == .corrupt)
    }

    @Test("refused: a directory, a link, a place that does not exist")
    func noFile() throws {
        try FileManager.default.createDirectory(atPath: directory.path("dir"), withIntermediateDirectories: false)
        #expect(code("dir") == .unavailable)
        try SQLiteFederationStore(path: directory.path("real.sqlite")).close()
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("link"), withDestinationPath: directory.path("real.sqlite"))
        #expect(code("link") == .unavailable)
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("dangling"), withDestinationPath: directory.path("none"))
        #expect(code("dangling") == .unavailable)
        #expect(!FileManager.default.fileExists(atPath: directory.path("none")))
        #expect(code("missing/store.sqlite") == .unavailable)
    }

    private func code(_ name: String = "store.sqlite") -> StoreError.Code? {
        do throws(StoreError) {
            _ = try SQLiteFederationStore(path: directory.path(name))
            return nil
        } catch {
            return error.code
        }
    }
}
