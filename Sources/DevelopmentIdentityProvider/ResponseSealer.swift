import SAML2
import XMLSecurity

/// Signs and encrypts a written response, from the inside out.
struct ResponseSealer {
    let key: PrivateKey
    let certificate: Certificate
    let signing: ResponseSigning

    func seal(_ xml: String) throws(XMLSecurityError) -> [UInt8] {
        var text = xml
        if let encryption = signing.encryption, encryption.nameIDOnly {
            text = try replacing(SAML.nameID, in: text, with: "EncryptedID", encryption)
        }
        if signing.parts == .assertion || signing.parts == .both { text = try signed(text, SAML.assertion) }
        if let encryption = signing.encryption, !encryption.nameIDOnly {
            text = try replacing(SAML.assertion, in: text, with: "EncryptedAssertion", encryption)
        }
        if signing.parts == .response || signing.parts == .both { text = try signed(text, SAML.response) }
        return Array(text.utf8)
    }

    private func signed(_ xml: String, _ name: XMLName) throws(XMLSecurityError) -> String {
        let document = try XMLDocument(trusted: xml)
        guard let element = document.root.descendants(named: name).first else {
            throw XMLSecurityError(.processingFailed, "there is no \(name) to sign")
        }
        let signer = XMLSigner(
            key: key, certificate: certificate, algorithm: signing.algorithm?.parts.signature,
            digest: signing.algorithm?.parts.digest ?? .sha256,
            canonicalization: signing.usesInclusiveCanonicalization ? .inclusive : .exclusive)
        try signer.sign(element, after: element.firstChild(named: SAML.issuer))
        return try Self.text(of: document)
    }

    /// Without the XML declaration, so that the text can be taken up again.
    private static func text(of document: XMLDocument) throws(XMLSecurityError) -> String {
        let text = String(decoding: try document.serialized(), as: UTF8.self)
        guard text.hasPrefix("<?xml"), let end = text.firstRange(of: "?>") else { return text }
        return String(text[end.upperBound...].drop(while: \.isWhitespace))
    }

    /// Puts the encrypted form of the first element of this name in its place.
    private func replacing(
        _ name: XMLName, in xml: String, with wrapper: String, _ encryption: ResponseSigning.Encryption
    ) throws(XMLSecurityError) -> String {
        let document = try XMLDocument(trusted: xml)
        guard let element = document.root.descendants(named: name).first,
            let start = xml.firstRange(of: "<saml:\(name.local)"),
            let end = xml.ranges(of: "</saml:\(name.local)>").last
        else { throw XMLSecurityError(.processingFailed, "there is no \(name) to encrypt") }
        let clear = try Canonicalizer.canonicalize(element, method: .exclusive)
        let encrypted = try encryption.encryptor().encrypt(clear)
        return xml[..<start.lowerBound] + "<saml:\(wrapper)>\(encrypted)</saml:\(wrapper)>" + xml[end.upperBound...]
    }
}
