import Encodings

/// The parameters that a SignatureMethod may give to RSASSA-PSS (RFC 9231, section 2.3.9).
///
/// Those of each digest are accepted that the algorithms with fixed ones have: the mask is made by MGF1 with the same digest, salt
/// is as long as it, and the trailer is the only one that there is. What is left out is as SHA-256 has it.
enum PSSParameters {
    static let algorithm = "http://www.w3.org/2007/05/xmldsig-more#rsa-pss"

    private static let namespace: StaticString = "http://www.w3.org/2007/05/xmldsig-more#"
    private static let parameters = XMLName(namespace, "RSAPSSParams")
    private static let mask = XMLName(namespace, "MaskGenerationFunction")
    private static let saltLength = XMLName(namespace, "SaltLength")
    private static let trailerField = XMLName(namespace, "TrailerField")
    private static let maskAlgorithm = "http://www.w3.org/2007/05/xmldsig-more#MGF1"

    /// The algorithm with fixed parameters that a SignatureMethod comes to.
    ///
    /// - Throws: `algorithmNotSupported` for other parameters; `signatureShape` for what the schema does not have.
    static func algorithm(of method: XMLElement) throws(XMLSecurityError) -> SignatureAlgorithm {
        let given = try Given(onlyChild(of: method, named: parameters)?.children ?? [])
        let digest = try self.digest(given.digest)
        guard let algorithm = SignatureAlgorithm.allCases.first(where: { $0.isPSS && $0.digest == digest }) else {
            throw refused("the digest \(digest.rawValue.quoted)")
        }
        try checkMask(given.mask, digest)
        try checkNumber(given.saltLength, digest.size, "salt of")
        try checkNumber(given.trailerField, 1, "trailer")
        return algorithm
    }

    /// What is there, each once and in the order of the schema.
    private struct Given {
        var digest, mask, saltLength, trailerField: XMLElement?

        init(_ children: [XMLElement]) throws(XMLSecurityError) {
            var left = children[...]
            func take(_ name: XMLName) -> XMLElement? { left.first?.isNamed(name) == true ? left.popFirst() : nil }
            digest = take(DSig.digestMethod)
            mask = take(PSSParameters.mask)
            saltLength = take(PSSParameters.saltLength)
            trailerField = take(PSSParameters.trailerField)
            if let extra = left.first {
                throw XMLSecurityError(.signatureShape, "RSAPSSParams holds \(extra.localName) where none may stand")
            }
        }
    }

    private static func onlyChild(
        of element: XMLElement, named name: XMLName
    ) throws(XMLSecurityError) -> XMLElement? {
        let children = element.children
        guard children.count <= 1, children.allSatisfy({ $0.isNamed(name) }) else {
            throw XMLSecurityError(.signatureShape, "\(element.localName) may hold one \(name.local), nothing else")
        }
        return children.first
    }

    private static func digest(_ element: XMLElement?) throws(XMLSecurityError) -> DigestAlgorithm {
        try element.map { (element) throws(XMLSecurityError) in try SignatureShape.digestAlgorithm(element) } ?? .sha256
    }

    private static func checkMask(
        _ element: XMLElement?, _ digest: DigestAlgorithm
    ) throws(XMLSecurityError) {
        var masking = DigestAlgorithm.sha256
        if let element {
            let uri = try SignatureShape.algorithm(of: element)
            guard uri == maskAlgorithm else { throw refused("the mask \(uri.quoted)") }
            masking = try self.digest(onlyChild(of: element, named: DSig.digestMethod))
        }
        guard masking == digest else {
            throw refused("a mask by \(masking.rawValue.quoted) for the digest \(digest.rawValue.quoted)")
        }
    }

    private static func checkNumber(
        _ element: XMLElement?, _ expected: Int, _ what: String
    ) throws(XMLSecurityError) {
        guard let element else { return }
        let text = try element.text().trimmingXMLWhiteSpace
        guard text == String(expected) else { throw refused("\(what) \(text.quoted), not \(expected)") }
    }

    private static func refused(_ what: String) -> XMLSecurityError {
        XMLSecurityError(
            .algorithmNotSupported,
            "RSA-PSS with \(what); accepted are SHA-256, SHA-384 and SHA-512, MGF1 with the same, and as much salt")
    }
}
