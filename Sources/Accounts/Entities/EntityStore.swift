public import Encodings

/// The last use of an access key or role, or of a service by a user or role.
public struct EntityUse: Hashable, Sendable {
    /// Unique id of the entity.
    public let uniqueID: String
    /// When.
    public let instant: Timestamp
    /// `sts`, `iam`.
    public let service: String
    /// Region that the call was signed for.
    public let region: String

    /// Makes a use.
    public init(uniqueID: String, instant: Timestamp, service: String, region: String) {
        self.uniqueID = uniqueID
        self.instant = instant
        self.service = service
        self.region = region
    }

    /// What uses of a service by a user or role are kept under in the place of a unique id; with an action, those of it.
    package static func id(of principal: String, service: String, action: String? = nil) -> String {
        "\(principal) \(service)" + (action.map { ":\($0)" } ?? "")
    }
}

/// The part of a store that keeps entities.
///
/// What is given to a transaction lasts as long as its body, and is of use within it alone. A body awaits nothing but its
/// transaction: others may be waiting for it to end, so that one which awaits another transaction may wait for ever.
public protocol EntityStore: Sendable {
    /// Runs `body` on a snapshot; passes on what it throws.
    func readEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws -> Value

    /// The same for a `body` that reads a few rows: a store that has them at hand may read on the thread of the caller,
    /// since to change threads takes several times as long.
    ///
    /// What may read much belongs in `readEntities`, where it keeps nobody from being served.
    func lookUpEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws -> Value

    /// Runs `body` in a transaction of its own and returns when that is as durable as the implementation promises.
    ///
    /// When `body` throws, nothing of it remains, and the error is passed on. It may be run more than once, so it must
    /// have no effects beside those on the transaction.
    func writeEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityWriter) async throws -> Value
    ) async throws -> Value

    /// What was changed last: at once for changes made in this process, after a second for others.
    ///
    /// A transaction that was refused, or that changed nothing, is none of them.
    func entityVersions() async throws(StoreError) -> EntityVersions

    /// Remembers the last uses; an earlier one than the one known changes nothing.
    func record(_ uses: [EntityUse]) async throws(StoreError)
}

extension EntityStore {
    /// Reads them like others.
    public func lookUpEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws -> Value {
        try await readEntities(body)
    }
}
