public import Foundation
import XMLSecurity

/// A request to sign somebody in (SAML core, section 3.4.1; profiles, section 4.1.4.1).
public struct AuthnRequest: Sendable, Hashable {
    /// `ID`.
    public var id: String
    /// `IssueInstant`.
    public var issueInstant: Date
    /// `Destination`: the URL that it is sent to.
    public var destination: String
    /// `Issuer`: our entity ID.
    public var issuer: String
    /// `AssertionConsumerServiceURL`: where the answer is posted to.
    public var assertionConsumerService: String
    /// What is asked of the answer.
    public var wishes: AuthnRequestWishes

    /// Describes a request.
    public init(
        id: String, issueInstant: Date, destination: String, issuer: String, assertionConsumerService: String,
        wishes: AuthnRequestWishes = AuthnRequestWishes()
    ) {
        self.id = id
        self.issueInstant = issueInstant
        self.destination = destination
        self.issuer = issuer
        self.assertionConsumerService = assertionConsumerService
        self.wishes = wishes
    }

    /// The request as XML, without a signature.
    ///
    /// The answer shall come by HTTP-POST, the one binding that takes it.
    public func xml() -> String {
        let force = wishes.forcesAuthentication ? " ForceAuthn=\"true\"" : ""
        return """
            <samlp:AuthnRequest xmlns:samlp="\(SAML.protocolURI)" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
            ID="\(XMLEscape.attribute(id))" Version="2.0" IssueInstant="\(SAMLInstant.format(issueInstant))" \
            Destination="\(XMLEscape.attribute(destination))"\(force) ProtocolBinding="\(SAML.postBinding)" \
            AssertionConsumerServiceURL="\(XMLEscape.attribute(assertionConsumerService))">\
            <saml:Issuer>\(XMLEscape.text(issuer))</saml:Issuer>\(policy)\(context)</samlp:AuthnRequest>
            """
    }

    private var policy: String {
        let format = wishes.nameIDFormat.map { " Format=\"\(XMLEscape.attribute($0))\"" } ?? ""
        return "<samlp:NameIDPolicy\(format) AllowCreate=\"true\"/>"
    }

    private var context: String {
        guard let context = wishes.authnContext else { return "" }
        let classes = context.classes.map {
            "<saml:AuthnContextClassRef>\(XMLEscape.text($0))</saml:AuthnContextClassRef>"
        }.joined()
        return "<samlp:RequestedAuthnContext Comparison=\"\(context.comparison.rawValue)\">\(classes)"
            + "</samlp:RequestedAuthnContext>"
    }

    /// The request on its way.
    public var message: OutboundMessage { OutboundMessage(.request, xml: xml(), destination: destination) }
}
