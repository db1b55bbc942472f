import SAML2
import XMLSecurity

/// A request to sign somebody in, as an identity provider reads it; nothing in it is verified.
public struct ReceivedAuthnRequest: Sendable {
    /// `ID`.
    public let id: String
    /// `Destination`.
    public let destination: String?
    /// `Issuer`.
    public let issuer: String?
    /// `AssertionConsumerServiceURL`.
    public let assertionConsumerService: String?
    /// `Format` of the NameIDPolicy.
    public let nameIDFormat: String?
    /// Whether the user shall show who it is.
    public let forcesAuthentication: Bool
    /// URIs of the RequestedAuthnContext.
    public let authnContexts: [String]
    /// Whether query or element carry a signature.
    public let isSigned: Bool
    /// What its sender wants back.
    public let relayState: String?

    /// Reads the query of the HTTP-Redirect binding.
    ///
    /// - Throws: `TestIdentityProviderError`.
    public init(query: String) throws(TestIdentityProviderError) {
        let message: RedirectQuery
        do throws(MessageDecodingError) {
            message = try RedirectQuery(query: query)
        } catch {
            throw TestIdentityProviderError(reason: error.reason)
        }
        try self.init(
            xml: message.xml, relayState: message.relayState, isSigned: message.signatureAlgorithm != nil)
    }

    /// Reads the fields of the HTTP-POST binding.
    ///
    /// - Throws: `TestIdentityProviderError`.
    public init(field: String, relayState: String? = nil) throws(TestIdentityProviderError) {
        let xml: [UInt8]
        do throws(HTTPPostBinding.DecodingError) {
            xml = try HTTPPostBinding.decode(field: Array(field.utf8))
        } catch {
            throw TestIdentityProviderError(reason: "\(error)")
        }
        try self.init(xml: xml, relayState: relayState, isSigned: nil)
    }

    private init(xml: [UInt8], relayState: String?, isSigned: Bool?) throws(TestIdentityProviderError) {
        let root = try TestIdentityProviderError.wrap { () throws(XMLSecurityError) in
            try XMLDocument(parsing: xml, limits: .message)
        }.root
        guard root.isNamed(SAML.authnRequest), let id = root.attribute("ID") else {
            throw TestIdentityProviderError(reason: "\(root.qualifiedName) is no AuthnRequest with an ID")
        }
        self.id = id
        self.relayState = relayState
        self.isSigned = isSigned ?? (root.firstChild(named: SAML.signature) != nil)
        destination = root.attribute("Destination")
        issuer = root.firstChild(named: SAML.issuer)?.displayText
        assertionConsumerService = root.attribute("AssertionConsumerServiceURL")
        nameIDFormat = root.firstChild(named: SAML.nameIDPolicy)?.attribute("Format")
        forcesAuthentication = ["true", "1"].contains(root.attribute("ForceAuthn"))
        authnContexts =
            root.firstChild(named: SAML.requestedAuthnContext)?.children(named: SAML.authnContextClassRef)
            .map(\.displayText) ?? []
    }
}
