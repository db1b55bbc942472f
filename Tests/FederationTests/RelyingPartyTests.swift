import Accounts
import Audit
import Crypto
import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import Keys
import SAML2
import STS
import Sessions
import Testing
import WebIdentity

@Suite("Web identity tokens by the profiles of relying parties")
struct RelyingPartyTests {
    private static let issuer = "https://broker.example.com/oidc/123456789012"
    private static let ceph = "ceph"

    private let broker: Broker
    private let account: Account

    init() throws {
        account = try World.account()
        let allowed = try PolicyDocument(
            parsing: Cast.allow(
                #"["sts:GetWebIdentityToken","sts:TagGetWebIdentityToken","sts:AssumeRole","sts:SetSourceIdentity"]"#),
            kind: .inlineRole)
        let role = try Role(
            account: account, name: "Administrator",
            trustPolicy: PolicyDocument(parsing: World.openTrust, kind: .trust), permissionPolicies: ["p": allowed])
        let next = try Role(
            account: account, name: "Next",
            trustPolicy: PolicyDocument(
                parsing: Cast.trust(World.admin, actions: #"["sts:AssumeRole","sts:SetSourceIdentity"]"#), kind: .trust),
            permissionPolicies: ["p": allowed])
        let provider = try SAMLProvider(account: account, name: "corp-idp", metadata: World.metadata())
        broker = try Broker(
            directory: FederationDirectory(accounts: [account], providers: [provider], roles: [role, next]))
    }

    /// The service with one relying party beside those of whom nothing is said.
    private func service(_ change: (inout RelyingParty.Profile) -> Void = { _ in }) -> SecurityTokenService {
        var profile = RelyingParty.Profile()
        change(&profile)
        var service = broker.service
        service.outboundIssuers = "https://broker.example.com/oidc"
        service.relyingParties = RelyingParties([
            RelyingParty(name: Self.ceph, audience: "urn:ceph", profile: profile)
        ])
        return service
    }

    @discardableResult
    private func enable(_ keys: [OutboundIssuerRecord.Key]? = nil) async throws -> [OutboundIssuerRecord.Key] {
        let now = Timestamp(roundingDown: World.now)
        let keys = try keys ?? [key()]
        let id = account.id
        try await broker.store.writeEntities { writer in
            try await writer.insert(
                Entity(
                    account: id, name: "outbound-web-identity", uniqueID: "outbound-web-identity/\(id)",
                    createDate: now, record: OutboundIssuerRecord(isEnabled: true, keys: keys)))
        }
        return keys
    }

    private func key(signsFrom seconds: Int64 = 0) throws -> OutboundIssuerRecord.Key {
        let now = Timestamp(roundingDown: World.now)
        return try OutboundIssuerRecord.makeKey(
            "ES384", signsFrom: now.advanced(bySeconds: seconds), keyRing: broker.ring, random: SystemRandomSource(),
            at: now)
    }

    private static func attribute(_ name: String, _ values: String...) -> SAMLAttribute {
        SAMLAttribute(name: name, values: values)
    }

    /// A session that a response with these attributes gave.
    private func session(
        _ attributes: [SAMLAttribute] = [], by service: SecurityTokenService
    ) async throws -> Caller {
        let tags = [World.attribute("PrincipalTag:Team", "blue"), World.attribute("SourceIdentity", "alice")]
        let request = try World.request(
            World.assertion(World.attributes + tags + attributes, id: "_" + UUID().uuidString))
        let result = try await service.assumeRoleWithSAML(request, call: World.call, at: World.now)
        return try await caller(result.credentials, service)
    }

    private func caller(_ credentials: SessionCredentials, _ service: SecurityTokenService) async throws -> Caller {
        try await service.authenticate(
            accessKeyID: credentials.accessKeyID, sessionToken: credentials.sessionToken, at: World.now
        ).caller
    }

    private func token(
        _ caller: Caller, by service: SecurityTokenService, for audiences: [String] = ["urn:ceph"],
        algorithm: String? = "ES384", tags: [SessionTag] = []
    ) async throws -> String {
        let request = WebIdentityTokenRequest(audiences: audiences, signingAlgorithm: algorithm, tags: tags)
        return try await service.getWebIdentityToken(request, caller: caller, call: World.call, at: World.now).token
    }

    private func claims(_ token: String) throws -> String {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        try #require(parts.count == 3)
        return String(decoding: try #require(Base64.url.decode(String(parts[1]))), as: UTF8.self)
    }

    private func refusal(_ body: () async throws -> String) async -> String? {
        do {
            _ = try await body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    // MARK: Claims

    private static let mail = RelyingParty.Claim(name: "email", attribute: "mail")
    private static let groups = RelyingParty.Claim(name: "groups", attribute: "urn:groups")

    @Test func attributesOfTheAssertionAreSaidToWhoeverIsToldThem() async throws {
        try await enable()
        let service = service { $0.claims = [Self.mail, Self.groups] }
        let attributes = [
            Self.attribute("mail", "alice@example.com"), Self.attribute("urn:groups", "a", "b"),
            Self.attribute("title", "head"), Self.attribute("urn:groups", "c"),
        ]
        let alice = try await session(attributes, by: service)
        let said = try claims(try await token(alice, by: service))
        #expect(said.contains(#""email":"alice@example.com","groups":["a","b","c"]"#))
        #expect(!said.contains("head"))
        // Nobody else is told.
        let others = try claims(try await token(alice, by: service, for: ["urn:other"]))
        #expect(!others.contains("email") && !others.contains("alice@example.com"))
        // What the assertion does not say is not said.
        let bob = try await session([Self.attribute("mail", "bob@example.com")], by: service)
        let less = try claims(try await token(bob, by: service))
        #expect(less.contains(#""email":"bob@example.com""#) && !less.contains("groups"))
        // Names are compared byte by byte.
        let eve = try await session([Self.attribute("Mail", "eve@example.com")], by: service)
        #expect(!(try claims(try await token(eve, by: service)).contains("email")))
    }

    @Test func theyReachTheNextRole() async throws {
        try await enable()
        let service = service { $0.claims = [Self.mail] }
        let alice = try await session([Self.attribute("mail", "alice@example.com")], by: service)
        let request = AssumeRoleRequest(
            roleARN: "arn:aws:iam::123456789012:role/Next", roleSessionName: "next")
        let next = try await service.assumeRole(request, caller: alice, call: World.call, at: World.now)
        let token = try await token(try await caller(next.credentials, service), by: service)
        #expect(try claims(token).contains(#""email":"alice@example.com""#))
    }

    @Test func aSessionOfBeforeHasToSignInAgain() async throws {
        try await enable()
        let attributes = [Self.attribute("mail", "alice@example.com")]
        let service = service { $0.claims = [Self.mail] }
        let before = try await session(attributes, by: self.service())
        let text = try #require(await refusal { try await token(before, by: service) })
        #expect(text.hasPrefix("ValidationError (400)") && text.contains("the attribute mail: sign in again."))
        // Other audiences are as before.
        #expect(await refusal { try await token(before, by: service, for: ["urn:other"]) } == nil)
        let again = try await session(attributes, by: service)
        #expect(await refusal { try await token(again, by: service) } == nil)
    }

    @Test func valuesThatAreTooLongAreLeftOutAndSoAreTokens() async throws {
        try await enable()
        let service = service { $0.claims = [Self.mail, Self.groups] }
        // One byte more for each value.
        let fitting = try await session(
            [
                Self.attribute("mail", String(repeating: "m", count: 1_000)),
                Self.attribute("urn:groups", String(repeating: "g", count: 22)),
            ], by: service)
        #expect(await refusal { try await token(fitting, by: service) } == nil)
        let last = broker.sink.events.last
        #expect(last?.additionalEventData.contains { $0.name == "attributesLeftOut" } == false)
        let long = try await session(
            [
                Self.attribute("mail", String(repeating: "m", count: 1_000)),
                Self.attribute("urn:groups", String(repeating: "g", count: 23)),
            ], by: service)
        let text = try #require(await refusal { try await token(long, by: service) })
        #expect(text.hasPrefix("JWTPayloadSizeExceededException (400)") && text.contains("urn:groups"))
        let record = try #require(broker.sink.events.last { $0.eventName == "AssumeRoleWithSAML" })
        #expect(record.additionalEventData.contains(JSONMember("attributesLeftOut", .strings(["urn:groups"]))))
    }

    @Test func policiesGoBeforeThem() async throws {
        try await enable()
        let service = service { $0.claims = [Self.mail] }
        let mail = Self.attribute("mail", String(repeating: "m", count: 1_000))
        let padding = String(repeating: "a", count: 1_880)
        let policy = Cast.allow(#""*""#, on: "arn:aws:s3:::\(padding)")
        let assertion = try World.assertion(World.attributes + [mail], id: "_padded")
        let result = try await service.assumeRoleWithSAML(
            World.request(assertion, policy: policy), call: World.call, at: World.now)
        #expect(result.session.saml?.attributes.knowledge(of: "mail") == .leftOut)
        #expect(result.session.saml?.attributes.knowledge(of: "title") == .notKept)
        let record = try #require(broker.sink.events.last)
        #expect(record.additionalEventData.contains(JSONMember("attributesLeftOut", .strings(["mail"]))))
    }

    @Test func aTokenOfASessionHoldsThemAndNothingElseShowsThem() async throws {
        let service = service { $0.claims = [Self.mail, Self.groups] }
        let alice = try await session([Self.attribute("mail", "alice@mail.example")], by: service)
        let opened = try #require(alice.session)
        #expect(opened.saml?.attributes.knowledge(of: "mail") == .values(["alice@mail.example"]))
        #expect(opened.saml?.attributes.knowledge(of: "urn:groups") == .values([]))
        var dumped = "\(opened) \(String(reflecting: opened))"
        dump(opened, to: &dumped)
        #expect(!dumped.contains("alice@mail.example"))
        for event in broker.sink.events { #expect(!"\(event)".contains("alice@mail.example")) }
        // Brokers of before read what holds none.
        var writer = ByteWriter(capacity: 1_024)
        opened.write(to: &writer)
        #expect(writer.bytes.first == 5)
        let plain = try #require(try await session(by: self.service()).session)
        writer = ByteWriter(capacity: 1_024)
        plain.write(to: &writer)
        #expect(writer.bytes.first == 4)
        var reader = ByteReader(writer.bytes[...])
        let read = try Session(reading: &reader, partition: .aws)
        #expect(read == plain)
        let unknown = [6] + writer.bytes.dropFirst()
        #expect(throws: MalformedBytes.self) {
            var reader = ByteReader(unknown[...])
            return try Session(reading: &reader, partition: .aws)
        }
    }

    // MARK: What is left out

    @Test func tagsAndSourceIdentityStandThereUnlessTheProfileSaysNo() async throws {
        try await enable()
        let alice = try await session(by: service())
        let all = try claims(try await token(alice, by: service()))
        for part in [
            "https://aws.amazon.com/tags", #""principal_tags":{"Team":"blue"}"#,
            "https://aws.amazon.com/source_identity", #""source_identity":"alice""#,
        ] {
            #expect(all.contains(part), "\(part)")
        }
        let untagged = try claims(try await token(alice, by: service { $0.hasTags = false }))
        #expect(!untagged.contains("tags") && untagged.contains("https://aws.amazon.com/source_identity"))
        let nameless = try claims(try await token(alice, by: service { $0.hasSourceIdentity = false }))
        #expect(!nameless.contains("source_identity") && nameless.contains("https://aws.amazon.com/tags"))
        // Of other audiences nothing is said.
        let other = try await token(alice, by: service { $0.hasTags = false }, for: ["urn:other"])
        #expect(try claims(other).contains("https://aws.amazon.com/tags"))
    }

    @Test func aRequestWithTagsIsRefusedWhereNoneAreSaid() async throws {
        try await enable()
        let alice = try await session(by: service())
        let tags = [SessionTag(key: "job", value: "42")]
        #expect(await refusal { try await token(alice, by: service(), tags: tags) } == nil)
        let untagged = service { $0.hasTags = false }
        #expect(
            await refusal { try await token(alice, by: untagged, tags: tags) }
                == "ValidationError (400): Tokens for the audience urn:ceph say no tags: ask without Tags.")
        #expect(await refusal { try await token(alice, by: untagged, for: ["urn:other"], tags: tags) } == nil)
    }

    // MARK: Algorithm and audiences

    @Test func theAlgorithmOfAProfileIsTheOnlyOne() async throws {
        try await enable()
        let fixed = service { $0.algorithm = "ES384" }
        let alice = try await session(by: fixed)
        #expect(await refusal { try await token(alice, by: fixed) } == nil)
        #expect(await refusal { try await token(alice, by: fixed, algorithm: nil) } == nil)
        #expect(
            await refusal { try await token(alice, by: fixed, algorithm: "RS256") }
                == "ValidationError (400): Tokens for the audience urn:ceph are signed with ES384.")
        // Where no profile says one, the request has to.
        let text =
            "ValidationError (400): 1 validation error detected: Value null at 'signingAlgorithm' failed to satisfy constraint: "
            + "Member must not be null"
        #expect(await refusal { try await token(alice, by: fixed, for: ["urn:other"], algorithm: nil) } == text)
        #expect(await refusal { try await token(alice, by: service(), algorithm: nil) } == text)
    }

    @Test func anAudienceWithAProfileStandsAlone() async throws {
        try await enable()
        let service = service()
        let alice = try await session(by: service)
        #expect(await refusal { try await token(alice, by: service, for: ["urn:a", "urn:b"]) } == nil)
        for audiences in [["urn:ceph", "urn:a"], ["urn:a", "urn:ceph"], ["urn:ceph", "urn:ceph"]] {
            let text = try #require(await refusal { try await token(alice, by: service, for: audiences) })
            #expect(
                text.hasPrefix("ValidationError (400): Tokens for the audience urn:ceph have a profile of their own"))
        }
        // Another text is another audience.
        for audience in ["urn:Ceph", "urn:ceph ", "urn:ceph/"] {
            #expect(await refusal { try await token(alice, by: service, for: [audience, "urn:a"]) } == nil)
        }
    }

    // MARK: An issuer of its own

    private static func own(_ profile: inout RelyingParty.Profile) {
        profile.algorithm = "ES384"
        profile.hasOwnIssuer = true
    }

    private func keySet(_ service: SecurityTokenService, at instant: Date = World.now) async throws -> String {
        let now = Timestamp(roundingDown: instant)
        return try #require(try await service.outboundKeys(of: account.id, named: Self.ceph, at: now)).text()
    }

    @Test func itsIssuerShowsTheKeyThatSignsWithACertificate() async throws {
        let keys = try await enable([key(), key(signsFrom: 60)])
        let service = service(Self.own)
        let alice = try await session(by: service)
        let issuer = Self.issuer + "/ceph"
        let document = try #require(try await service.outboundDiscovery(of: account.id, named: Self.ceph)).text()
        #expect(document.contains(#""id_token_signing_alg_values_supported":["ES384"]"#))
        let discovery = try DiscoveryDocument(json: Array(document.utf8), of: issuer)
        #expect(discovery.keysURL == issuer + "/.well-known/jwks.json")
        let set = try await keySet(service)
        let certificate = try #require(keys[0].certificate)
        #expect(set.contains(#""x5c":["\#(Base64.standard.encode(certificate))"]"#))
        let read = try JSONWebKeySet(json: Array(set.utf8))
        #expect(read.keys.map(\.id) == [keys[0].id] && read.refusals.isEmpty)
        let trusted = TrustedIssuer(url: issuer, clientIDs: ["urn:ceph"], keys: .success(read))
        let validator = WebIdentityValidator(issuers: [trusted])
        let now = Timestamp(roundingDown: World.now)
        let taken = try validator.validate(try await token(alice, by: service), at: now).outcome.get()
        #expect(taken.issuer == issuer && taken.keyID == keys[0].id)
        // Tokens for others have the account's issuer, whose keys are as ever.
        let other = try await token(alice, by: service, for: ["urn:other"])
        #expect(try claims(other).contains(#""iss":"\#(Self.issuer)""#))
        #expect(throws: WebIdentityRefusal.self) { try validator.validate(other, at: now).outcome.get() }
        let all = try #require(try await service.outboundKeys(of: account.id)).text()
        #expect(!all.contains("x5c") && keys.allSatisfy { all.contains($0.id) })
        // In its time the next one takes the place.
        #expect(try await keySet(service, at: World.now.addingTimeInterval(60)).contains(keys[1].id))
    }

    @Test func thumbprintsAreKnownBeforeTheyCount() async throws {
        let keys = try await enable([key(), key(signsFrom: 60)])
        let service = service(Self.own)
        func thumbprints(_ seconds: Double) async throws -> String {
            let now = Timestamp(roundingDown: World.now.addingTimeInterval(seconds))
            return try #require(try await service.outboundThumbprints(of: account.id, named: Self.ceph, at: now)).text()
        }
        let members = try keys.map { key in
            let digest = Insecure.SHA1.hash(data: try #require(key.certificate))
            let sha1 = digest.map { String(format: "%02x", $0) }.joined()
            return #"{"kid":"\#(key.id)","sha1":"\#(sha1)","signsFrom":"\#(key.signsFrom.iso8601)"}"#
        }
        #expect(try await thumbprints(0) == #"{"thumbprints":[\#(members[0]),\#(members[1])]}"#)
        #expect(try await thumbprints(60) == #"{"thumbprints":[\#(members[1])]}"#)
    }

    @Test func thereIsNoIssuerWithoutAProfileThatHasOne() async throws {
        let now = Timestamp(roundingDown: World.now)
        let id = account.id
        let service = service(Self.own)
        // Before the account's was enabled.
        #expect(try await service.outboundKeys(of: id, named: Self.ceph, at: now) == nil)
        try await enable()
        #expect(try await service.outboundKeys(of: id, named: Self.ceph, at: now) != nil)
        #expect(try await service.outboundKeys(of: id, named: "Ceph", at: now) == nil)
        let plain = self.service { $0.algorithm = "ES384" }
        #expect(try await plain.outboundKeys(of: id, named: Self.ceph, at: now) == nil)
        #expect(try await plain.outboundDiscovery(of: id, named: Self.ceph) == nil)
        #expect(try await plain.outboundThumbprints(of: id, named: Self.ceph, at: now) == nil)
        let stranger = try #require(AccountID("999999999999"))
        #expect(try await service.outboundKeys(of: stranger, named: Self.ceph, at: now) == nil)
    }

    @Test func aKeyOfBeforeGetsItsCertificateOnce() async throws {
        var old = try key()
        old.certificate = nil
        try await enable([old])
        let service = service(Self.own)
        #expect(await refusal { try await keySet(service) }?.hasPrefix("ServiceUnavailable (503)") == true)
        let record = OutboundIssuerRecord(isEnabled: true, keys: [old])
        #expect(record.missingCertificates(keyRing: KeyRing(generatedAt: World.now)).isEmpty)
        let first = record.certified(by: record.missingCertificates(keyRing: broker.ring))
        let certificate = try #require(first.keys.first?.certificate)
        #expect(first.missingCertificates(keyRing: broker.ring).isEmpty)
        // Another broker's comes too late.
        #expect(first.certified(by: [old.id: [1, 2, 3]]).keys.first?.certificate == certificate)
        #expect(OutboundIssuerRecord(isEnabled: false, keys: [old]).missingCertificates(keyRing: broker.ring).isEmpty)
    }

    @Test func aRecordOfBeforeIsRead() throws {
        var old = try key()
        old.certificate = nil
        let json = try JSONEncoder().encode(OutboundIssuerRecord(isEnabled: true, keys: [old]))
        #expect(!String(decoding: json, as: UTF8.self).contains("certificate"))
        #expect(try JSONDecoder().decode(OutboundIssuerRecord.self, from: json).keys == [old])
    }
}
