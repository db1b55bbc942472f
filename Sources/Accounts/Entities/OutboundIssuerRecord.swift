public import Encodings

/// The issuer of an account's web identity tokens: whether it gives any, and its keys.
///
/// An account has one at most, made when outbound web identity federation is enabled for the first time. It stays when that is disabled:
/// tokens that were given before can be verified to their end.
public struct OutboundIssuerRecord: EntityRecord {
    /// A key that signs tokens.
    public struct Key: Codable, Hashable, Sendable {
        /// `kid`.
        public var id: String
        /// `alg`, such as `RS256`.
        public var algorithm: String
        /// The public key, as members of a JSON Web Key.
        public var publicMembers: [String: String]
        /// When it was made, and published.
        public var createDate: Timestamp
        /// When it begins to sign, in the place of the one before it.
        public var signsFrom: Timestamp
        /// The private key, sealed by the storage key with ``OutboundIssuerRecord/sealContext(_:)``.
        public var sealed: [UInt8]
        /// A certificate that the key signed for itself, in DER, made once: relying parties know it by its thumbprint.
        ///
        /// Nil in records of before there were any, until maintenance makes it.
        public var certificate: [UInt8]?

        package init(
            id: String, algorithm: String, publicMembers: [String: String], createDate: Timestamp,
            signsFrom: Timestamp, sealed: [UInt8], certificate: [UInt8]?
        ) {
            self.id = id
            self.algorithm = algorithm
            self.publicMembers = publicMembers
            self.createDate = createDate
            self.signsFrom = signsFrom
            self.sealed = sealed
            self.certificate = certificate
        }
    }

    /// Issuers.
    public static var kind: EntityKind { .outboundIssuer }
    /// Whether tokens are given.
    public var isEnabled: Bool
    /// The keys, in the order in which they were made: those that sign, and those that are published beside them.
    public var keys: [Key]

    /// What a private key is sealed for, so that it opens as no other.
    public static func sealContext(_ keyID: String) -> String { "web identity token key \(keyID)" }

    /// The name that every issuer has: an account has one.
    package static let name = "outbound-web-identity"

    /// The unique id of an account's issuer.
    package static func uniqueID(of account: AccountID) -> String { "\(name)/\(account)" }

    package init(isEnabled: Bool, keys: [Key]) {
        self.isEnabled = isEnabled
        self.keys = keys
    }
}

extension OutboundIssuerRecord {
    /// The key that signs at an instant: of those for the algorithm whose time has come, the youngest.
    ///
    /// When the clock was set back before the first, that one.
    package func signingKey(_ algorithm: String, at now: Timestamp) -> Key? {
        let fitting = keys.filter { $0.algorithm == algorithm }
        return fitting.filter { $0.signsFrom <= now }.max { $0.signsFrom < $1.signsFrom }
            ?? fitting.min { $0.signsFrom < $1.signsFrom }
    }

    /// The key that signs at an instant, and those that will, in the order in which they do.
    package func signingKeys(_ algorithm: String, from now: Timestamp) -> [Key] {
        guard let first = signingKey(algorithm, at: now) else { return [] }
        let next = keys.filter { $0.algorithm == algorithm && $0.signsFrom > max(now, first.signsFrom) }
        return [first] + next.sorted { $0.signsFrom < $1.signsFrom }
    }
}
