import FederationTesting
import Foundation
import SAML2
import Testing

/// Which logout messages are taken.
@Suite struct LogoutValidatorTests {
    // MARK: Requests

    @Test(arguments: MessageBinding.allCases)
    func aSignedRequestIsTaken(binding: MessageBinding) throws {
        let message = LogoutFixture.request().message
        let received = try LogoutFixture.received(message, by: binding, signedWith: LogoutFixture.key.get())
        let request = try LogoutFixture.judge(received).get()
        #expect(request.id == "_logout" && request.issuer == Fixture.entityID)
        #expect(request.subject == LogoutFixture.alice && request.sessionIndexes == ["_session"])
        #expect(request.expiresAt == Fixture.instant.addingTimeInterval(360))
    }

    @Test(arguments: MessageBinding.allCases)
    func withoutTheSignatureOfTheIssuerItIsNot(binding: MessageBinding) throws {
        let message = LogoutFixture.request().message
        for key in [nil, try LogoutFixture.foreignKey.get()] {
            let received = try LogoutFixture.received(message, by: binding, signedWith: key)
            #expect(try LogoutFixture.judge(received).refusedBy == .signature)
        }
    }

    /// What is signed, and yet not for us, not of now, or says too little.
    static let refused: [(name: String, check: LogoutCheck, change: @Sendable (inout LogoutRequest) -> Void)] = [
        ("another issuer", .issuer, { $0.issuer = "https://other.example.org" }),
        ("another destination", .destination, { $0.destination = "https://sp.example.org/saml" }),
        ("no destination", .destination, { $0.destination = "" }),
        ("an ID that is no name", .id, { $0.id = "1 a" }),
        ("of the future", .issueInstant, { $0.issueInstant = Fixture.instant.addingTimeInterval(61) }),
        ("too old", .issueInstant, { $0.issueInstant = Fixture.instant.addingTimeInterval(-360) }),
        ("over", .notOnOrAfter, { $0.notOnOrAfter = Fixture.instant.addingTimeInterval(-60) }),
        ("a blank name", .nameID, { $0.subject = NameID(value: " ") }),
        ("too many sessions", .nameID, { $0.sessionIndexes = (0..<65).map(String.init) }),
    ]

    @Test(arguments: refused.indices, MessageBinding.allCases)
    func refusesWhatIsNotForUsNow(_ index: Int, binding: MessageBinding) throws {
        let (name, check, change) = Self.refused[index]
        // Nobody signs a form by what is no name.
        if check == .id, binding == .post { return }
        let message = LogoutFixture.request(change).message
        let received = try LogoutFixture.received(message, by: binding, signedWith: LogoutFixture.key.get())
        #expect(try LogoutFixture.judge(received).refusedBy == check, "\(name)")
    }

    @Test(arguments: [(-359.0, true), (60, true), (-361, false)])
    func aRequestIsTakenForFiveMinutes(_ seconds: Double, _ isTaken: Bool) throws {
        let request = LogoutFixture.request {
            $0.issueInstant = Fixture.instant.addingTimeInterval(seconds)
            $0.notOnOrAfter = nil
        }
        let received = try LogoutFixture.received(request.message, by: .post, signedWith: LogoutFixture.key.get())
        #expect(try (LogoutFixture.judge(received).refusedBy == nil) == isTaken)
    }

    @Test func withoutSessionIndexAllSessionsAreMeant() throws {
        let request = LogoutFixture.request { $0.sessionIndexes = [] }
        let received = try LogoutFixture.received(request.message, by: .redirect, signedWith: LogoutFixture.key.get())
        #expect(try LogoutFixture.judge(received).get().sessionIndexes.isEmpty)
    }

    @Test func expiredMetadataVouchesForNothing() throws {
        let message = LogoutFixture.request().message
        let received = try LogoutFixture.received(message, by: .redirect, signedWith: LogoutFixture.key.get())
        let known = try IdentityProviderMetadata(
            parsing: Array(Fixture.rsa.get().metadata(validUntil: Fixture.instant).utf8),
            at: Fixture.instant.addingTimeInterval(-1))
        let result = Result { () throws(LogoutRefusal) in
            try LogoutValidator(endpoints: [LogoutFixture.endpoint]).validateRequest(
                received, trusting: TrustedIdentityProviders(known.identityProviders), at: Fixture.instant)
        }
        #expect(result.refusedBy == .issuer)
    }

    // MARK: Answers

    @Test(arguments: MessageBinding.allCases)
    func theAnswerToOurRequestIsTaken(binding: MessageBinding) throws {
        for (status, isComplete) in [(LogoutResponse.Status.success, true), (.responder, false)] {
            let message = LogoutFixture.response { $0.status = status }.message
            let received = try LogoutFixture.received(message, by: binding, signedWith: LogoutFixture.key.get())
            #expect(try LogoutFixture.judgeAnswer(received).get().isComplete == isComplete)
        }
    }

    @Test func noOtherAnswerIs() throws {
        let received = try LogoutFixture.received(
            LogoutFixture.response().message, by: .redirect, signedWith: LogoutFixture.key.get())
        let others = [
            ("_x", Fixture.entityID, Date.distantFuture), ("_ours", "https://other.example.org", .distantFuture),
            ("_ours", Fixture.entityID, Fixture.instant),
        ].map { id, identityProvider, end in
            SentRequest(id: id, identityProvider: identityProvider, sentAt: Fixture.instant, expiresAt: end)
        }
        for other in [nil] + others {
            #expect(try LogoutFixture.judgeAnswer(received, answering: other).refusedBy == .inResponseTo)
        }
    }

    @Test func aSessionThatGoesOnElsewhereIsTold() throws {
        let xml = LogoutFixture.response().xml().replacingFirst(
            "Success\"/>",
            with:
                "Success\"><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:PartialLogout\"/></samlp:StatusCode>"
        )
        let signed = try Fixture.rsa.get().signedMetadata(xml)
        let received = try LogoutFixture.posted(String(decoding: signed, as: UTF8.self), .response)
        #expect(try !LogoutFixture.judgeAnswer(received).get().isComplete)
    }

    // MARK: One for the other

    @Test func aRequestIsNoAnswerAndAnAnswerIsNoRequest() throws {
        let key = try LogoutFixture.key.get()
        for binding in MessageBinding.allCases {
            let request = try LogoutFixture.received(LogoutFixture.request().message, by: binding, signedWith: key)
            #expect(try LogoutFixture.judgeAnswer(request).refusedBy == .root)
            let answer = try LogoutFixture.received(LogoutFixture.response().message, by: binding, signedWith: key)
            #expect(try LogoutFixture.judge(answer).refusedBy == .root)
        }
    }

    @Test func longMessagesAreNotReadAtAll() throws {
        let message = LogoutFixture.request { $0.sessionIndexes = [String(repeating: "a", count: 33_000)] }.message
        for binding in MessageBinding.allCases {
            #expect(throws: (any Error).self) {
                try LogoutFixture.received(message, by: binding, signedWith: LogoutFixture.key.get())
            }
        }
    }
}
