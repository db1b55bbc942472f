public import Accounts
internal import Foundation

/// What every `FederationStore` must do, as named cases that any test library can run.
///
/// Each case gets a function that makes a new, empty store with room for at least 10,000 one-time uses.
public struct StoreConformanceCase: Sendable, CustomStringConvertible {
    /// Makes an empty store.
    public typealias MakeStore = @Sendable () async throws -> any FederationStore

    /// What the case asks for.
    public let name: String
    private let body: @Sendable (MakeStore) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (MakeStore) async throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Runs the case; throws `StoreConformanceFailure` when the store does not conform, or the store's own error.
    public func run(_ makeStore: MakeStore) async throws { try await body(makeStore) }

    /// The name.
    public var description: String { name }

    /// Every case.
    public static let all: [StoreConformanceCase] =
        redemption + time + revocation + entities + transactions + versions + attempts + portalSessions
        + portalSessionEnds
}

/// A store did not do what `FederationStore` asks.
public struct StoreConformanceFailure: Error, CustomStringConvertible {
    /// What was expected and seen.
    public let description: String
}

func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
    if !condition { throw StoreConformanceFailure(description: message()) }
}

func requireEqual<Value: Equatable>(_ actual: Value, _ expected: Value, _ what: String) throws {
    try require(actual == expected, "\(what): expected \(expected), got \(actual)")
}

enum Fixture {
    static let start = Date(timeIntervalSince1970: 1_700_000_000)

    static func key(_ number: UInt32) throws -> OneTimeKey {
        var bytes = [UInt8](repeating: 0xA5, count: OneTimeKey.byteCount)
        withUnsafeBytes(of: number.littleEndian) { bytes.replaceSubrange(0..<4, with: $0) }
        guard let key = OneTimeKey(bytes: bytes) else {
            throw StoreConformanceFailure(description: "32 bytes make no key")
        }
        return key
    }

    static func use(_ number: UInt32, lasting seconds: TimeInterval = 300) throws -> OneTimeUse {
        OneTimeUse(key: try key(number), keepUntil: start.addingTimeInterval(seconds))
    }
}
