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
        ("an issuer of another format", .issuer, { try $0.child("saml:Issuer")["Format"] = "urn:x" }),
        ("no subject", .nameID, { try $0.first("saml:NameID").detach() }),
    ]

    private static func signed(_ cut: (XMLTree) throws -> Void) throws -> String {
        let xml = LogoutFixture.request().xml()
        let end = xml.firstRange(of: "?>")?.upperBound ?? xml.startIndex
        let tree = try XMLTree(parsing: String(xml[end...]).trimmingXMLWhiteSpace)
        try cut(tree)
        return String(decoding: try Fixture.rsa.get().signedMetadata(tree.text), as: UTF8.self)
    }

    @Test func whatIsNotCutIsAccepted() throws {
        let message = try LogoutFixture.posted(Self.signed { _ in })
        #expect(try LogoutFixture.judge(message).get().subject.value == "alice")
    }

    @Test(arguments: changes.indices)
    func eachPartIsAskedFor(_ index: Int) throws {
        let (name, check, cut) = Self.changes[index]
        let message = try LogoutFixture.posted(Self.signed(cut))
        #expect(try LogoutFixture.judge(message).refusedBy == check, "\(name)")
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
