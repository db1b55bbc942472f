public import Encodings

/// An entity as a store keeps it: the columns by which entities are found, and the rest as an encoded record.
public struct EntityRow: Hashable, Sendable {
    /// Kind.
    public let kind: EntityKind
    /// Account that it belongs to.
    public let account: AccountID
    /// Name as it was written; unique within account and kind without regard to case.
    public var name: String
    /// `/`, or a path with a slash at each end.
    public var path: String
    /// Unique over all accounts and never given twice.
    public let uniqueID: String
    /// Unique id of the entity that it belongs to and without which it cannot be, as a key to its user.
    public var owner: String?
    /// When it was made.
    public let createDate: Timestamp
    /// The record, as `Entity` encodes it.
    public var body: [UInt8]

    /// Makes a row.
    public init(
        kind: EntityKind, account: AccountID, name: String, path: String = "/", uniqueID: String, owner: String? = nil,
        createDate: Timestamp, body: [UInt8]
    ) {
        self.kind = kind
        self.account = account
        self.name = name
        self.path = path
        self.uniqueID = uniqueID
        self.owner = owner
        self.createDate = createDate
        self.body = body
    }

    /// The name as it is compared: ASCII letters in lower case.
    public var foldedName: String { Self.fold(name) }

    /// A name as it is compared.
    public static func fold(_ name: String) -> String { name.asciiLowercased }
}
