import Accounts
import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import Keys
import SAML2
import STS
import Sessions
import Testing

@Suite struct SessionTests {
    static let everything =
        World.attributes + [
            World.attribute("PrincipalTag:Team", "blue"), World.attribute("PrincipalTag:Größe", ""),
            World.attribute("TransitiveTagKeys", "Team"), World.attribute("SourceIdentity", "alice"),
        ]

    private func open(_ broker: Broker, _ id: String, _ token: String, at instant: Date = World.now) async throws
        -> AuthenticatedSession
    {
        try await broker.service.session(accessKeyID: id, sessionToken: token, at: instant)
    }

    @Test func aTokenOpensToTheSameSessionAndSecret() async throws {
        let broker = try Broker()
        let end = World.now.addingTimeInterval(40_000)
        let result = try await broker.assume(World.request(World.assertion(Self.everything, sessionNotOnOrAfter: end)))
        let opened = try await open(broker, result.credentials.accessKeyID, result.credentials.sessionToken)
        #expect(opened.session == result.session)
        #expect(opened.secretAccessKey == result.credentials.secretAccessKey)
        #expect(opened.session.tags.map(\.key) == ["Team", "Größe"])
        #expect(opened.session.saml?.sessionNotOnOrAfter == Timestamp(roundingDown: end))
    }

    @Test func anotherReplicaWithTheRingOpensIt() async throws {
        let broker = try Broker()
        let result = try await broker.assume()
        let ring = try KeyRing(json: broker.ring.json())
        let replica = try Broker(ring: ring)
        let opened = try await open(replica, result.credentials.accessKeyID, result.credentials.sessionToken)
        #expect(opened.secretAccessKey == result.credentials.secretAccessKey)
        await #expect(throws: STSError.self) {
            try await open(Broker(), result.credentials.accessKeyID, result.credentials.sessionToken)
        }
    }

    @Test(arguments: ["role/", "saml-provider/"]) func isNoneWithoutARNs(_ kind: String) async throws {
        let session = try await Broker().assume().session
        var writer = ByteWriter(capacity: 1_024)
        session.write(to: &writer)
        var bytes = writer.bytes
        func read() throws -> Session {
            var reader = ByteReader(bytes[...])
            return try Session(reading: &reader, partition: session.partition)
        }
        #expect(try read() == session)
        let arn = "arn:aws:iam::123456789012:\(kind)".utf8
        bytes[try #require(bytes.indices.first { bytes[$0...].starts(with: arn) })] = UInt8(ascii: "x")
        #expect(throws: MalformedBytes.self) { try read() }
    }

    @Test func everyFlippedBitIsRefused() async throws {
        let broker = try Broker()
        let result = try await broker.assume()
        let token = try #require(Data(base64Encoded: result.credentials.sessionToken))
        for index in token.indices {
            var changed = token
            changed[index] ^= 1 << UInt8(index % 8)
            await #expect(throws: STSError.self, "byte \(index)") {
                try await open(broker, result.credentials.accessKeyID, changed.base64EncodedString())
            }
        }
    }

    @Test(arguments: [
        "", "A", "====", "AAAA", String(repeating: "A", count: 4_096), String(repeating: "A", count: 200_000),
    ])
    func otherTextsAreRefused(token: String) async throws {
        await #expect(throws: STSError.self) { try await open(Broker(), "ASIAAAAAAAAAAAAAAAAA", token) }
    }

    @Test func truncatedAndPaddedTokensAreRefused() async throws {
        let broker = try Broker()
        let credentials = try await broker.assume().credentials
        for token in [
            String(credentials.sessionToken.dropLast(4)), credentials.sessionToken + "AAAA",
            credentials.sessionToken + "=",
            " " + credentials.sessionToken, credentials.sessionToken + "\n",
        ] {
            await #expect(throws: STSError.self) { try await open(broker, credentials.accessKeyID, token) }
        }
    }

    @Test func theAccessKeyIDIsPartOfIt() async throws {
        let broker = try Broker()
        let first = try await broker.assume().credentials
        let second = try await broker.assume(World.request(role: World.reader)).credentials
        #expect(first.accessKeyID != second.accessKeyID && first.secretAccessKey != second.secretAccessKey)
        await #expect(throws: STSError.self) { try await open(broker, second.accessKeyID, first.sessionToken) }
    }

    @Test func credentialsEnd() async throws {
        let broker = try Broker()
        let credentials = try await broker.assume().credentials
        _ = try await open(
            broker, credentials.accessKeyID, credentials.sessionToken, at: World.now.addingTimeInterval(3_599.999))
        do {
            _ = try await open(
                broker, credentials.accessKeyID, credentials.sessionToken, at: World.now.addingTimeInterval(3_600))
            Issue.record("opened after its end")
        } catch let error as STSError {
            #expect(error.code.name == "ExpiredToken")
        }
    }

    /// Whoever has a token brings it many times.
    @Test func whatWasOpenedBeforeIsHeldToTheSame() async throws {
        let old = KeyRing(generatedAt: World.now.addingTimeInterval(-200_000))
        let credentials = try await Broker(ring: old).assume().credentials
        let (id, token) = (credentials.accessKeyID, credentials.sessionToken)
        // The key that sealed it opens for ten minutes more, the session lasts an hour.
        let end = World.now.addingTimeInterval(600)
        let ring = try old.rotated(at: end.addingTimeInterval(-TimeInterval(KeyRing.longestSession)))
        let broker = try Broker(ring: ring)
        for _ in 0..<2 {
            #expect(try await open(broker, id, token).secretAccessKey == credentials.secretAccessKey)
        }
        await #expect(throws: STSError.self) { try await open(broker, "ASIAAAAAAAAAAAAAAAAA", token) }
        await #expect(throws: STSError.self) { try await open(broker, id, String(token.dropLast(4))) }
        _ = try await open(broker, id, token, at: end.addingTimeInterval(-1))
        await #expect(throws: STSError.self) { try await open(broker, id, token, at: end) }
        broker.service.forgetSessions(overAt: Timestamp(roundingDown: end.addingTimeInterval(7_200)))
        #expect(try await open(broker, id, token).secretAccessKey == credentials.secretAccessKey)
    }

    @Test func aRoleThatIsGoneOrMadeAnewEndsItsSessions() async throws {
        let broker = try Broker()
        let credentials = try await broker.assume().credentials
        let account = try World.account()
        let policy = try PolicyDocument(parsing: World.openTrust, kind: .trust)
        for roles in [
            [],
            [try Role(account: account, name: "Administrator", uniqueID: "AROAABCDEFGHIJKLMNOPQ", trustPolicy: policy)],
        ] {
            let directory = try FederationDirectory(accounts: [account], providers: [], roles: roles)
            let replaced = try Broker(directory: directory, ring: broker.ring, store: broker.store)
            await #expect(throws: STSError.self) {
                try await open(replaced, credentials.accessKeyID, credentials.sessionToken)
            }
        }
    }

    @Test func contextKeysTravelInTheSession() async throws {
        let session = try await Broker().assume(World.request(World.assertion(Self.everything))).session
        let keys = session.contextKeys(at: session.issuedAt)
        #expect(keys["aws:userid"] == [session.userID])
        #expect(keys["aws:PrincipalTag/Team"] == ["blue"])
        #expect(keys["saml:sub"] == ["alice"])
        #expect(keys["saml:aud"] == nil)
        #expect(keys["aws:TokenIssueTime"] == ["2023-11-14T22:13:20Z"])
        #expect(keys["aws:SourceIdentity"] == ["alice"])
        #expect(session.principal.description == session.arn.description)
    }

    @Test func secretsAreNotInDescriptions() async throws {
        let broker = try Broker()
        let result = try await broker.assume()
        let opened = try await open(broker, result.credentials.accessKeyID, result.credentials.sessionToken)
        var dumped = ""
        dump(result, to: &dumped)
        dump(opened, to: &dumped)
        dump(broker.ring, to: &dumped)
        let shown = "\(result) \(result.credentials) \(opened) \(broker.ring) \(String(reflecting: opened))" + dumped
        #expect(!shown.contains(result.credentials.secretAccessKey))
        #expect(!shown.contains(result.credentials.sessionToken))
    }
}
