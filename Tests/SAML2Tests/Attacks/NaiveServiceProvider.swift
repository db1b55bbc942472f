import FederationTesting
import SAML2
import XMLSecurity

/// A service provider as several libraries were: it verifies some Signature in the document, with the right key and all the
/// care of `XMLSignatureVerifier`, over the element that the Reference names; and then it reads the document as it likes.
///
/// An attack that does not fool it would prove nothing about a service provider that is not fooled.
struct NaiveServiceProvider {
    /// How the value is found once a signature was good.
    enum Reading: CaseIterable {
        /// `getElementsByTagName("Assertion")[0]`.
        case firstAssertion
        /// A loop in which the last one stays.
        case lastAssertion
        /// `/Response/Assertion[1]`, sure of the position and not of the element.
        case childOfResponse
        /// `//NameID[1]`.
        case firstNameID
        /// An assertion that has the verified ID, the first one in the document.
        case firstWithVerifiedID
        /// The last one.
        case lastWithVerifiedID
        /// `NameID.firstChild.nodeValue`, all of the value as long as nothing cuts it.
        case firstTextOfNameID

        func subject(in document: XMLTree, verified id: String) -> String? {
            let assertions = document.all("saml:Assertion")
            let named = assertions.filter { assertion in ([assertion] + assertion.ancestors).contains { $0["ID"] == id }
            }
            let nameID =
                switch self {
                case .firstAssertion: Self.nameID(of: assertions.first)
                case .lastAssertion: Self.nameID(of: assertions.last)
                case .childOfResponse: Self.nameID(of: try? document.child("saml:Assertion"))
                case .firstNameID: document.all("saml:NameID").first
                case .firstWithVerifiedID: Self.nameID(of: named.first)
                case .lastWithVerifiedID: Self.nameID(of: named.last)
                case .firstTextOfNameID: Self.nameID(of: named.first)
                }
            return self == .firstTextOfNameID ? nameID?.children.first?.text : nameID?.ownText
        }

        private static func nameID(of assertion: XMLTree?) -> XMLTree? {
            try? assertion?.child("saml:Subject").child("saml:NameID")
        }
    }

    /// Whether it takes the document, in one of its ways, for one that says what the attacker wants.
    static func isFooled(by document: XMLTree) throws -> Bool { try reads(Patient.wanted, in: document) }

    /// Whether it takes the document for what the IdP said.
    static func accepts(_ document: XMLTree) throws -> Bool { try reads(Patient.genuine, in: document) }

    private static func reads(_ subject: String, in document: XMLTree) throws -> Bool {
        let document = document.copy()
        // What is signed around something encrypted is verified before that is opened, what is signed in it afterwards.
        var verified = document.all("saml:EncryptedAssertion").isEmpty ? [] : try verifiedIDs(in: document)
        try decrypt(document)
        verified += try verifiedIDs(in: document)
        return verified.contains { id in
            Reading.allCases.contains { $0.subject(in: document, verified: id) == subject }
        }
    }

    private static func verifiedIDs(in document: XMLTree) throws -> [String] {
        try document.all("ds:Signature").compactMap { try verifiedID(of: $0, in: document) }
    }

    /// The ID of the element that the Signature is good for, wherever both stand; nil when it is good for none.
    private static func verifiedID(of signature: XMLTree, in document: XMLTree) throws -> String? {
        guard let uri = try signature.first("ds:Reference")["URI"], uri.hasPrefix("#") else { return nil }
        let id = String(uri.dropFirst())
        let candidates = document.descendants.filter { $0["ID"] == id }
        return candidates.contains { isGood(signature, for: $0) } ? id : nil
    }

    /// Takes element and Signature out of the document and puts them together as they belong.
    ///
    /// The digest is the same as in their places: exclusive canonicalisation does not look around, and the enveloped Signature is
    /// no part of it.
    private static func isGood(_ signature: XMLTree, for element: XMLTree) -> Bool {
        let alone = Patient.standingAlone(element)
        alone.children.filter { $0.name == "ds:Signature" }.forEach { $0.detach() }
        let bare = XMLTree(signature.name, signature.attributes.map { ($0.name, $0.value) })
        guard let info = try? signature.child("ds:SignedInfo"), let value = try? signature.child("ds:SignatureValue")
        else { return false }
        bare.append(info.copy())
        bare.append(XMLTree(value.name, [], [.raw(value.ownText)]))
        alone.append(bare)
        return (try? verify(alone.text)) != nil
    }

    private static func verify(_ text: String) throws {
        let root = try XMLDocument(trusted: text).root
        guard let signature = root.children(named: SAML.signature).first else {
            throw SurgeryError("nothing to verify")
        }
        _ = try XMLSignatureVerifier().verify(SignatureShape(of: signature, in: root), with: [key.get()])
    }

    private static let key = Result {
        try Certificate.certificates(inFile: Array(Fixture.rsa.get().certificatePEM.utf8))[0].publicKey
    }

    /// Opens whatever opens, wherever it stands.
    private static func decrypt(_ document: XMLTree) throws {
        let decryptor = XMLDecryptor(keys: [try Fixture.decryptionKey.get().key], allowsUnauthenticatedCBC: true)
        while let container = document.all("saml:EncryptedAssertion").first(where: { $0.parent != nil }) {
            guard let opened = try? decryptor.decrypt(XMLDocument(trusted: Patient.standingAlone(container).text).root)
            else {
                container.detach()
                continue
            }
            let text = try opened.document.serialized()
            let inside = try XMLTree(parsing: String(decoding: text, as: UTF8.self))
            try container.replace(with: inside.first(opened.localName == "Assertion" ? "saml:Assertion" : inside.name))
        }
    }
}
