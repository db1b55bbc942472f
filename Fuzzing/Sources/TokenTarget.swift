import Encodings
import FederationTesting
import Foundation
import SAML2

@testable import Accounts
@testable import Audit
@testable import Keys
@testable import STS
@testable import Sessions

extension FuzzTarget {
    /// Tokens of every kind: what opens was sealed here, and what was sealed is read without an accident whatever it says.
    ///
    /// The first byte says what for and whether the rest is a token, or a message that is sealed first.
    static let token = FuzzTarget(name: "token", dictionary: "none") {
        let tokens = try TokenWorld.tokens()
        let raw = tokens.map { [$0.purpose.rawValue] + Array($0.text.utf8) }
        let messages = tokens.map { [$0.purpose.rawValue | 0x80] + $0.message }
        return raw + messages
    } prepare: {
        let world = try TokenWorld()
        let genuine = Set(try TokenWorld.tokens().map(\.text))
        return { bytes in
            guard let first = bytes.first, let purpose = TokenPurpose(rawValue: first & 0x7F) else { return }
            if first & 0x80 == 0 {
                guard let text = String(validating: bytes.dropFirst(), as: UTF8.self) else { return }
                world.open(text, isGenuine: genuine.contains(text), purpose)
            } else if let sealed = world.service.sealer.seal(
                Array(bytes.dropFirst()), purpose, partition: .aws, salt: TokenWorld.salt)
            {
                world.open(sealed.token, isGenuine: true, purpose)
                checkCoding(Array(bytes.dropFirst()))
            }
        }
    }

    /// A session that was read is the same when it is written and read again.
    private static func checkCoding(_ message: [UInt8]) {
        var reader = ByteReader(message[...])
        guard let session = try? Session(reading: &reader, partition: .aws) else { return }
        var writer = ByteWriter(capacity: message.count)
        session.write(to: &writer)
        var again = ByteReader(writer.bytes[...])
        hold((try? Session(reading: &again, partition: .aws)) == session, "a session that changes when written")
    }
}

/// A service with keys and tokens that are the same in every run.
struct TokenWorld: Sendable {
    /// Random bytes that are not: what one run seals, another opens.
    struct Counting: RandomSource {
        func fill(_ buffer: UnsafeMutableRawBufferPointer) {
            for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: index &* 7) }
        }
    }

    struct Token {
        let purpose: TokenPurpose
        let text: String
        let message: [UInt8]
    }

    static let salt = [UInt8](repeating: 7, count: TokenSealer.saltCount)

    let service: SecurityTokenService

    init() throws {
        service = SecurityTokenService(
            directory: try World.directory(), keyRing: KeyRing(generatedAt: World.instant, random: Counting()),
            store: InMemoryFederationStore(), audit: NoAuditSink())
    }

    static func tokens() throws -> [Token] {
        let service = try TokenWorld().service
        let account = try World.account()
        let issuer = SessionIssuer(kind: .role, arn: account.arn(.role, name: "Role0"), uniqueID: "AROAEXAMPLE")
        let session = Session(
            kind: .assumeRole, account: account, issuer: issuer, name: "session",
            issuedAt: Timestamp(roundingDown: World.instant),
            expiresAt: Timestamp(roundingDown: World.instant).advanced(bySeconds: 3_600),
            tags: [SessionTag(key: "team", value: "blue")], transitiveTagKeys: ["team"], sourceIdentity: "alice",
            sessionPolicy: "{}", accessKeyEntropy: [UInt8](repeating: 3, count: AccessKeyID.entropyCount))
        var writer = ByteWriter(capacity: 1_024)
        session.write(to: &writer)
        let signin = SigninToken(
            session: session, expiresAt: session.expiresAt, nonceDigest: [UInt8](repeating: 1, count: 32),
            worksOnce: true)
        return try TokenPurpose.allCases.map { purpose in
            let message = purpose == .signIn ? signin.message : writer.bytes
            guard let sealed = service.sealer.seal(message, purpose, partition: .aws, salt: salt) else {
                throw ConfigurationError("token", "could not be sealed")
            }
            return Token(purpose: purpose, text: sealed.token, message: message)
        }
    }

    /// Opens a token as what it says it is, and as everything else.
    func open(_ text: String, isGenuine: Bool, _ purpose: TokenPurpose) {
        let now = Timestamp(roundingDown: World.instant)
        for other in TokenPurpose.allCases {
            let opened = service.sealer.open(text, other, at: now)
            hold(opened == nil || isGenuine && other == purpose, "a token opens that was not sealed for this")
        }
        waiting {
            _ = try? await service.session(
                accessKeyID: "ASIAAAAAAAAAAAAAAAAA", sessionToken: text, at: World.instant)
            _ = try? await service.consoleSession(cookie: text, at: World.instant)
            _ = try? await service.preview(
                signinToken: text, nonce: BrowserNonce(cookieValue: text), at: World.instant)
        }
    }
}
