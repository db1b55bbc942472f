import Encodings
import Foundation
import XMLSecurity

/// Reads EntityDescriptors below a document element.
struct MetadataReader {
    /// EntitiesDescriptor elements inside one another.
    private static let maximumNesting = 8

    static func entities(in root: XMLElement) throws(MetadataError) -> [EntityDescriptor] {
        var entities: [EntityDescriptor] = []
        try collect(root, validUntil: nil, nesting: 0, into: &entities)
        return entities
    }

    static func validUntil(of element: XMLElement) throws(MetadataError) -> Date? {
        guard let text = element.attribute("validUntil") else { return nil }
        // A date that can't be read must not mean "for ever".
        guard let date = SAMLInstant.parse(text) else {
            throw MetadataError(.malformed, "validUntil \(text.quoted) is not an xs:dateTime")
        }
        return date
    }

    private static func collect(
        _ element: XMLElement, validUntil outer: Date?, nesting: Int, into entities: inout [EntityDescriptor]
    ) throws(MetadataError) {
        let validUntil = earlier(outer, try validUntil(of: element))
        if element.isNamed(SAML.entityDescriptor) {
            entities.append(try entity(element, validUntil: validUntil))
            return
        }
        guard nesting < maximumNesting else {
            throw MetadataError(.malformed, "EntitiesDescriptor nested more than \(maximumNesting) deep")
        }
        for child in element.children
        where child.isNamed(SAML.entityDescriptor) || child.isNamed(SAML.entitiesDescriptor) {
            try collect(child, validUntil: validUntil, nesting: nesting + 1, into: &entities)
        }
    }

    private static func earlier(_ left: Date?, _ right: Date?) -> Date? {
        [left, right].compactMap(\.self).min()
    }

    private static func entity(_ element: XMLElement, validUntil: Date?) throws(MetadataError) -> EntityDescriptor {
        guard let entityID = element.attribute("entityID"), !entityID.isEmpty,
            entityID.utf8.count <= EntityDescriptor.longestID
        else {
            throw MetadataError(
                .malformed, "an EntityDescriptor (line \(element.line)) without an entityID of at most 1024 characters")
        }
        let children = element.children
        let roles = children.map(\.localName).filter { $0.hasSuffixBytes(of: "Descriptor") }
        let descriptors = children.filter(isSAML2IdentityProvider)
        var identityProvider: IdentityProvider?
        if !descriptors.isEmpty {
            identityProvider = try self.identityProvider(
                entityID, descriptors, validUntil: validUntil,
                cacheDuration: element.attribute("cacheDuration").flatMap(SAMLDuration.parse))
        }
        let organization = element.firstChild(named: SAML.organization)?
            .firstChild(named: SAML.organizationDisplayName)?.displayText
        return EntityDescriptor(
            entityID: entityID, roles: roles, identityProvider: identityProvider,
            organization: organization, validUntil: validUntil)
    }

    private static func isSAML2IdentityProvider(_ element: XMLElement) -> Bool {
        guard element.isNamed(SAML.idpSSODescriptor) else { return false }
        let protocols = element.attribute("protocolSupportEnumeration") ?? ""
        return protocols.split(whereSeparator: \.isWhitespace).contains { $0 == SAML.protocolURI }
    }

    /// An entity may have several IDPSSODescriptors; together they describe one IdP.
    private static func identityProvider(
        _ entityID: String, _ descriptors: [XMLElement], validUntil: Date?, cacheDuration: Double?
    ) throws(MetadataError) -> IdentityProvider {
        try checkCertificates(entityID, descriptors)
        var keys: [MetadataKey] = []
        var seen: Set<String> = []
        var unusable: [String] = []
        var endpoints: (signOn: [IdentityProvider.Endpoint], logout: [IdentityProvider.Endpoint]) = ([], [])
        var formats: [String] = []
        var until = validUntil
        for descriptor in descriptors {
            until = earlier(until, try self.validUntil(of: descriptor))
            for child in descriptor.children {
                if child.isNamed(SAML.keyDescriptor) {
                    readKeys(child, into: &keys, &seen, &unusable)
                } else if child.isNamed(SAML.singleSignOnService) {
                    endpoints.signOn += endpoint(child)
                } else if child.isNamed(SAML.singleLogoutService) {
                    endpoints.logout += endpoint(child)
                } else if child.isNamed(SAML.nameIDFormat) {
                    formats.append(child.displayText.trimmingXMLWhiteSpace)
                }
            }
        }
        return IdentityProvider(
            entityID: entityID, signingKeys: keys.filter(\.isForSigning),
            encryptionKeys: keys.filter { $0.use != .signing },
            singleSignOnServices: endpoints.signOn, singleLogoutServices: endpoints.logout, nameIDFormats: formats,
            wantAuthnRequestsSigned: descriptors.contains {
                ["true", "1"].contains($0.attribute("WantAuthnRequestsSigned"))
            },
            validUntil: until, cacheDuration: cacheDuration, unusableKeys: unusable)
    }

    private static func endpoint(_ element: XMLElement) -> [IdentityProvider.Endpoint] {
        guard let location = element.attribute("Location") else { return [] }
        return [
            .init(
                binding: element.attribute("Binding") ?? "", location: location,
                responseLocation: element.attribute("ResponseLocation"))
        ]
    }

    /// Each certificate is read before it is known whether it holds another key.
    private static func checkCertificates(_ entityID: String, _ descriptors: [XMLElement]) throws(MetadataError) {
        let certificates = descriptors.flatMap { $0.children(named: SAML.keyDescriptor) }
            .compactMap { $0.firstChild(named: SAML.keyInfo) }
            .reduce(0) { $0 + $1.children(named: SAML.x509Data).count }
        guard certificates <= maximumCertificates else {
            throw MetadataError(
                .tooManyKeys, "\(entityID) has \(certificates) certificates; at most \(maximumCertificates) are read")
        }
    }

    /// Certificates of an IdP's keys: ten keys are taken, and each may be listed for both uses in several descriptors.
    private static let maximumCertificates = 100

    /// `seen` has the use and fingerprint of each key: to look through the keys would take long when somebody lists many.
    private static func readKeys(
        _ descriptor: XMLElement, into keys: inout [MetadataKey], _ seen: inout Set<String>, _ unusable: inout [String]
    ) {
        let use: MetadataKey.Use
        switch descriptor.attribute("use") {
        case nil: use = .both
        case "signing": use = .signing
        case "encryption": use = .encryption
        case .some(let other):
            unusable.append("KeyDescriptor (line \(descriptor.line)) with use \(other.quoted)")
            return
        }
        // The first certificate of an X509Data holds the key; others are the chain above it, which signs nothing here.
        let certificates = (descriptor.firstChild(named: SAML.keyInfo)?.children(named: SAML.x509Data) ?? [])
            .compactMap { $0.firstChild(named: SAML.x509Certificate) }
        guard !certificates.isEmpty else {
            unusable.append("KeyDescriptor (line \(descriptor.line)) without an X509Certificate")
            return
        }
        for element in certificates {
            do throws(XMLSecurityError) {
                let certificate = try CertificateText.certificate(try element.text())
                let key = MetadataKey(use: use, certificate: certificate)
                // The same certificate is often listed for both uses or twice.
                if seen.insert("\(use) \(key.fingerprint)").inserted { keys.append(key) }
            } catch {
                unusable.append("X509Certificate (line \(element.line)): \(error.message)")
            }
        }
    }
}
