public import Encodings

/// A policy that is embedded in a user, group or role.
public struct InlinePolicy: Codable, Hashable, Sendable {
    /// Its name, unique within the entity.
    public var name: String
    /// The text as it was given.
    public var document: String

    /// Makes a policy.
    public init(name: String, document: String) {
        self.name = name
        self.document = document
    }
}

/// A role of the store.
public struct RoleRecord: EntityRecord {
    /// Roles.
    public static var kind: EntityKind { .role }
    /// The trust policy's text as it was given.
    public var assumeRolePolicyDocument: String
    /// The unique ids of the users and roles that the trust policy names, by the ARN as it stands in the text.
    ///
    /// Trust is given to these and not to whoever has the ARN later.
    public var trustedIDs: [String: String]
    /// A sentence for people.
    public var description: String?
    /// Longest life of its credentials in seconds.
    public var maxSessionDuration: Int
    /// Tags.
    public var tags: [SessionTag]
    /// Embedded policies, sorted by name.
    public var inlinePolicies: [InlinePolicy]
    /// The service that it is linked to, such as `mediatailor.amazonaws.com`.
    public var linkedService: String?
    /// The session that ends last of those that the linked service has; nil when it never had one.
    public var lastServiceSession: ServiceSession?

    /// A session of a service-linked role.
    public struct ServiceSession: Codable, Hashable, Sendable {
        /// ARN of the session.
        public var arn: String
        /// Region that it was asked for in.
        public var region: String
        /// When it ends.
        public var expiresAt: Timestamp

        package init(arn: String, region: String, expiresAt: Timestamp) {
            self.arn = arn
            self.region = region
            self.expiresAt = expiresAt
        }
    }

    /// Makes a record.
    public init(
        assumeRolePolicyDocument: String, trustedIDs: [String: String] = [:], description: String? = nil,
        maxSessionDuration: Int = 3_600, tags: [SessionTag] = [], inlinePolicies: [InlinePolicy] = [],
        linkedService: String? = nil
    ) {
        self.assumeRolePolicyDocument = assumeRolePolicyDocument
        self.trustedIDs = trustedIDs
        self.description = description
        self.maxSessionDuration = maxSessionDuration
        self.tags = tags
        self.inlinePolicies = inlinePolicies
        self.linkedService = linkedService
    }
}

/// A user.
public struct UserRecord: EntityRecord {
    /// Users.
    public static var kind: EntityKind { .user }
    /// Tags.
    public var tags: [SessionTag]
    /// Embedded policies, sorted by name.
    public var inlinePolicies: [InlinePolicy]

    /// Makes a record.
    public init(tags: [SessionTag] = [], inlinePolicies: [InlinePolicy] = []) {
        self.tags = tags
        self.inlinePolicies = inlinePolicies
    }
}

/// A group.
public struct GroupRecord: EntityRecord {
    /// Groups.
    public static var kind: EntityKind { .group }
    /// Embedded policies, sorted by name.
    public var inlinePolicies: [InlinePolicy]

    /// Makes a record.
    public init(inlinePolicies: [InlinePolicy] = []) { self.inlinePolicies = inlinePolicies }
}

/// A managed policy with its versions.
public struct PolicyRecord: EntityRecord {
    /// A version of the policy.
    public struct Version: Codable, Hashable, Sendable {
        /// `v1`, `v2`, …: numbers are not used again.
        public var id: String
        /// The text as it was given.
        public var document: String
        /// When it was made.
        public var createDate: Timestamp

        /// Makes a version.
        public init(id: String, document: String, createDate: Timestamp) {
            self.id = id
            self.document = document
            self.createDate = createDate
        }
    }

    /// Managed policies.
    public static var kind: EntityKind { .policy }
    /// A sentence for people; cannot be changed.
    public var description: String?
    /// Tags.
    public var tags: [SessionTag]
    /// Versions, oldest first; at least one.
    public var versions: [Version]
    /// Id of the version that is in force.
    public var defaultVersionID: String
    /// Number of the last version that was made.
    public var lastVersion: Int
    /// When versions changed last.
    public var updateDate: Timestamp

    /// Makes the record of a policy with one version.
    public init(document: String, description: String? = nil, tags: [SessionTag] = [], createDate: Timestamp) {
        self.description = description
        self.tags = tags
        versions = [Version(id: "v1", document: document, createDate: createDate)]
        defaultVersionID = "v1"
        lastVersion = 1
        updateDate = createDate
    }

    /// The version that is in force.
    public var defaultVersion: Version? { versions.first { $0.id == defaultVersionID } }
}

/// A SAML provider of the store; its metadata is the document beside this record.
public struct SAMLProviderRecord: EntityRecord {
    /// A private key for encrypted assertions.
    public struct PrivateKey: Codable, Hashable, Sendable {
        /// Id of the key.
        public var id: String
        /// When it was added.
        public var timestamp: Timestamp
        /// The PEM text, sealed by the storage key with ``SAMLProviderRecord/sealContext(_:)``.
        public var sealed: [UInt8]

        /// Makes a key.
        public init(id: String, timestamp: Timestamp, sealed: [UInt8]) {
            self.id = id
            self.timestamp = timestamp
            self.sealed = sealed
        }
    }

    /// SAML providers.
    public static var kind: EntityKind { .samlProvider }
    /// When the first of its identity providers ends; nil when nothing says.
    public var validUntil: Timestamp?
    /// Tags.
    public var tags: [SessionTag]
    /// Whether assertions have to be encrypted; nil when it was never set.
    public var requiresEncryption: Bool?
    /// At most two keys, oldest first.
    public var privateKeys: [PrivateKey]

    /// What a private key is sealed for, so that it opens as no other.
    public static func sealContext(_ keyID: String) -> String { "saml private key \(keyID)" }

    /// Makes a record.
    public init(
        validUntil: Timestamp? = nil, tags: [SessionTag] = [], requiresEncryption: Bool? = nil,
        privateKeys: [PrivateKey] = []
    ) {
        self.validUntil = validUntil
        self.tags = tags
        self.requiresEncryption = requiresEncryption
        self.privateKeys = privateKeys
    }
}

/// An OpenID Connect provider of the store; its name is its URL without scheme and without a slash at the end.
public struct OIDCProviderRecord: EntityRecord {
    /// OpenID Connect providers.
    public static var kind: EntityKind { .oidcProvider }
    /// The URL as it was given, with its scheme.
    public var url: String
    /// The audiences that its tokens may have.
    public var clientIDs: [String]
    /// SHA-1 of certificates, in hexadecimal of lower case.
    public var thumbprints: [String]
    /// Tags.
    public var tags: [SessionTag]

    /// Makes a record.
    public init(url: String, clientIDs: [String], thumbprints: [String] = [], tags: [SessionTag] = []) {
        self.url = url
        self.clientIDs = clientIDs
        self.thumbprints = thumbprints
        self.tags = tags
    }
}

/// A long-term access key; its owner is a user, or nobody for a key of the account's root.
public struct AccessKeyRecord: EntityRecord {
    /// Access keys.
    public static var kind: EntityKind { .accessKey }
    /// The secret, sealed by the storage key with ``sealContext(_:)``.
    public var sealedSecret: [UInt8]
    /// Whether it may be used.
    public var isActive: Bool

    /// Makes a record.
    public init(sealedSecret: [UInt8], isActive: Bool = true) {
        self.sealedSecret = sealedSecret
        self.isActive = isActive
    }

    /// What the secret of a key is sealed for, so that it opens for no other.
    public static func sealContext(_ accessKeyID: String) -> String { "access key \(accessKeyID)" }
}

/// A virtual MFA device; its owner is the user for whom it is enabled.
public struct MFADeviceRecord: EntityRecord {
    /// Virtual MFA devices.
    public static var kind: EntityKind { .mfaDevice }
    /// The seed of the one-time passwords, sealed by the storage key with ``sealContext(_:)``.
    public var sealedSeed: [UInt8]
    /// When it was enabled; nil while it belongs to nobody.
    public var enableDate: Timestamp?
    /// Whether it is the device of the account's root.
    public var isOfRoot: Bool
    /// The last time step (RFC 6238) whose password was used; none up to it is accepted again.
    public var lastStep: Int64?
    /// Steps by which the device's clock is ahead of ours, when it is more than a window takes.
    public var drift: Int64?
    /// Tags.
    public var tags: [SessionTag]

    /// Makes a record.
    public init(sealedSeed: [UInt8], tags: [SessionTag] = []) {
        self.sealedSeed = sealedSeed
        self.tags = tags
        isOfRoot = false
    }

    /// What the seed of a device is sealed for, so that it opens for no other.
    public static func sealContext(_ serialNumber: String) -> String { "mfa device \(serialNumber)" }
}

/// The alias of an account.
public struct AccountAliasRecord: EntityRecord {
    /// Aliases.
    public static var kind: EntityKind { .accountAlias }

    /// Makes a record.
    public init() {}
}

/// The deletion of a service-linked role.
public struct DeletionTaskRecord: EntityRecord {
    /// Deletion tasks.
    public static var kind: EntityKind { .deletionTask }
    /// Unique id of the role that is to go.
    public var roleID: String
    /// ARN of the role.
    public var roleARN: String
    /// How far it is.
    public var status: Status

    /// How far a deletion is, in AWS's words.
    public enum Status: String, Codable, Hashable, Sendable {
        /// Nothing was done yet.
        case notStarted = "NOT_STARTED"
        /// The role is gone.
        case succeeded = "SUCCEEDED"
        /// The role is in use; another deletion may be asked for later.
        case failed = "FAILED"
    }

    /// Why it failed.
    public var reason: String?
    /// The session that stood in the way.
    public var usage: RoleRecord.ServiceSession?

    /// Makes the record of a task that has not started.
    public init(roleID: String, roleARN: String) {
        self.roleID = roleID
        self.roleARN = roleARN
        status = .notStarted
    }
}
