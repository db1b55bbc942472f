package import XMLSecurity

/// Element names of SAML 2.0 and the URIs that its documents are made of.
package enum SAML {
    private static let assertionNamespace: StaticString = "urn:oasis:names:tc:SAML:2.0:assertion"
    private static let protocolNamespace: StaticString = "urn:oasis:names:tc:SAML:2.0:protocol"
    private static let metadataNamespace: StaticString = "urn:oasis:names:tc:SAML:2.0:metadata"

    package static let protocolURI = "urn:oasis:names:tc:SAML:2.0:protocol"
    package static let entityFormat = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
    package static let bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    package static let success = "urn:oasis:names:tc:SAML:2.0:status:Success"
    package static let postBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
    package static let redirectBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"

    package static let signature = XMLName("http://www.w3.org/2000/09/xmldsig#", "Signature")
    package static let keyInfo = XMLName("http://www.w3.org/2000/09/xmldsig#", "KeyInfo")
    package static let x509Data = XMLName("http://www.w3.org/2000/09/xmldsig#", "X509Data")
    package static let x509Certificate = XMLName("http://www.w3.org/2000/09/xmldsig#", "X509Certificate")
    package static let xsiNil = XMLName("http://www.w3.org/2001/XMLSchema-instance", "nil")

    package static let response = XMLName(protocolNamespace, "Response")
    package static let status = XMLName(protocolNamespace, "Status")
    package static let statusCode = XMLName(protocolNamespace, "StatusCode")
    package static let statusMessage = XMLName(protocolNamespace, "StatusMessage")

    package static let authnRequest = XMLName(protocolNamespace, "AuthnRequest")
    package static let logoutRequest = XMLName(protocolNamespace, "LogoutRequest")
    package static let logoutResponse = XMLName(protocolNamespace, "LogoutResponse")
    package static let sessionIndex = XMLName(protocolNamespace, "SessionIndex")
    package static let nameIDPolicy = XMLName(protocolNamespace, "NameIDPolicy")
    package static let requestedAuthnContext = XMLName(protocolNamespace, "RequestedAuthnContext")

    package static let issuer = XMLName(assertionNamespace, "Issuer")
    package static let assertion = XMLName(assertionNamespace, "Assertion")
    package static let encryptedAssertion = XMLName(assertionNamespace, "EncryptedAssertion")
    package static let advice = XMLName(assertionNamespace, "Advice")
    package static let subject = XMLName(assertionNamespace, "Subject")
    package static let nameID = XMLName(assertionNamespace, "NameID")
    package static let encryptedID = XMLName(assertionNamespace, "EncryptedID")
    package static let subjectConfirmation = XMLName(assertionNamespace, "SubjectConfirmation")
    package static let subjectConfirmationData = XMLName(assertionNamespace, "SubjectConfirmationData")
    package static let conditions = XMLName(assertionNamespace, "Conditions")
    package static let audienceRestriction = XMLName(assertionNamespace, "AudienceRestriction")
    package static let audience = XMLName(assertionNamespace, "Audience")
    package static let oneTimeUse = XMLName(assertionNamespace, "OneTimeUse")
    package static let proxyRestriction = XMLName(assertionNamespace, "ProxyRestriction")
    package static let authnStatement = XMLName(assertionNamespace, "AuthnStatement")
    package static let authnContext = XMLName(assertionNamespace, "AuthnContext")
    package static let authnContextClassRef = XMLName(assertionNamespace, "AuthnContextClassRef")
    package static let attributeStatement = XMLName(assertionNamespace, "AttributeStatement")
    package static let attribute = XMLName(assertionNamespace, "Attribute")
    package static let encryptedAttribute = XMLName(assertionNamespace, "EncryptedAttribute")
    package static let attributeValue = XMLName(assertionNamespace, "AttributeValue")

    package static let entitiesDescriptor = XMLName(metadataNamespace, "EntitiesDescriptor")
    package static let entityDescriptor = XMLName(metadataNamespace, "EntityDescriptor")
    package static let idpSSODescriptor = XMLName(metadataNamespace, "IDPSSODescriptor")
    package static let keyDescriptor = XMLName(metadataNamespace, "KeyDescriptor")
    package static let singleSignOnService = XMLName(metadataNamespace, "SingleSignOnService")
    package static let singleLogoutService = XMLName(metadataNamespace, "SingleLogoutService")
    package static let nameIDFormat = XMLName(metadataNamespace, "NameIDFormat")
    package static let organization = XMLName(metadataNamespace, "Organization")
    package static let organizationDisplayName = XMLName(metadataNamespace, "OrganizationDisplayName")
}
