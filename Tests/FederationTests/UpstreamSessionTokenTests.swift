import Accounts
import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import Keys
import STS
import Sessions
import Testing
import WebIdentity

/// Tokens for sessions that AWS is about to give, read as AssumeRoleWithWebIdentity reads them.
@Suite("Web identity tokens for an upstream")
struct UpstreamSessionTokenTests {
    private static let issuer = "https://broker.example.com/oidc/123456789012"
    private static let role = "arn:aws:iam::123456789012:role/Here"
    private static let audience = "sts.amazonaws.com"

    private let cast: Cast
    private let service: SecurityTokenService

    init() throws {
        cast = try Cast()
        var service = cast.service
        service.outboundIssuers = "https://broker.example.com/oidc"
        self.service = service
    }

    private func enable(_ isEnabled: Bool = true, algorithm: String = "RS256") async throws {
        let now = Timestamp(roundingDown: World.now)
        let account = try World.account().id
        let key = try OutboundIssuerRecord.makeKey(
            algorithm, signsFrom: now, keyRing: cast.broker.ring, random: SystemRandomSource(), at: now)
        try await cast.write { writer in
            try await writer.insert(
                Entity(
                    account: account, name: "outbound-web-identity", uniqueID: "outbound-web-identity/\(account)",
                    createDate: now, record: OutboundIssuerRecord(isEnabled: isEnabled, keys: [key])))
        }
    }

    private func session(
        tags: [SessionTag] = [], transitive: [String] = [], sourceIdentity: String? = nil,
        account: String = "123456789012"
    ) throws -> Session {
        let now = Timestamp(roundingDown: World.now)
        let issuer = SessionIssuer(
            kind: .role, arn: try #require(ARN(Self.role)), uniqueID: "AROAHEREHEREHERE0000")
        return Session(
            kind: .assumeRoleWithSAML, account: try World.account(account), issuer: issuer, name: "alice",
            issuedAt: now,
            expiresAt: now.advanced(bySeconds: 3_600), tags: tags, transitiveTagKeys: transitive,
            sourceIdentity: sourceIdentity, accessKeyEntropy: [1, 2, 3, 4, 5])
    }

    private func token(of session: Session) async throws -> SessionToken {
        try await service.webIdentityToken(
            of: session, for: Self.audience, call: World.call, at: Timestamp(roundingDown: World.now))
    }

    private func taken(
        _ token: SessionToken, for audience: String = audience, after seconds: Double = 0
    ) async throws -> ValidatedToken {
        let document = try #require(try await service.outboundKeys(of: World.account().id))
        let keys = try JSONWebKeySet(json: Array(document.text().utf8))
        let issuer = TrustedIssuer(url: Self.issuer, clientIDs: [audience], keys: .success(keys))
        return try WebIdentityValidator(issuers: [issuer])
            .validate(token.token, at: Timestamp(roundingDown: World.now.addingTimeInterval(seconds))).outcome.get()
    }

    @Test func aTokenSaysWhoGetsTheRole() async throws {
        try await enable()
        let session = try session(
            tags: [SessionTag(key: "Team", value: "video + sound")], transitive: ["Team"], sourceIdentity: "alice")
        let made = try await token(of: session)
        #expect(made.issuer == Self.issuer && made.subject == Self.role && made.audience == Self.audience)
        let token = try await taken(made)
        #expect(token.issuer == Self.issuer && token.subject == Self.role && token.audience == Self.audience)
        #expect(token.issuedAt == Timestamp(roundingDown: World.now))
        #expect(token.expiration == Timestamp(roundingDown: World.now.addingTimeInterval(300)))
        #expect(token.tags.tags.map(\.key) == ["Team"] && token.tags.tags.map(\.value) == ["video + sound"])
        #expect(token.tags.transitiveKeys == ["Team"])
        #expect(token.sourceIdentity == "alice")
        let payload = try #require(made.token.split(separator: ".").dropFirst().first)
        let claims = String(decoding: try #require(Base64.url.decode(String(payload))), as: UTF8.self)
        #expect(claims.contains(#""jti":"\#(World.call.requestID)""#))
    }

    @Test func whatTheSessionDoesNotHaveIsNotThere() async throws {
        try await enable()
        let token = try await taken(try await token(of: try session()))
        #expect(token.tags.tags.isEmpty && token.sourceIdentity == nil)
    }

    @Test func nobodyElseTakesItAndNotForLong() async throws {
        try await enable()
        let made = try await token(of: try session())
        await #expect(throws: (any Error).self) { try await taken(made, for: "https://store.example.org") }
        await #expect(throws: (any Error).self) { try await taken(made, after: 600) }
        _ = try await taken(made, after: 240)
    }

    @Test func thereIsNoneWithoutAnIssuer() async throws {
        let session = try session()
        let never = await #expect(throws: STSError.self) { try await token(of: session) }
        #expect(never?.code == .outboundFederationDisabled)
        try await enable(false)
        let disabled = await #expect(throws: STSError.self) { try await token(of: session) }
        #expect(disabled?.code == .outboundFederationDisabled)
    }

    @Test func thereIsNoneWithoutAKeyOfTheAlgorithm() async throws {
        try await enable(algorithm: "ES384")
        let error = await #expect(throws: STSError.self) { try await token(of: try session()) }
        #expect(error?.code == .serviceUnavailable)
    }

    /// AWS takes no longer one.
    @Test func moreTagsThanATokenHoldsAreRefused() async throws {
        try await enable()
        let value = String(repeating: "€", count: 256)
        let tags = (0..<50).map { SessionTag(key: "k\($0)", value: value) }
        let error = await #expect(throws: STSError.self) { try await token(of: try session(tags: tags)) }
        #expect(error?.code == .packedPolicyTooLarge)
    }
}
