import Accounts
import Encodings
import Keys
import Portal
import Sessions

/// What a program has of its session: an access token to use it, and a refresh token for the next pair.
struct ProgramToken: Sendable {
    enum Kind: UInt8 {
        case access = 1
        case refresh = 2
    }

    let kind: Kind
    /// By which the session is found.
    let key: PortalKey
    /// Digest of the id of the client that it was given to.
    let client: String
    /// The first instant at which it counts no more.
    let expiresAt: Timestamp

    private static let version: UInt8 = 1

    init(_ kind: Kind, key: PortalKey, client: String, expiresAt: Timestamp) {
        self.kind = kind
        self.key = key
        self.client = client
        self.expiresAt = expiresAt
    }

    var message: [UInt8] {
        var writer = ByteWriter(capacity: 160)
        writer.write(Self.version)
        writer.write(kind.rawValue)
        writer.write(key.cookieValue)
        writer.write(client)
        writer.write(expiresAt)
        return writer.bytes
    }

    init(message: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        guard try reader.readByte() == Self.version, let kind = Kind(rawValue: try reader.readByte()),
            let key = PortalKey(cookieValue: try reader.readText())
        else { throw MalformedBytes() }
        self.init(kind, key: key, client: try reader.readText(), expiresAt: try reader.readTimestamp())
        try reader.finish()
    }
}

/// Seals what programs have of their sessions, and opens it again.
///
/// None of it is kept: a token says which session it is of, and that is in the store.
struct ProgramTokens: Sendable {
    private let sealer: TokenSealer
    private let partition: Partition
    private let random: any RandomSource

    init(keyRing: KeyRing, partition: Partition, random: any RandomSource) {
        sealer = TokenSealer(keyRing: keyRing)
        self.partition = partition
        self.random = random
    }

    /// Seals one.
    ///
    /// Throws `internalServer` when that can't be done.
    func seal(_ token: ProgramToken) throws(ServiceFault) -> String { try seal(message: token.message) }

    /// Seals what a token says.
    func seal(message: [UInt8]) throws(ServiceFault) -> String {
        let salt = random.bytes(TokenSealer.saltCount)
        guard let sealed = sealer.seal(message, .program, partition: partition, salt: salt) else {
            throw .internalServer(cause: "sealing a token failed")
        }
        return sealed.token
    }

    /// Opens one of a kind; nil for what was not sealed here, is of the other kind, or is over.
    func open(_ text: String, _ kind: ProgramToken.Kind, at now: Timestamp) -> ProgramToken? {
        guard let message = open(message: text, at: now), let token = try? ProgramToken(message: message),
            token.kind == kind, now < token.expiresAt
        else { return nil }
        return token
    }

    /// What a token says that was sealed here; nil for any other.
    func open(message text: String, at now: Timestamp) -> [UInt8]? {
        sealer.open(text, .program, at: now)?.message
    }
}
