import Encodings
import FederationTesting
import Foundation
import SAML2
import Testing
import XMLSecurity

/// Messages that the IdP has signed as they are, and that are refused for what they say or do not say.
@Suite struct LogoutRefusalTests {
    static let changes: [(name: String, check: LogoutCheck, cut: @Sendable (XMLTree) throws -> Void)] = [
        ("another version", .version, { $0["Version"] = "1.1" }),
        ("no version", .version, { $0["Version"] = nil }),
        ("no destination", .destination, { $0["Destination"] = nil }),
        ("no instant", .issueInstant, { $0["IssueInstant"] = nil }),
        ("an instant that is a word", .issueInstant, { $0["IssueInstant"] = "today" }),
        ("an end that is a word", .notOnOrAfter, { $0["NotOnOrAfter"] = "never" }),
        ("no issuer", .issuer, { try $0.child("saml:Issuer").detach() }),
        (
            "two issuers", .issuer,
            { request in
                let issuer = try request.child("saml:Issuer")
                try issuer.copy().insert(after: issuer)
            }
        ),
        (
            "an issuer that is not text alone", .issuer,
            { try $0.child("saml:Issuer").append(XMLTree("saml:b", [], [])) }
        ),
        ("an issuer of another format", .issuer, { try $0.child("saml:Issuer")["Format"] = "urn:x" }),
        ("no subject", .nameID, { try $0.first("saml:NameID").detach() }),
    ]

    private static func cut(_ xml: String, _ cut: (XMLTree) throws -> Void) throws -> String {
        let tree = try LogoutFixture.tree(xml)
        try cut(tree)
        return tree.text
    }

    private static func signed(_ change: (XMLTree) throws -> Void) throws -> String {
        try LogoutFixture.signed(cut(LogoutFixture.request().xml(), change))
    }

    @Test func whatIsNotCutIsAccepted() throws {
        let message = try LogoutFixture.posted(Self.signed { _ in })
        #expect(try LogoutFixture.judge(message).get().subject.value == "alice")
    }

    @Test(arguments: changes.indices)
    func eachPartIsAskedFor(_ index: Int) throws {
        let (name, check, cut) = Self.changes[index]
        let posted = try LogoutFixture.posted(Self.signed(cut))
        #expect(try LogoutFixture.judge(posted).refusedBy == check, "\(name)")
        let queried = try LogoutFixture.queried(Self.cut(LogoutFixture.request().xml(), cut))
        #expect(try LogoutFixture.judge(queried).refusedBy == check, "\(name), by a query")
    }

    /// A form can't be signed without one.
    @Test func aMessageWithoutAnIDIsRefused() throws {
        let message = try LogoutFixture.queried(Self.cut(LogoutFixture.request().xml()) { $0["ID"] = nil })
        #expect(try LogoutFixture.judge(message).refusedBy == .id)
    }

    // MARK: Answers

    static let answers: [(name: String, check: LogoutCheck?, cut: @Sendable (XMLTree) throws -> Void)] = [
        ("as it is", nil, { _ in }),
        ("no request", .inResponseTo, { $0["InResponseTo"] = nil }),
        ("no status", .status, { try $0.child("samlp:Status").detach() }),
        ("no code", .status, { try $0.first("samlp:StatusCode").detach() }),
        ("a code without a value", .status, { try $0.first("samlp:StatusCode")["Value"] = nil }),
    ]

    @Test(arguments: answers.indices)
    func eachPartOfAnAnswerIsAskedFor(_ index: Int) throws {
        let (name, check, cut) = Self.answers[index]
        let message = try LogoutFixture.queried(Self.cut(LogoutFixture.response().xml(), cut), .response)
        #expect(try LogoutFixture.judgeAnswer(message).refusedBy == check, "\(name)")
    }

    // MARK: Encrypted subjects

    private static func withEncryptedID(
        _ inside: String, for recipient: TestIdentityProvider
    ) throws -> ReceivedLogoutMessage {
        let certificate = try #require(Certificate.certificates(inFile: Array(recipient.certificatePEM.utf8)).first)
        let encryptor = XMLEncryptor(recipient: certificate.publicKey, transport: .rsaOAEP, oaepDigest: .sha256)
        let encrypted = try encryptor.encrypt(Array(inside.utf8))
        return try LogoutFixture.posted(
            signed {
                try $0.first("saml:NameID").replace(with: XMLTree("saml:EncryptedID", [], [.raw(encrypted)]))
            })
    }

    private static let name = "<saml:NameID xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">alice</saml:NameID>"

    @Test func anEncryptedSubjectIsOpened() throws {
        let message = try Self.withEncryptedID(Self.name, for: Fixture.decryption.get())
        #expect(try LogoutFixture.judge(message).get().subject.value == "alice")
    }

    @Test func withoutTheKeyOfAnEncryptedSubjectItIsRefused() throws {
        let ours = try Self.withEncryptedID(Self.name, for: Fixture.decryption.get())
        #expect(try LogoutFixture.judge(ours) { $0.decryptionKeys = [] }.refusedBy == .nameID)
        let another = try Self.withEncryptedID(Self.name, for: Fixture.foreign.get())
        #expect(try LogoutFixture.judge(another).refusedBy == .nameID)
    }

    @Test(arguments: ["Issuer", "BaseID"])
    func nothingButANameIDIsTakenOutOfAnEncryptedID(other: String) throws {
        let inside = Self.name.replacingOccurrences(of: "NameID", with: other)
        let message = try Self.withEncryptedID(inside, for: Fixture.decryption.get())
        #expect(try LogoutFixture.judge(message).refusedBy == .nameID)
    }

    @Test func anEncryptedSubjectBesideAPlainOneIsRefused() throws {
        let message = try LogoutFixture.posted(
            Self.signed { try XMLTree("saml:EncryptedID", [], []).insert(after: $0.first("saml:NameID")) })
        #expect(try LogoutFixture.judge(message).refusedBy == .nameID)
    }

    // MARK: Queries

    private static func query() throws -> String {
        let compressed = try #require(Deflate.compress(Array(LogoutFixture.request().xml().utf8)))
        return "SAMLRequest=" + PercentEncoding.encode(Base64.standard.encode(compressed))
    }

    @Test(arguments: ["", "&RelayState=a", "&RelayState=" + String(repeating: "a", count: 2_048), "&other=1"])
    func aQueryIsRead(more: String) throws {
        #expect(throws: Never.self) { try RedirectQuery(query: Self.query() + more) }
    }

    @Test(arguments: [
        "&SAMLRequest=x", "&SAMLResponse=x", "&RelayState=a&RelayState=b", "&Signature=%21&SigAlg=x",
        "&Signature=&SigAlg=x", "&SigAlg=x", "&RelayState=" + String(repeating: "a", count: 2_049),
        "&RelayState=a" + String(repeating: "%CC%81", count: 40), "&RelayState=%FF",
        "&other=" + String(repeating: "a", count: 1_000_000),
    ])
    func aQueryThatCouldMeanTwoThingsIsRefused(more: String) throws {
        #expect(throws: MessageDecodingError.self) { try RedirectQuery(query: Self.query() + more) }
    }

    @Test(arguments: ["", "RelayState=a", "SAMLRequest=%21%21", "SAMLRequest=YWJj"])
    func aQueryWithoutAMessageIsRefused(query: String) {
        #expect(throws: MessageDecodingError.self) { try RedirectQuery(query: query) }
    }
}
