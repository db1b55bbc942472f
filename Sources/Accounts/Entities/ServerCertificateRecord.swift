public import Encodings

/// The certificate of a server; its text and that of its chain are the document beside this record.
///
/// The private key is not kept: nothing here uses it, and no call gives it out.
public struct ServerCertificateRecord: EntityRecord {
    /// Server certificates.
    public static var kind: EntityKind { .serverCertificate }
    /// When it ends.
    public var expiration: Timestamp
    /// Tags.
    public var tags: [SessionTag]

    /// Makes a record.
    public init(expiration: Timestamp, tags: [SessionTag] = []) {
        self.expiration = expiration
        self.tags = tags
    }
}
