/// Where in a response an element is put so that some verifier finds it and some reader does not, or the other way round.
enum HidingPlace: String, CaseIterable, Sendable {
    // Beside the assertion that is read.
    case before, after, firstOfResponse, foreignElement, extensions, status, statusDetail, statusMessage, responseIssuer
    // Inside it.
    case firstOfAssertion, lastOfAssertion, foreignElementInAssertion, assertionIssuer, subject, nameID
    case subjectConfirmation, subjectConfirmationData, conditions, audience, advice, authnStatement, authnContextDecl
    case attributeStatement, attribute, attributeValue
    // Inside a Signature of it, which no digest covers.
    case signature, object, nestedObject, manifest, signatureValue, keyInfo, x509Data, x509Certificate

    static let besideAssertion = allCases.filter { allCases.firstIndex(of: $0) ?? 0 < 9 }
    static let insideSignature: [HidingPlace] = [
        .signature, .object, .nestedObject, .manifest, .signatureValue, .keyInfo, .x509Data, .x509Certificate,
    ]

    /// Puts the element there.
    ///
    /// - Parameter signature: the one that counts for places inside a Signature.
    func hide(_ element: XMLTree, in response: XMLTree, signature: XMLTree?) throws {
        let assertion = try response.child("saml:Assertion")
        switch self {
        case .before: try element.insert(before: assertion)
        case .after: try element.insert(after: assertion)
        case .firstOfResponse: response.prepend(element)
        case .foreignElement:
            try XMLTree("x:wrapper", [("xmlns:x", "urn:x")], [element]).insert(before: assertion)
        case .extensions:
            try XMLTree("samlp:Extensions", [], [element]).insert(before: response.child("samlp:Status"))
        case .status: try response.child("samlp:Status").append(element)
        case .statusDetail:
            try response.child("samlp:Status").append(XMLTree("samlp:StatusDetail", [], [element]))
        case .statusMessage:
            try response.child("samlp:Status").append(XMLTree("samlp:StatusMessage", [], [element]))
        case .responseIssuer: try response.child("saml:Issuer").append(element)
        case .firstOfAssertion: assertion.prepend(element)
        case .lastOfAssertion: assertion.append(element)
        case .foreignElementInAssertion: assertion.append(XMLTree("x:wrapper", [("xmlns:x", "urn:x")], [element]))
        case .assertionIssuer: try assertion.child("saml:Issuer").append(element)
        case .subject: try assertion.child("saml:Subject").append(element)
        case .nameID: try assertion.first("saml:NameID").append(element)
        case .subjectConfirmation: try assertion.first("saml:SubjectConfirmation").append(element)
        case .subjectConfirmationData: try assertion.first("saml:SubjectConfirmationData").append(element)
        case .conditions: try assertion.child("saml:Conditions").append(element)
        case .audience: try assertion.first("saml:Audience").append(element)
        case .advice:
            try XMLTree("saml:Advice", [], [element]).insert(before: assertion.child("saml:AuthnStatement"))
        case .authnStatement: try assertion.child("saml:AuthnStatement").append(element)
        case .authnContextDecl:
            try assertion.first("saml:AuthnContext").append(XMLTree("saml:AuthnContextDecl", [], [element]))
        case .attributeStatement: try assertion.child("saml:AttributeStatement").append(element)
        case .attribute: try assertion.first("saml:Attribute").append(element)
        case .attributeValue: try assertion.first("saml:AttributeValue").append(element)
        case .signature, .object, .nestedObject, .manifest, .signatureValue, .keyInfo, .x509Data, .x509Certificate:
            guard let signature else { throw SurgeryError("no Signature to hide anything in") }
            try hide(element, inside: signature)
        }
    }

    private func hide(_ element: XMLTree, inside signature: XMLTree) throws {
        switch self {
        case .object: signature.append(XMLTree("ds:Object", [], [element]))
        case .nestedObject:
            signature.append(XMLTree("ds:Object", [], [XMLTree("x:y", [("xmlns:x", "urn:x")], [element])]))
        case .manifest: signature.append(XMLTree("ds:Object", [], [XMLTree("ds:Manifest", [], [element])]))
        case .signatureValue: try signature.child("ds:SignatureValue").append(element)
        case .keyInfo: try signature.child("ds:KeyInfo").prepend(element)
        case .x509Data: try signature.first("ds:X509Data").append(element)
        case .x509Certificate: try signature.first("ds:X509Certificate").append(element)
        default: signature.append(element)
        }
    }
}
