import Accounts
import Encodings
import Foundation
import SallyportPostgres
import Synchronization

/// The PostgreSQL server that tests may use: `SALLYPORT_TEST_POSTGRES` is its connection URI.
///
/// `scripts/with-postgres` starts one.
enum TestServer {
    private static let uri = ProcessInfo.processInfo.environment["SALLYPORT_TEST_POSTGRES"]
    private static let count = Atomic(0)

    /// Whether there is one.
    static var isThere: Bool { uri?.isEmpty == false }

    /// A schema that nobody has used.
    static func emptySchema() throws -> PostgresServers {
        var servers = try PostgresServers(uri: uri ?? "")
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        servers.schema = "test_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
        return servers
    }

    /// A store of few connections: many tests run at once.
    static func store(
        _ servers: PostgresServers, maxStaleness: Duration = .seconds(60),
        monotonicClock: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
    ) async throws -> PostgresFederationStore {
        try await PostgresFederationStore(
            servers, maxStaleness: maxStaleness, connections: .init(uses: 2, transactions: 2),
            monotonicClock: monotonicClock)
    }
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

    static let limits = PortalSessionLimits(subject: 8, all: 1_000)

    static func session(_ number: UInt8, begunBy parent: UInt8? = nil, after milliseconds: Int64 = 0)
        -> KeptPortalSession
    {
        func digest(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: KeptPortalSession.digestLength) }
        let began = Timestamp(milliseconds: Timestamp(roundingDown: start).milliseconds + milliseconds)
        return KeptPortalSession(
            id: digest(number), subject: digest(100), sessionIndex: parent.map { _ in digest(101) },
            begunBy: parent.map(digest), createdAt: began, expiresAt: began.advanced(bySeconds: 3_600),
            sealed: [0, number, 255])
    }
}
