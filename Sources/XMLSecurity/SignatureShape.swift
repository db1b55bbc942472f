import Encodings

/// What an enveloped XML signature says of itself, read before any cryptography is done.
///
/// Exactly one shape is accepted (SAML core, section 5.4; xmldsig-core, section 4): SignedInfo with one Reference to the ID of the
/// element that holds the Signature, transforms enveloped-signature and at most one canonicalisation after it, a
/// SignatureValue and perhaps a KeyInfo, which nobody reads. Attributes that say something have no namespace, since xmlsec would
/// take one of the same local name for them.
package struct SignatureShape {
    /// The Signature element.
    let signature: XMLElement
    /// The element that holds the Signature and that its Reference names.
    let signed: XMLElement
    /// What is signed by the key: how, and the digest of the element.
    let signedInfo: XMLElement
    /// The digest of the element, as SignedInfo has it.
    let digestValue: [UInt8]
    let signedInfoForm: CanonicalForm
    /// Inclusive where no transform says it (xmldsig-core, section 4.4.3.2); never with comments, since an ID alone names the element.
    let referenceForm: CanonicalForm

    /// How SignedInfo is canonicalised.
    package var canonicalization: CanonicalizationMethod { signedInfoForm.method }
    /// How the digest was signed.
    package let algorithm: SignatureAlgorithm
    /// How the element was digested.
    package let digest: DigestAlgorithm
    /// How the element is canonicalised; nil where no transform says it (inclusive, then).
    package let referenceCanonicalization: CanonicalizationMethod?

    private static let enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"

    /// Reads the Signature that is a direct child of `signed`.
    ///
    /// - Throws: `signatureShape`, `algorithmNotSupported` or `algorithmNotAllowed` with what stands out of line.
    package init(of signature: XMLElement, in signed: XMLElement) throws(XMLSecurityError) {
        guard signature.parent?.isIdentical(to: signed) == true else {
            throw Self.wrong("the Signature is not a child of the element that it should sign")
        }
        if let kind = signature.firstCommentOrInstruction { throw Self.wrong("\(kind) inside the Signature") }
        let info = try Self.signedInfo(of: signature)
        let parts = info.children
        guard parts.count >= 3, parts[0].isNamed(DSig.canonicalizationMethod), parts[1].isNamed(DSig.signatureMethod),
            parts[2].isNamed(DSig.reference)
        else { throw Self.wrong("SignedInfo must hold CanonicalizationMethod, SignatureMethod and one Reference") }
        guard parts.count == 3 else {
            throw Self.wrong("SignedInfo has \(parts.count - 2) References; one is accepted")
        }

        self.signature = signature
        self.signed = signed
        signedInfo = info
        signedInfoForm = try Self.canonicalization(parts[0])
        algorithm = try Self.signatureAlgorithm(parts[1])
        let reference = try Self.reference(parts[2], to: signed)
        referenceForm = reference.form ?? CanonicalForm(.inclusive)
        referenceCanonicalization = reference.form?.method
        digest = reference.digest
        digestValue = reference.value
    }

    /// What to say when the element's digest is another.
    var digestMismatch: XMLSecurityError {
        XMLSecurityError(.digestMismatch, "\(signed.localName) was changed after it was signed: its digest differs")
    }

    private static func wrong(_ message: String) -> XMLSecurityError { XMLSecurityError(.signatureShape, message) }

    private static func signedInfo(of signature: XMLElement) throws(XMLSecurityError) -> XMLElement {
        let children = signature.children
        guard children.count >= 2, children[0].isNamed(DSig.signedInfo), children[1].isNamed(DSig.signatureValue) else {
            throw wrong("a Signature must hold one SignedInfo, then one SignatureValue")
        }
        for extra in children.dropFirst(2) where !extra.isNamed(DSig.keyInfo) {
            throw wrong("the Signature holds \(extra.localName), which is not accepted")
        }
        guard children.count <= 3 else { throw wrong("the Signature holds more than one KeyInfo") }
        // xmlsec would pass over an element inside the value and read the text around it.
        _ = try children[1].text()
        return children[0]
    }

    /// The attribute Algorithm.
    ///
    /// - Throws: `signatureShape` when there is none, or one in a namespace.
    static func algorithm(of element: XMLElement) throws(XMLSecurityError) -> String {
        try checkAttributes(of: element)
        guard let uri = element.attribute("Algorithm") else { throw wrong("\(element.localName) without Algorithm") }
        return uri
    }

    private static func canonicalization(
        _ element: XMLElement, keepsComments: Bool = true
    ) throws(XMLSecurityError) -> CanonicalForm {
        let uri = try algorithm(of: element)
        guard let method = CanonicalizationMethod(rawValue: uri) else {
            throw XMLSecurityError(
                .algorithmNotSupported, "canonicalisation \(uri.quoted) is not on the allow-list")
        }
        let children = element.children
        guard let child = children.first else { return CanonicalForm(method, keepsComments: keepsComments) }
        guard method.isExclusive, children.count == 1, child.isNamed(DSig.inclusiveNamespaces),
            child.children.isEmpty
        else { throw wrong("\(element.localName) holds \(child.localName)") }
        try checkPrefixList(of: child)
        return CanonicalForm(method, prefixList: child.attribute("PrefixList"), keepsComments: keepsComments)
    }

    /// Canonicalisation looks each prefix up again at each element, so there must be few; identity providers name one to
    /// three.
    private static func checkPrefixList(of element: XMLElement) throws(XMLSecurityError) {
        try checkAttributes(of: element)
        let list = element.attribute("PrefixList") ?? ""
        guard list.utf8.count <= maximumPrefixListBytes else {
            throw wrong("a PrefixList of \(list.utf8.count) bytes; at most \(maximumPrefixListBytes) are accepted")
        }
        let prefixes = list.utf8.split(whereSeparator: ASCII.isWhiteSpace).map { Array($0) }
        guard prefixes.count <= maximumPrefixes else {
            throw wrong("a PrefixList of \(prefixes.count) prefixes; at most \(maximumPrefixes) are accepted")
        }
        guard Set(prefixes).count == prefixes.count else { throw wrong("a PrefixList that names a prefix twice") }
    }

    private static let maximumPrefixListBytes = 256
    private static let maximumPrefixes = 16

    /// xmlsec reads attributes by their local names alone.
    private static func checkAttributes(of element: XMLElement) throws(XMLSecurityError) {
        guard let name = element.firstAttributeWithNamespace else { return }
        throw wrong("\(element.localName) has an attribute \(name) in a namespace")
    }

    private static func signatureAlgorithm(_ element: XMLElement) throws(XMLSecurityError) -> SignatureAlgorithm {
        let uri = try algorithm(of: element)
        if uri == PSSParameters.algorithm { return try PSSParameters.algorithm(of: element) }
        guard let algorithm = SignatureAlgorithm(rawValue: uri) else { throw AlgorithmAdvice.signature(uri) }
        guard element.children.isEmpty else { throw wrong("SignatureMethod has parameters") }
        return algorithm
    }

    private static func reference(
        _ element: XMLElement, to signed: XMLElement
    ) throws(XMLSecurityError) -> (form: CanonicalForm?, digest: DigestAlgorithm, value: [UInt8]) {
        try checkTarget(of: element, signed)
        let parts = element.children
        guard parts.count == 3, parts[0].isNamed(DSig.transforms), parts[1].isNamed(DSig.digestMethod),
            parts[2].isNamed(DSig.digestValue)
        else { throw wrong("a Reference must hold Transforms, DigestMethod and DigestValue") }
        let digest = try digestAlgorithm(parts[1])
        guard let value = Base64.xml.decode(try parts[2].text().utf8), value.count == digest.size else {
            throw wrong("DigestValue is not base64 of \(digest.size) bytes")
        }
        return (try transforms(parts[0]), digest, value)
    }

    private static func checkTarget(of reference: XMLElement, _ signed: XMLElement) throws(XMLSecurityError) {
        guard let id = signed.attribute("ID"), !id.isEmpty else {
            throw wrong("\(signed.localName) is signed but has no ID")
        }
        // The ID becomes part of an XPointer expression, id('…'), where blanks separate IDs and quotes end the text.
        guard id.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !"'\"()[]#^<>&".utf8.contains($0) }) else {
            throw wrong("the ID \(id.quoted) is not a name (XML Schema NCName)")
        }
        try checkAttributes(of: reference)
        let uri = reference.attribute("URI") ?? ""
        // Byte by byte: texts that only look the same are two IDs.
        guard uri.utf8.elementsEqual(("#" + id).utf8) else {
            throw wrong(
                "the Reference must name its own \(signed.localName), URI \(("#" + id).quoted); it has \(uri.quoted)"
            )
        }
    }

    private static func transforms(_ element: XMLElement) throws(XMLSecurityError) -> CanonicalForm? {
        let transforms = element.children
        guard transforms.count <= 2 else { throw wrong("\(transforms.count) transforms; at most two are accepted") }
        for transform in transforms where !transform.isNamed(DSig.transform) {
            throw wrong("Transforms holds \(transform.localName)")
        }
        guard let first = transforms.first, try algorithm(of: first) == enveloped, first.children.isEmpty else {
            throw wrong("the first transform must be enveloped-signature")
        }
        guard transforms.count == 2 else { return nil }
        return try canonicalization(transforms[1], keepsComments: false)
    }

    /// What a DigestMethod names.
    ///
    /// - Throws: `algorithmNotSupported`, `signatureShape`.
    static func digestAlgorithm(_ element: XMLElement) throws(XMLSecurityError) -> DigestAlgorithm {
        let uri = try algorithm(of: element)
        guard let digest = DigestAlgorithm(rawValue: uri) else {
            throw XMLSecurityError(
                .algorithmNotSupported, "digest algorithm \(uri.quoted) is not on the allow-list; use sha256")
        }
        guard element.children.isEmpty else { throw wrong("DigestMethod has parameters") }
        return digest
    }
}
