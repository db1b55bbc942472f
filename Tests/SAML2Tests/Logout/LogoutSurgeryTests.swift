import Encodings
import FederationTesting
import Foundation
import SAML2
import Testing
import XMLSecurity

/// Attacks on logout messages, as surgery on what the IdP signed: who carries them out has no key of the IdP.
@Suite struct LogoutSurgeryTests {
    private static func patient() throws -> XMLTree {
        try LogoutFixture.tree(LogoutFixture.signedXML(LogoutFixture.request().message))
    }

    private static func judge(_ tree: XMLTree) throws -> Result<ValidatedLogoutRequest, LogoutRefusal> {
        try LogoutFixture.judge(LogoutFixture.posted(tree.text))
    }

    @Test func whatIsNotCutIsAccepted() throws {
        #expect(try Self.judge(Self.patient()).get().subject.value == "alice")
    }

    /// What is changed under the signature.
    static let changes: [(name: String, cut: @Sendable (XMLTree) throws -> Void)] = [
        ("another subject", { try $0.first("saml:NameID").setContent("admin") }),
        ("another session", { try $0.first("samlp:SessionIndex").setContent("_other") }),
        ("no session", { try $0.first("samlp:SessionIndex").detach() }),
        ("a longer life", { $0["NotOnOrAfter"] = "2099-01-01T00:00:00Z" }),
        ("another instant", { $0["IssueInstant"] = "2026-05-28T20:26:41Z" }),
        ("another ID", { $0["ID"] = "_other" }),
        ("another format", { try $0.first("saml:NameID")["Format"] = "urn:x" }),
    ]

    @Test(arguments: changes.indices)
    func nothingThatIsSignedCanBeChanged(_ index: Int) throws {
        let patient = try Self.patient()
        try Self.changes[index].cut(patient)
        #expect(try Self.judge(patient).refusedBy == .signature, "\(Self.changes[index].name)")
    }

    /// A signed assertion, or any other message, lends its signature to nothing.
    static let inside: [(name: String, cut: @Sendable (XMLTree, XMLTree) throws -> Void)] = [
        ("at the end", { request, guest in request.append(guest) }),
        ("at the beginning", { request, guest in request.prepend(guest) }),
        ("in the NameID", { request, guest in try request.first("saml:NameID").append(guest) }),
        (
            "in Extensions",
            { request, guest in
                try XMLTree("samlp:Extensions", [], [guest]).insert(after: request.child("saml:Issuer"))
            }
        ),
        ("in the Signature", { request, guest in try request.child("ds:Signature").append(guest) }),
        (
            "in an Object",
            { request, guest in try request.child("ds:Signature").append(XMLTree("ds:Object", [], [guest])) }
        ),
    ]

    @Test(arguments: inside.indices, [true, false])
    func aSignedAssertionInsideIsRefused(_ index: Int, isSigned: Bool) throws {
        let (name, cut) = Self.inside[index]
        let request = try Self.patient()
        if !isSigned, name != "in the Signature", name != "in an Object" { try request.child("ds:Signature").detach() }
        let donor = try Patient(.assertionSigned)
        try cut(request, withExtendedLifetime(donor) { try Patient.standingAlone(donor.assertion) })
        #expect(try Self.judge(request).refusedBy == .nothingInside, "\(name)")
    }

    @Test(arguments: [Patient.Kind.responseSigned, .bothSigned])
    func aSignedResponseInsideIsRefused(kind: Patient.Kind) throws {
        let request = try Self.patient()
        request.append(try Patient(kind).response.copy())
        #expect(try Self.judge(request).refusedBy == .nothingInside)
    }

    /// The genuine request hides in a forged one, with its signature in either.
    @Test(arguments: [true, false])
    func aRequestAroundASignedOneIsRefused(movesSignature: Bool) throws {
        let genuine = try Self.patient()
        let forged = genuine.copy()
        forged["ID"] = "_forged"
        try forged.first("saml:NameID").setContent("admin")
        try forged.child("ds:Signature").detach()
        if movesSignature {
            let signature = try genuine.child("ds:Signature")
            signature.detach()
            try signature.insert(after: forged.child("saml:Issuer"))
        }
        forged.append(XMLTree("samlp:Extensions", [], [genuine]))
        #expect(try Self.judge(forged).refusedBy == .nothingInside)
    }

    @Test func aSecondSignatureIsRefused() throws {
        let request = try Self.patient()
        request.append(try request.child("ds:Signature").copy())
        #expect(try Self.judge(request).refusedBy == .signature)
    }

    /// The one that counts is over the other.
    @Test func aSecondSignatureThatIsSignedOverIsRefused() throws {
        let request = try Self.patient()
        let other = try request.child("ds:Signature")
        other.detach()
        request.append(XMLTree("samlp:Extensions", [], [other]))
        let signed = try LogoutFixture.signed(request.text)
        #expect(try LogoutFixture.judge(LogoutFixture.posted(signed)).refusedBy == .signature)
    }

    /// Moved to where what was signed stays the same, so that only its place speaks against it.
    @Test func aSignatureElsewhereIsNone() throws {
        let xml = LogoutFixture.request().xml().replacingFirst(
            "</saml:Issuer>", with: "</saml:Issuer><samlp:Extensions/>")
        let signed = try LogoutFixture.signed(xml)
        #expect(try LogoutFixture.judge(LogoutFixture.posted(signed)).get().subject.value == "alice")
        let request = try LogoutFixture.tree(signed)
        let signature = try request.child("ds:Signature")
        signature.detach()
        try request.child("samlp:Extensions").append(signature)
        #expect(try Self.judge(request).refusedBy == .signature)
    }

    /// A query signs a message whole, and one with a Signature of its own says two things.
    @Test func aSignatureInsideOfASignedQueryIsRefused() throws {
        let plain = try LogoutFixture.queried(LogoutFixture.request().xml())
        #expect(try LogoutFixture.judge(plain).get().subject.value == "alice")
        let received = try LogoutFixture.queried(LogoutFixture.signedXML(LogoutFixture.request().message))
        #expect(try LogoutFixture.judge(received).refusedBy == .signature)
    }

    @Test func twoSubjectsAreRefused() throws {
        let xml = LogoutFixture.request().xml().replacingFirst(
            "<saml:NameID", with: "<saml:NameID>admin</saml:NameID><saml:NameID")
        let signed = try LogoutFixture.signed(xml)
        #expect(try LogoutFixture.judge(LogoutFixture.posted(signed)).refusedBy == .nameID)
    }

    @Test(arguments: ["al<!-- -->ice", "al<?p i?>ice", "<saml:b xmlns:saml=\"urn:x\"/>alice"])
    func aNameThatIsNotTextAloneIsRefused(content: String) throws {
        let xml = LogoutFixture.request().xml().replacingFirst(">alice<", with: ">\(content)<")
        let signed = try LogoutFixture.signed(xml)
        let refused = try LogoutFixture.judge(LogoutFixture.posted(signed)).refusedBy
        #expect(refused == .nameID || refused == .signature)
    }

    @Test(arguments: [
        "", "<", "<a/>", "<!DOCTYPE a><a/>",
        "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>",
        "<LogoutRequest xmlns=\"urn:other\"/>",
    ])
    func whatIsNoMessageIsRefused(xml: String) throws {
        guard !xml.isEmpty else {
            #expect(throws: HTTPPostBinding.DecodingError.self) { try LogoutFixture.posted(xml) }
            return
        }
        let check = try LogoutFixture.judge(LogoutFixture.posted(xml)).refusedBy
        #expect([.wellFormed, .root, .issuer].contains(check))
    }

    /// In a query the message is not signed itself; what was signed for a form proves nothing there.
    @Test func aMessageThatWasSignedForAFormIsNoneInAQuery() throws {
        let xml = try LogoutFixture.signedXML(LogoutFixture.request().message)
        let compressed = try #require(Deflate.compress(Array(xml.utf8)))
        let query = "SAMLRequest=" + PercentEncoding.encode(Base64.standard.encode(compressed))
        let received = ReceivedLogoutMessage(try RedirectQuery(query: query))
        #expect(try LogoutFixture.judge(received).refusedBy == .signature)
    }
}
