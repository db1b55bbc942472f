public import Foundation
import XMLSecurity

/// Our answer to a request to end sessions (SAML core, section 3.7.2).
public struct LogoutResponse: Sendable, Hashable {
    /// How it went.
    public enum Status: String, Sendable, CaseIterable {
        /// All that was asked for has ended.
        case success = "urn:oasis:names:tc:SAML:2.0:status:Success"
        /// Something goes on.
        case responder = "urn:oasis:names:tc:SAML:2.0:status:Responder"
    }

    /// `ID`.
    public var id: String
    /// `IssueInstant`.
    public var issueInstant: Date
    /// `Destination`: the URL that it is sent to.
    public var destination: String
    /// `Issuer`: our entity ID, or an IdP's in tests.
    public var issuer: String
    /// The ID of the request.
    public var inResponseTo: String
    /// How it went.
    public var status: Status

    /// Describes an answer.
    public init(
        id: String, issueInstant: Date, destination: String, issuer: String, inResponseTo: String,
        status: Status = .success
    ) {
        self.id = id
        self.issueInstant = issueInstant
        self.destination = destination
        self.issuer = issuer
        self.inResponseTo = inResponseTo
        self.status = status
    }

    /// The answer as XML, without a signature.
    public func xml() -> String {
        """
        <samlp:LogoutResponse xmlns:samlp="\(SAML.protocolURI)" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
        ID="\(XMLEscape.attribute(id))" Version="2.0" IssueInstant="\(SAMLInstant.format(issueInstant))" \
        Destination="\(XMLEscape.attribute(destination))" InResponseTo="\(XMLEscape.attribute(inResponseTo))">\
        <saml:Issuer>\(XMLEscape.text(issuer))</saml:Issuer>\
        <samlp:Status><samlp:StatusCode Value="\(status.rawValue)"/></samlp:Status></samlp:LogoutResponse>
        """
    }

    /// The answer on its way.
    public var message: OutboundMessage { OutboundMessage(.response, xml: xml(), destination: destination) }
}
