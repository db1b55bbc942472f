public import Encodings
import Foundation
public import Keys

/// Long-term access keys: of users, and of the root of an account.
public enum AccessKeys {
    /// Keys of a user, or of root, at most.
    public static let maximum = 2
    /// Random bytes of a secret; 40 characters of base64.
    private static let secretCount = 30

    /// A new key and its secret, which is kept nowhere but sealed in the entity.
    public struct Made: Sendable, CustomStringConvertible, CustomReflectable {
        /// The key as a store keeps it.
        public let entity: Entity<AccessKeyRecord>
        /// The secret access key.
        public let secretAccessKey: String

        /// The access key id alone.
        public var description: String { "AccessKeys.Made(\(entity.uniqueID), secret redacted)" }

        /// The access key id alone: `dump` shows no secret either.
        public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": entity.uniqueID]) }
    }

    /// Makes a key for the user with the unique id `owner`, or for root.
    ///
    /// Throws `ConfigurationError` when the key ring cannot seal.
    public static func make(
        account: AccountID, owner: String?, keyRing: KeyRing, random: any RandomSource, at instant: Timestamp
    ) throws(ConfigurationError) -> Made {
        let id = AccessKeyID.longTerm(account: account, random)
        let secret = Base64.standard.encode(random.bytes(secretCount))
        let sealed = try keyRing.sealForStorage(
            Array(secret.utf8), context: AccessKeyRecord.sealContext(id), random: random)
        return Made(
            entity: Entity(
                account: account, name: id, uniqueID: id, owner: owner, createDate: instant,
                record: AccessKeyRecord(sealedSecret: sealed)),
            secretAccessKey: secret)
    }

    /// The keys of an account's root, sorted by id.
    ///
    /// Throws `StoreError`.
    public static func ofRoot(
        _ account: AccountID, _ reader: any EntityReader
    ) async throws(StoreError) -> [Entity<AccessKeyRecord>] {
        try await reader.rows(.below(.accessKey, account)).filter { $0.owner == nil }.map(Entity.init(_:))
    }
}
