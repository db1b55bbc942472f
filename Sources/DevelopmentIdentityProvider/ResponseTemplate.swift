public import Foundation
public import SAML2
import XMLSecurity

/// What a response shall say.
///
/// The defaults make a good one; each part can be changed or left out.
public struct ResponseTemplate: Sendable {
    /// `Response/@ID`.
    public var responseID: String
    /// `Assertion/@ID`.
    public var assertionID: String
    /// `IssueInstant` of both.
    public var issueInstant: Date
    /// `Destination`; nil leaves it out.
    public var destination: String?
    /// `InResponseTo` of Response and SubjectConfirmationData.
    public var inResponseTo: String?
    /// The StatusCode.
    public var status = "urn:oasis:names:tc:SAML:2.0:status:Success"
    /// The NameID; nil leaves it out.
    public var subject: NameID?
    /// `Method` of the SubjectConfirmation.
    public var confirmationMethod = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    /// `Recipient`; nil leaves it out.
    public var recipient: String?
    /// `NotOnOrAfter` of the SubjectConfirmationData; nil leaves it out.
    public var confirmationNotOnOrAfter: Date?
    /// `NotBefore` of the Conditions.
    public var notBefore: Date?
    /// `NotOnOrAfter` of the Conditions.
    public var notOnOrAfter: Date?
    /// The audiences of each AudienceRestriction.
    public var audienceRestrictions: [[String]]
    /// Puts a OneTimeUse into the Conditions.
    public var oneTimeUse = false
    /// XML that is put into the Conditions as it is.
    public var furtherConditions = ""
    /// `AuthnInstant`; nil leaves the AuthnStatement out.
    public var authnInstant: Date?
    /// Class of the AuthnContext; nil leaves it empty.
    public var authnContextClassRef: String? = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    /// `SessionNotOnOrAfter`.
    public var sessionNotOnOrAfter: Date?
    /// The attributes.
    public var attributes: [SAMLAttribute]

    /// A good response, issued at `instant` and valid for five minutes.
    ///
    /// - Parameters:
    ///   - id: makes `Response/@ID` and `Assertion/@ID`.
    ///   - instant: when it is issued.
    ///   - recipient: the assertion consumer service.
    ///   - audience: the service provider's entity ID.
    ///   - subject: the user.
    ///   - attributes: what is said of the user.
    public init(
        id: String, at instant: Date, recipient: String, audience: String,
        subject: NameID = NameID(value: "alice", format: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
        attributes: [SAMLAttribute] = []
    ) {
        responseID = "_response-" + id
        assertionID = "_assertion-" + id
        issueInstant = instant
        destination = recipient
        self.recipient = recipient
        self.subject = subject
        confirmationNotOnOrAfter = instant.addingTimeInterval(300)
        notBefore = instant.addingTimeInterval(-30)
        notOnOrAfter = instant.addingTimeInterval(300)
        audienceRestrictions = [[audience]]
        authnInstant = instant
        self.attributes = attributes
    }

    /// The response as XML, without a signature.
    public func xml(issuer: String) -> String {
        let issued = SAMLInstant.format(issueInstant)
        let issuer = "<saml:Issuer>\(XMLEscape.text(issuer))</saml:Issuer>"
        return """
            <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
            ID="\(XMLEscape.attribute(responseID))" Version="2.0" IssueInstant="\(issued)"\(attribute("Destination", destination))\
            \(attribute("InResponseTo", inResponseTo))>\(issuer)\
            <samlp:Status><samlp:StatusCode Value="\(XMLEscape.attribute(status))"/></samlp:Status>\
            <saml:Assertion ID="\(XMLEscape.attribute(assertionID))" Version="2.0" IssueInstant="\(issued)">\(issuer)\
            \(subjectXML)\(conditionsXML)\(authnStatementXML)\(attributesXML)</saml:Assertion></samlp:Response>
            """
    }

    private func attribute(_ name: String, _ value: String?) -> String {
        value.map { " \(name)=\"\(XMLEscape.attribute($0))\"" } ?? ""
    }

    private func attribute(_ name: String, _ date: Date?) -> String { attribute(name, date.map(SAMLInstant.format)) }

    private var subjectXML: String {
        let nameID = subject.map { subject in
            "<saml:NameID\(attribute("Format", subject.format))\(attribute("NameQualifier", subject.nameQualifier))"
                + "\(attribute("SPNameQualifier", subject.spNameQualifier))>\(XMLEscape.text(subject.value))</saml:NameID>"
        }
        return """
            <saml:Subject>\(nameID ?? "")<saml:SubjectConfirmation Method="\(XMLEscape.attribute(confirmationMethod))">\
            <saml:SubjectConfirmationData\(attribute("Recipient", recipient))\
            \(attribute("NotOnOrAfter", confirmationNotOnOrAfter))\(attribute("InResponseTo", inResponseTo))/>\
            </saml:SubjectConfirmation></saml:Subject>
            """
    }

    private var conditionsXML: String {
        let restrictions = audienceRestrictions.map { audiences in
            let elements = audiences.map { "<saml:Audience>\(XMLEscape.text($0))</saml:Audience>" }.joined()
            return "<saml:AudienceRestriction>\(elements)</saml:AudienceRestriction>"
        }.joined()
        return """
            <saml:Conditions\(attribute("NotBefore", notBefore))\(attribute("NotOnOrAfter", notOnOrAfter))>\
            \(restrictions)\(oneTimeUse ? "<saml:OneTimeUse/>" : "")\(furtherConditions)</saml:Conditions>
            """
    }

    private var authnStatementXML: String {
        guard let authnInstant else { return "" }
        return """
            <saml:AuthnStatement\(attribute("AuthnInstant", authnInstant))\
            \(attribute("SessionNotOnOrAfter", sessionNotOnOrAfter)) SessionIndex="\(XMLEscape.attribute(assertionID))-session">\
            \(authnContextXML)</saml:AuthnStatement>
            """
    }

    private var authnContextXML: String {
        guard let authnContextClassRef else { return "<saml:AuthnContext/>" }
        return """
            <saml:AuthnContext><saml:AuthnContextClassRef>\(XMLEscape.text(authnContextClassRef))\
            </saml:AuthnContextClassRef></saml:AuthnContext>
            """
    }

    private var attributesXML: String {
        guard !attributes.isEmpty else { return "" }
        let elements = attributes.map { attribute in
            let values = attribute.values.map { "<saml:AttributeValue>\(XMLEscape.text($0))</saml:AttributeValue>" }
                .joined()
            return
                "<saml:Attribute\(self.attribute("Name", attribute.name))\(self.attribute("NameFormat", attribute.nameFormat))"
                + "\(self.attribute("FriendlyName", attribute.friendlyName))>\(values)</saml:Attribute>"
        }.joined()
        return "<saml:AttributeStatement>\(elements)</saml:AttributeStatement>"
    }
}
