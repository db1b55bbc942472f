public import Encodings

/// The password of a user, its owner; the entity's name is the user's unique id.
public struct LoginProfileRecord: EntityRecord {
    /// What passwords are hashed with: scrypt (RFC 7914), which takes `128 * rounds * blockSize` bytes.
    public struct Cost: Codable, Hashable, Sendable {
        /// N, a power of two.
        public var rounds: Int
        /// r.
        public var blockSize: Int
        /// p.
        public var parallelism: Int

        /// Makes a cost.
        public init(rounds: Int, blockSize: Int, parallelism: Int) {
            self.rounds = rounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// 32 MiB and a quarter of a second or so for each password.
        public static let standard = Cost(rounds: 32_768, blockSize: 8, parallelism: 3)
    }

    /// Login profiles.
    public static var kind: EntityKind { .loginProfile }
    /// Hashes that are kept at most: that of the password, and of those before it.
    public static let maximumHashes = 25

    /// What all of its passwords are hashed with.
    public var cost: Cost
    /// The same: one for all of them, so that a new password is compared with those before it by one hash.
    public var salt: [UInt8]
    /// The hashes of the password and of those before it, newest first, each sealed by the storage key with
    /// ``LoginProfileRecord/sealContext(_:)``.
    public var sealedHashes: [[UInt8]]
    /// When the password was set.
    public var passwordDate: Timestamp
    /// Whether the user has to choose another one at the next sign-in.
    public var isResetRequired: Bool

    /// Makes a record.
    public init(
        cost: Cost, salt: [UInt8], sealedHashes: [[UInt8]], passwordDate: Timestamp, isResetRequired: Bool
    ) {
        self.cost = cost
        self.salt = salt
        self.sealedHashes = sealedHashes
        self.passwordDate = passwordDate
        self.isResetRequired = isResetRequired
    }

    /// What a user's hashes are sealed for, so that they open for no other.
    public static func sealContext(_ userID: String) -> String { "password of \(userID)" }

    /// The unique id of a user's profile.
    package static func uniqueID(of userID: String) -> String { "login-profile/\(userID)" }
}
