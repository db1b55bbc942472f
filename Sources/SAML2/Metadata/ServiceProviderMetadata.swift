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
    /// When the document ends.
    public var validUntil: Date?

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
        let keys = encryptionCertificates.map { certificate in
            """
                <md:KeyDescriptor use="encryption">
                  <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>\
            \(Base64.encode(certificate))</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
                </md:KeyDescriptor>

            """
        }.joined()
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
            ID="_metadata" entityID="\(XMLEscape.attribute(entityID))"\(until)>
              <md:SPSSODescriptor protocolSupportEnumeration="\(SAML.protocolURI)" WantAssertionsSigned="true">
            \(keys)\(formats)\(services)\(attributeService())  </md:SPSSODescriptor>
            </md:EntityDescriptor>

            """
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
