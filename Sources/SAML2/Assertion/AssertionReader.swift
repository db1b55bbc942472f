import Encodings
import Foundation
import XMLSecurity

/// Reads an Assertion element with absolute steps from child to child; what stands elsewhere in the document is out of its reach.
struct AssertionReader {
    private(set) var assertion = ObservedAssertion()
    /// Values that could not be read as a whole: with an element, comment or processing instruction inside.
    private(set) var problems: [String] = []
    /// The Subject's EncryptedID, when it has one.
    private(set) var encryptedID: XMLElement?

    init(_ element: XMLElement) {
        assertion.id = element.attribute("ID")
        assertion.version = element.attribute("Version")
        assertion.issueInstant = element.instant("IssueInstant", &assertion.malformed)
        for child in element.children {
            if child.isNamed(SAML.issuer) {
                readIssuer(child)
            } else if child.isNamed(SAML.subject) {
                readSubject(child)
            } else if child.isNamed(SAML.conditions) {
                readConditions(child)
            } else if child.isNamed(SAML.authnStatement) {
                readAuthnStatement(child)
            } else if child.isNamed(SAML.attributeStatement) {
                readAttributes(child)
            }
        }
    }

    /// Takes the NameID that came encrypted.
    mutating func adopt(decrypted element: XMLElement) {
        guard element.isNamed(SAML.nameID) else {
            problems.append("EncryptedID holds \(element.localName), not a NameID")
            return
        }
        assertion.subject = nameID(element)
    }

    private mutating func text(_ element: XMLElement) -> String? {
        do {
            return try element.text()
        } catch {
            problems.append(error.message)
            return nil
        }
    }

    private mutating func readIssuer(_ element: XMLElement) {
        guard assertion.issuer == nil else {
            problems.append("more than one Issuer")
            return
        }
        assertion.issuer = text(element)
        assertion.issuerFormat = element.attribute("Format")
    }

    private mutating func readSubject(_ subject: XMLElement) {
        for child in subject.children {
            if child.isNamed(SAML.nameID) {
                if assertion.subject != nil { problems.append("more than one NameID in the Subject") }
                assertion.subject = nameID(child)
            } else if child.isNamed(SAML.encryptedID) {
                if encryptedID != nil || assertion.subject != nil {
                    problems.append("more than one NameID in the Subject")
                }
                encryptedID = child
            } else if child.isNamed(SAML.subjectConfirmation) {
                assertion.confirmations.append(confirmation(child))
            }
        }
    }

    private mutating func nameID(_ element: XMLElement) -> NameID? {
        guard let value = text(element) else { return nil }
        return NameID(
            value: value, format: element.attribute("Format"), nameQualifier: element.attribute("NameQualifier"),
            spNameQualifier: element.attribute("SPNameQualifier"))
    }

    private func confirmation(_ element: XMLElement) -> ObservedAssertion.SubjectConfirmation {
        var confirmation = ObservedAssertion.SubjectConfirmation()
        confirmation.method = element.attribute("Method")
        guard let data = element.firstChild(named: SAML.subjectConfirmationData) else { return confirmation }
        confirmation.hasData = true
        confirmation.recipient = data.attribute("Recipient")
        confirmation.notBefore = data.attribute("NotBefore")
        confirmation.notOnOrAfter = data.instant("NotOnOrAfter", &confirmation.malformed)
        confirmation.inResponseTo = data.attribute("InResponseTo")
        return confirmation
    }

    private mutating func readConditions(_ element: XMLElement) {
        guard assertion.conditions == nil else {
            problems.append("more than one Conditions")
            return
        }
        var conditions = ObservedAssertion.Conditions()
        conditions.notBefore = element.instant("NotBefore", &conditions.malformed)
        conditions.notOnOrAfter = element.instant("NotOnOrAfter", &conditions.malformed)
        for child in element.children {
            if child.isNamed(SAML.audienceRestriction) {
                conditions.audienceRestrictions.append(audiences(child))
            } else if child.isNamed(SAML.oneTimeUse) {
                conditions.oneTimeUse += 1
            } else if child.isNamed(SAML.proxyRestriction) {
                conditions.proxyRestrictions += 1
            } else {
                conditions.unknown.append(child.localName)
            }
        }
        assertion.conditions = conditions
    }

    private mutating func audiences(_ restriction: XMLElement) -> [String] {
        // xs:anyURI collapses white space around it (XML Schema Part 2, 3.2.17).
        restriction.children(named: SAML.audience).compactMap { text($0)?.trimmingXMLWhiteSpace }
    }

    private mutating func readAuthnStatement(_ element: XMLElement) {
        var statement = ObservedAssertion.AuthnStatement()
        statement.authnInstant = element.instant("AuthnInstant", &statement.malformed)
        statement.sessionNotOnOrAfter = element.instant("SessionNotOnOrAfter", &statement.malformed)
        statement.sessionIndex = element.attribute("SessionIndex")
        if let reference = element.firstChild(named: SAML.authnContext)?.firstChild(named: SAML.authnContextClassRef) {
            statement.authnContextClassRef = text(reference)?.trimmingXMLWhiteSpace
        }
        assertion.authnStatements.append(statement)
    }

    private mutating func readAttributes(_ statement: XMLElement) {
        for child in statement.children {
            if child.isNamed(SAML.encryptedAttribute) {
                problems.append("an EncryptedAttribute, which is not supported; encrypt the whole assertion instead")
            }
            guard child.isNamed(SAML.attribute) else { continue }
            guard let name = child.attribute("Name") else {
                problems.append("an Attribute without Name (line \(child.line))")
                continue
            }
            assertion.attributes.append(
                SAMLAttribute(
                    name: name, nameFormat: child.attribute("NameFormat"),
                    friendlyName: child.attribute("FriendlyName"),
                    values: values(of: child)))
        }
    }

    private mutating func values(of attribute: XMLElement) -> [String] {
        var values: [String] = []
        for element in attribute.children(named: SAML.attributeValue) {
            if let isNil = element.attribute(SAML.xsiNil), isNil == "true" || isNil == "1" { continue }
            let children = element.children
            if children.isEmpty {
                if let value = text(element) { values.append(value) }
            } else if children.count == 1, children[0].isNamed(SAML.nameID), let value = text(children[0]) {
                // eduPersonTargetedID is a NameID inside the value.
                values.append(value)
            }
        }
        return values
    }
}

extension XMLElement {
    /// The time in an attribute; nil when it is absent, and, kept in `malformed`, when it can't be read.
    func instant(_ attribute: StaticString, _ malformed: inout [MalformedInstant]) -> Date? {
        guard let text = self.attribute(attribute) else { return nil }
        if let date = SAMLInstant.parse(text) { return date }
        malformed.append(MalformedInstant(attribute: "\(attribute)", text: text))
        return nil
    }
}
