import CXMLSec

/// A qualified element name: namespace URI and local name.
package struct XMLName: Sendable, CustomStringConvertible {
    /// The namespace URI, compared byte by byte.
    package let namespace: StaticString
    /// The name without its prefix.
    package let local: StaticString

    package init(_ namespace: StaticString, _ local: StaticString) {
        self.namespace = namespace
        self.local = local
    }

    package var description: String { "{\(namespace)}\(local)" }

    /// Whether a text is a name without colon (XML Schema Part 2, 3.3.7), as the value of an ID has to be.
    package static func isNCName(_ text: String) -> Bool { xmlValidateNCName(text, 0) == 0 }
}

/// Names of XML Signature (xmldsig-core) and XML Encryption (xmlenc-core).
enum DSig {
    static let namespace: StaticString = "http://www.w3.org/2000/09/xmldsig#"
    static let signedInfo = XMLName(namespace, "SignedInfo")
    static let signatureValue = XMLName(namespace, "SignatureValue")
    static let keyInfo = XMLName(namespace, "KeyInfo")
    static let canonicalizationMethod = XMLName(namespace, "CanonicalizationMethod")
    static let signatureMethod = XMLName(namespace, "SignatureMethod")
    static let reference = XMLName(namespace, "Reference")
    static let transforms = XMLName(namespace, "Transforms")
    static let transform = XMLName(namespace, "Transform")
    static let digestMethod = XMLName(namespace, "DigestMethod")
    static let digestValue = XMLName(namespace, "DigestValue")
    static let retrievalMethod = XMLName(namespace, "RetrievalMethod")
    static let inclusiveNamespaces = XMLName("http://www.w3.org/2001/10/xml-exc-c14n#", "InclusiveNamespaces")
}

enum XEnc {
    static let namespace: StaticString = "http://www.w3.org/2001/04/xmlenc#"
    static let encryptedData = XMLName(namespace, "EncryptedData")
    static let encryptedKey = XMLName(namespace, "EncryptedKey")
    static let encryptionMethod = XMLName(namespace, "EncryptionMethod")
    static let cipherData = XMLName(namespace, "CipherData")
    static let cipherValue = XMLName(namespace, "CipherValue")
    static let oaepParams = XMLName(namespace, "OAEPparams")
    static let maskGeneration = XMLName("http://www.w3.org/2009/xmlenc11#", "MGF")
}
