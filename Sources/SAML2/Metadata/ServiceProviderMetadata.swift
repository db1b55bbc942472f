import Encodings
public import Foundation
import XMLSecurity

/// Our own metadata, for an IdP to read (SAML metadata, section 2.4.4).
public struct ServiceProviderMetadata: Sendable {
    /// Our entity ID.
    public var entityID: String
    /// URLs of our assertion consumer services (HTTP POST); the first is the default.
    public var assertionConsumerServices: [String]
    /// NameID formats that are taken.
    public var nameIDFormats: [String]
    /// Names of the attributes to send, and whether each is needed.
    public var requestedAttributes: [(name: String, friendlyName: String, isRequired: Bool)]
    /// The name of the service for people.
    public var serviceName: String
    /// Certificates that assertions can be encrypted for, DER.
    public var encryptionCertificates: [[UInt8]]
    /// Certificates of the keys that requests are signed with, DER; with one of them, all are.
    public var signingCertificates: [[UInt8]] = []
    /// URL of our single logout service, by HTTP-Redirect and HTTP-POST; nil leaves it out.
    public var singleLogoutService: String?
    /// When the document ends.
    public var validUntil: Date?
    /// Hours after which a reader should fetch it again.
    public var cacheHours: Int?
    /// Who runs the service.
    public var organization: Organization?
    /// Whom to ask.
    public var contacts: [Contact] = []

    /// Who runs a service (SAML metadata, section 2.3.2.1); the texts are in English as far as metadata is concerned.
    public struct Organization: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its name for people.
        public var displayName: String
        /// A page about it.
        public var url: String

        /// Names an organisation.
        public init(name: String, displayName: String, url: String) {
            self.name = name
            self.displayName = displayName
            self.url = url
        }
    }

    /// Whom to ask (SAML metadata, section 2.3.2.2).
    public struct Contact: Sendable, Hashable {
        /// What for.
        public enum Kind: String, Sendable, CaseIterable {
            case technical, support, administrative, billing, other
        }

        /// What for.
        public var kind: Kind
        /// Name of the company.
        public var company: String?
        /// First name.
        public var givenName: String?
        /// Last name.
        public var surName: String?
        /// Mail address, without `mailto:`.
        public var email: String?
        /// Telephone number.
        public var telephone: String?

        /// Names a contact.
        public init(
            kind: Kind, company: String? = nil, givenName: String? = nil, surName: String? = nil, email: String? = nil,
            telephone: String? = nil
        ) {
            self.kind = kind
            self.company = company
            self.givenName = givenName
            self.surName = surName
            self.email = email
            self.telephone = telephone
        }
    }

    /// Describes a service provider.
    public init(
        entityID: String, assertionConsumerServices: [String], nameIDFormats: [String] = [],
        requestedAttributes: [(name: String, friendlyName: String, isRequired: Bool)] = [], serviceName: String,
        encryptionCertificates: [[UInt8]] = [], validUntil: Date? = nil
    ) {
        self.entityID = entityID
        self.assertionConsumerServices = assertionConsumerServices
        self.nameIDFormats = nameIDFormats
        self.requestedAttributes = requestedAttributes
        self.serviceName = serviceName
        self.encryptionCertificates = encryptionCertificates
        self.validUntil = validUntil
    }

    /// The document as text.
    public func xml() -> String {
        let until = validUntil.map { " validUntil=\"\(SAMLInstant.format($0))\"" } ?? ""
        let cache = cacheHours.map { " cacheDuration=\"PT\($0)H\"" } ?? ""
        let keys =
            signingCertificates.map { Self.keyDescriptor("signing", $0) }.joined()
            + encryptionCertificates.map { Self.keyDescriptor("encryption", $0) }.joined()
        let signs = signingCertificates.isEmpty ? "" : " AuthnRequestsSigned=\"true\""
        let formats = nameIDFormats.map { "    <md:NameIDFormat>\(XMLEscape.text($0))</md:NameIDFormat>\n" }.joined()
        let services = assertionConsumerServices.enumerated().map { index, url in
            """
                <md:AssertionConsumerService Binding="\(SAML.postBinding)" Location="\(XMLEscape.attribute(url))" \
            index="\(index)"\(index == 0 ? " isDefault=\"true\"" : "")/>

            """
        }.joined()
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" \
            ID="_metadata" entityID="\(XMLEscape.attribute(entityID))"\(until)\(cache)>
              <md:SPSSODescriptor protocolSupportEnumeration="\(SAML.protocolURI)"\(signs) WantAssertionsSigned="true">
            \(keys)\(logoutServices())\(formats)\(services)\(attributeService())  </md:SPSSODescriptor>
            \(organizationElement())\(contacts.map(element).joined())</md:EntityDescriptor>

            """
    }

    private func logoutServices() -> String {
        guard let singleLogoutService else { return "" }
        return [SAML.redirectBinding, SAML.postBinding].map { binding in
            """
                <md:SingleLogoutService Binding="\(binding)" Location="\(XMLEscape.attribute(singleLogoutService))"/>

            """
        }.joined()
    }

    private static func keyDescriptor(_ use: String, _ certificate: [UInt8]) -> String {
        """
            <md:KeyDescriptor use="\(use)">
              <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>\
        \(Base64.standard.encode(certificate))</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
            </md:KeyDescriptor>

        """
    }

    private func organizationElement() -> String {
        guard let organization else { return "" }
        return """
              <md:Organization>
                <md:OrganizationName xml:lang="en">\(XMLEscape.text(organization.name))</md:OrganizationName>
                <md:OrganizationDisplayName xml:lang="en">\(XMLEscape.text(organization.displayName))\
            </md:OrganizationDisplayName>
                <md:OrganizationURL xml:lang="en">\(XMLEscape.text(organization.url))</md:OrganizationURL>
              </md:Organization>

            """
    }

    private func element(_ contact: Contact) -> String {
        let parts = [
            ("Company", contact.company), ("GivenName", contact.givenName), ("SurName", contact.surName),
            ("EmailAddress", contact.email.map { "mailto:" + $0 }), ("TelephoneNumber", contact.telephone),
        ]
        let lines = parts.compactMap { name, value in
            value.map { "    <md:\(name)>\(XMLEscape.text($0))</md:\(name)>\n" }
        }
        return "  <md:ContactPerson contactType=\"\(contact.kind.rawValue)\">\n\(lines.joined())  </md:ContactPerson>\n"
    }

    private func attributeService() -> String {
        guard !requestedAttributes.isEmpty else { return "" }
        let attributes = requestedAttributes.map { attribute in
            """
                  <md:RequestedAttribute Name="\(XMLEscape.attribute(attribute.name))" \
            FriendlyName="\(XMLEscape.attribute(attribute.friendlyName))" \
            NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" isRequired="\(attribute.isRequired)"/>

            """
        }.joined()
        return """
                <md:AttributeConsumingService index="0">
                  <md:ServiceName xml:lang="en">\(XMLEscape.text(serviceName))</md:ServiceName>
            \(attributes)    </md:AttributeConsumingService>

            """
    }
}

extension ServiceProviderMetadata {
    /// The document as text with an enveloped signature over all of it (SAML metadata, section 3).
    ///
    /// - Throws: `KeyError` when it can't be signed.
    public func xml(signedWith key: ServiceProviderKey) throws(KeyError) -> String { try key.signed(xml()) }
}
