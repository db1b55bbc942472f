import Encodings
import FederationTesting
import Foundation
import SAML2
import XMLSecurity

/// A response that the IdP made and signed, laid out for surgery: who attacks has it, the service provider's certificate, and no
/// key of the IdP.
struct Patient {
    /// What is signed in the response.
    enum Kind: CaseIterable, Sendable {
        case assertionSigned, responseSigned, bothSigned

        var parts: ResponseSigning.Parts {
            switch self {
            case .assertionSigned: .assertion
            case .responseSigned: .response
            case .bothSigned: .both
            }
        }
    }

    /// The Response.
    let response: XMLTree

    private static let texts = Dictionary(
        uniqueKeysWithValues: Kind.allCases.map { kind in
            (kind, Result { try Fixture.signedText(kind.parts).trimmingXMLWhiteSpace })
        })

    /// The response to the byte, as it came from the IdP.
    static func text(_ kind: Kind) throws -> String {
        guard let text = try texts[kind]?.get() else { throw SurgeryError("no response with \(kind)") }
        return text
    }

    /// Safe to share: nobody changes them, everybody gets a copy.
    private nonisolated(unsafe) static let trees = Dictionary(
        uniqueKeysWithValues: Kind.allCases.map { kind in (kind, Result { try XMLTree(parsing: text(kind)) }) })

    init(_ kind: Kind) throws {
        guard let tree = try Self.trees[kind]?.get() else { throw SurgeryError("no response with \(kind)") }
        response = tree.copy()
    }

    var assertion: XMLTree { get throws { try response.child("saml:Assertion") } }

    /// The response as it is now.
    var xml: [UInt8] { Array(response.text.utf8) }

    // MARK: Forgery

    /// Who the attacker would like to be, and who he is.
    static let wanted = "admin"
    static let genuine = "alice"

    /// A copy that says what the attacker likes, without any signature.
    static func forge(_ original: XMLTree, ids: ForgedID = .other) throws -> XMLTree {
        let forged = original.copy()
        forged.all("ds:Signature").forEach { $0.detach() }
        try forged.first("saml:NameID").setContent(wanted)
        for element in [forged] + forged.all("saml:Assertion") { ids.apply(to: element) }
        return forged
    }

    /// The ID of a forged element.
    enum ForgedID: CaseIterable, Sendable {
        case other
        /// That of the original.
        case same
        case none

        func apply(to element: XMLTree) {
            switch self {
            case .other: element["ID"] = "_forged-" + (element["ID"] ?? "")
            case .same: break
            case .none: element["ID"] = nil
            }
        }
    }

    /// An EncryptedAssertion around an element, as anybody can make it who has the certificate.
    static func encrypted(_ element: XMLTree, as name: String = "saml:EncryptedAssertion") throws -> XMLTree {
        try encrypted(text: standingAlone(element).text, as: name)
    }

    static func encrypted(
        text: String, as name: String = "saml:EncryptedAssertion", content: ContentEncryption = .aes256GCM
    ) throws -> XMLTree {
        let data = try XMLEncryptor(recipient: recipient.get(), content: content).encrypt(Array(text.utf8))
        return XMLTree(name, [], [try XMLTree(parsing: data)])
    }

    private static let recipient = Result {
        try Certificate.certificates(inFile: Array(Fixture.decryption.get().certificatePEM.utf8))[0].publicKey
    }

    /// A copy that has the namespaces of its place declared on itself.
    static func standingAlone(_ element: XMLTree) -> XMLTree {
        let copy = element.copy()
        for ancestor in element.ancestors {
            for attribute in ancestor.attributes
            where attribute.name.hasPrefix("xmlns") && copy[attribute.name] == nil {
                copy[attribute.name] = attribute.value
            }
        }
        return copy
    }
}

extension ResponseValidation {
    /// The check that decides what the caller is told, nil for an accepted response.
    var refusedBy: ResponseCheck? { isAccepted ? nil : failed.first.flatMap(ResponseCheck.init) }
}
