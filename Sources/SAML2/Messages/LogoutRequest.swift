public import Foundation
import XMLSecurity

/// A request of ours to end the session of a subject (SAML core, section 3.7.1).
public struct LogoutRequest: Sendable, Hashable {
    /// `ID`.
    public var id: String
    /// `IssueInstant`.
    public var issueInstant: Date
    /// `Destination`: the URL that it is sent to.
    public var destination: String
    /// `Issuer`: our entity ID, or an IdP's in tests.
    public var issuer: String
    /// Who signs out.
    public var subject: NameID
    /// `SessionIndex` of the sessions that end; without one, all of the subject's.
    public var sessionIndexes: [String]
    /// `NotOnOrAfter`.
    public var notOnOrAfter: Date?

    /// Describes a request.
    public init(
        id: String, issueInstant: Date, destination: String, issuer: String, subject: NameID,
        sessionIndexes: [String] = [], notOnOrAfter: Date? = nil
    ) {
        self.id = id
        self.issueInstant = issueInstant
        self.destination = destination
        self.issuer = issuer
        self.subject = subject
        self.sessionIndexes = sessionIndexes
        self.notOnOrAfter = notOnOrAfter
    }

    /// The request as XML, without a signature.
    public func xml() -> String {
        let end = notOnOrAfter.map { " NotOnOrAfter=\"\(SAMLInstant.format($0))\"" } ?? ""
        let indexes = sessionIndexes.map { "<samlp:SessionIndex>\(XMLEscape.text($0))</samlp:SessionIndex>" }.joined()
        return """
            <samlp:LogoutRequest xmlns:samlp="\(SAML.protocolURI)" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
            ID="\(XMLEscape.attribute(id))" Version="2.0" IssueInstant="\(SAMLInstant.format(issueInstant))" \
            Destination="\(XMLEscape.attribute(destination))"\(end)>\
            <saml:Issuer>\(XMLEscape.text(issuer))</saml:Issuer>\(subject.xml)\(indexes)</samlp:LogoutRequest>
            """
    }

    /// The request on its way.
    public var message: OutboundMessage { OutboundMessage(.request, xml: xml(), destination: destination) }
}

extension NameID {
    /// The element.
    var xml: String {
        let attributes = [
            ("Format", format), ("NameQualifier", nameQualifier), ("SPNameQualifier", spNameQualifier),
        ].map { name, value in value.map { " \(name)=\"\(XMLEscape.attribute($0))\"" } ?? "" }.joined()
        return "<saml:NameID\(attributes)>\(XMLEscape.text(value))</saml:NameID>"
    }
}
