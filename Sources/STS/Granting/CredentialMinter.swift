import Keys
import Sessions

/// Makes credentials of a session: access key id, secret, sealed session token.
struct CredentialMinter: Sendable {
    let sealer: TokenSealer

    /// A session in the form in which it will be sealed; making it has given nothing away yet.
    struct Prepared: Sendable {
        let session: Session
        let message: [UInt8]
        /// Percentage of the room for policies and tags; nil when there are none.
        let packedPolicySize: Int?
    }

    /// Bytes of a session at most: its sign-in token holds it as well, with an end, a nonce's hash and flags beside it.
    private static let maximumCount = TokenSealer.maximumMessageCount - 64

    /// Encodes the session; throws `PackedPolicyTooLarge` when policies and tags do not fit.
    ///
    /// Attributes for web identity tokens, and then what revocations by attributes look for, give way to policies and tags.
    static func prepare(_ session: Session) throws(STSError) -> Prepared {
        var session = session
        var message = session.encoded
        if message.count > maximumCount, let attributes = session.saml?.attributes, !attributes.isEmpty {
            session.saml?.attributes = attributes.withoutValues
            message = session.encoded
        }
        if message.count > maximumCount, session.saml?.claims.all.isEmpty == false {
            session.saml?.claims = .anything
            message = session.encoded
        }
        let packed = session.packedCount
        let room = max(maximumCount - (message.count - packed), 1)
        let percentage = packed == 0 ? nil : (packed * 100 + room - 1) / room
        guard message.count <= maximumCount else {
            throw STSError(
                .packedPolicyTooLarge,
                "Packed policy consumes \(percentage ?? 100)% of allotted space, please use smaller policy.",
                cause: "\(packed) bytes of policies and tags, room for \(room)")
        }
        return Prepared(session: session, message: message, packedPolicySize: percentage)
    }

    /// Seals the session and derives the secret from the token's salt.
    func mint(_ prepared: Prepared, salt: [UInt8]) throws(STSError) -> SessionCredentials {
        let session = prepared.session
        guard
            let sealed = sealer.seal(prepared.message, .session, partition: session.partition, salt: salt)
        else { throw .unavailable("the session token could not be sealed") }
        return SessionCredentials(
            accessKeyID: session.accessKeyID, secretAccessKey: sealed.key.secretAccessKey(salt: salt[...]),
            sessionToken: sealed.token, expiration: session.expiresAt)
    }
}
