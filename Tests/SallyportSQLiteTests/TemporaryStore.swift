import Accounts
import Foundation
import SallyportSQLite

/// A directory of its own for the files of one test, removed at the end.
final class TemporaryDirectory: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("sallyport-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String = "store.sqlite") -> String { url.appendingPathComponent(name).path }
}

enum Fixture {
    /// With a fraction that no binary number has.
    static let start = Date(timeIntervalSince1970: 1_700_000_000.123)

    static func use(_ number: UInt32, lasting seconds: TimeInterval = 300) throws -> OneTimeUse {
        var bytes = [UInt8](repeating: 0x5A, count: OneTimeKey.byteCount)
        withUnsafeBytes(of: number.littleEndian) { bytes.replaceSubrange(0..<4, with: $0) }
        guard let key = OneTimeKey(bytes: bytes) else { throw StoreError(.corrupt, "32 bytes make no key") }
        return OneTimeUse(key: key, keepUntil: start.addingTimeInterval(seconds))
    }
}
