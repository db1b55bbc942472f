import Encodings
public import Foundation
public import SAML2
import XMLSecurity

/// An identity provider for tests and development: it has a key of its own, describes itself in metadata, and signs what it is told.
///
/// It checks nothing. Whoever holds it can sign in as anybody, so its metadata must never be registered for real accounts.
public struct TestIdentityProvider: Sendable {
    /// The kind of key that it signs with.
    public enum KeyKind: Sendable, Hashable {
        /// RSA with this many bits.
        case rsa(bits: Int)
        /// One of NIST's curves: `P-256`, `P-384`, `P-521`.
        case ellipticCurve(String)
    }

    /// Its name.
    public let entityID: String
    /// Where its login page is; goes into the metadata.
    public let singleSignOnURL: String

    let key: PrivateKey
    let certificate: Certificate

    /// Makes an IdP with a new key and a certificate of ten years.
    ///
    /// - Throws: `TestIdentityProviderError`.
    public init(
        entityID: String = "https://idp.example.org/metadata", singleSignOnURL: String = "https://idp.example.org/sso",
        keyKind: KeyKind = .rsa(bits: 2048), at instant: Date
    ) throws(TestIdentityProviderError) {
        try self.init(entityID, singleSignOnURL, at: instant) { () throws(XMLSecurityError) in
            switch keyKind {
            case .rsa(let bits): try .generateRSA(bits: bits)
            case .ellipticCurve(let curve): try .generateEllipticCurve(curve)
            }
        }
    }

    /// An IdP with a key that was kept in PEM form.
    ///
    /// - Throws: `TestIdentityProviderError`.
    public init(
        entityID: String, singleSignOnURL: String, privateKeyPEM: [UInt8], at instant: Date
    ) throws(TestIdentityProviderError) {
        try self.init(entityID, singleSignOnURL, at: instant) { () throws(XMLSecurityError) in
            try PrivateKey(pem: privateKeyPEM)
        }
    }

    private init(
        _ entityID: String, _ singleSignOnURL: String, at instant: Date,
        key: () throws(XMLSecurityError) -> PrivateKey
    ) throws(TestIdentityProviderError) {
        self.entityID = entityID
        self.singleSignOnURL = singleSignOnURL
        let start = Int(instant.timeIntervalSince1970)
        (self.key, certificate) = try TestIdentityProviderError.wrap { () throws(XMLSecurityError) in
            let key = try key()
            let certificate = try key.selfSignedCertificate(
                commonName: "development identity provider", notBefore: start - 86_400, notAfter: start + 3650 * 86_400)
            return (key, certificate)
        }
    }

    /// The private key in PEM form, to be written to a file that only its owner reads.
    ///
    /// - Throws: `TestIdentityProviderError`.
    public func privateKeyPEM() throws(TestIdentityProviderError) -> [UInt8] {
        try TestIdentityProviderError.wrap { () throws(XMLSecurityError) in try key.exportPEM() }
    }

    /// The certificate in PEM form.
    public var certificatePEM: String { PEM.encode(certificate.der, label: "CERTIFICATE") }

    /// Its metadata: one IDPSSODescriptor with one signing key.
    ///
    /// - Parameters:
    ///   - validUntil: when it ends; nil leaves that out.
    ///   - keys: further IdPs whose keys are listed too, as during a rollover.
    ///   - use: the `use` of the KeyDescriptors; nil leaves it out.
    ///   - singleLogoutURL: where it takes logout messages; nil leaves that out.
    public func metadata(
        validUntil: Date? = nil, alsoKeysOf keys: [TestIdentityProvider] = [], use: String? = "signing",
        singleLogoutURL: String? = nil
    ) -> String {
        let until = validUntil.map { " validUntil=\"\(SAMLInstant.format($0))\"" } ?? ""
        let use = use.map { " use=\"\($0)\"" } ?? ""
        let descriptors = ([self] + keys).map { provider in
            """
                <md:KeyDescriptor\(use)><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>\
            <ds:X509Certificate>\(Base64.standard.encode(provider.certificate.der))</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\
            </md:KeyDescriptor>

            """
        }.joined()
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" \
            entityID="\(XMLEscape.attribute(entityID))"\(until)>
              <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
            \(descriptors)\(Self.logoutServices(singleLogoutURL))    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
                <md:SingleSignOnService Binding="\(SAML.redirectBinding)" \
            Location="\(XMLEscape.attribute(singleSignOnURL))"/>
                <md:SingleSignOnService Binding="\(SAML.postBinding)" \
            Location="\(XMLEscape.attribute(singleSignOnURL))"/>
              </md:IDPSSODescriptor>
            </md:EntityDescriptor>

            """
    }

    private static func logoutServices(_ url: String?) -> String {
        guard let url else { return "" }
        return [SAML.redirectBinding, SAML.postBinding].map { binding in
            """
                <md:SingleLogoutService Binding="\(binding)" Location="\(XMLEscape.attribute(url))"/>

            """
        }.joined()
    }

    /// Its metadata, accepted for a SAML provider.
    ///
    /// - Throws: `MetadataError`.
    public func identityProviderMetadata(at instant: Date) throws(MetadataError) -> IdentityProviderMetadata {
        try IdentityProviderMetadata(parsing: Array(metadata().utf8), at: instant)
    }

    /// A signed response.
    ///
    /// - Returns: the XML, as an IdP would encode it in base64.
    /// - Throws: `TestIdentityProviderError`.
    public func response(
        _ template: ResponseTemplate, signing: ResponseSigning = ResponseSigning()
    ) throws(TestIdentityProviderError) -> [UInt8] {
        try sign(template.xml(issuer: entityID), signing)
    }

    /// Signs, and encrypts, the parts of a response that was written before: tests change the text in between.
    ///
    /// - Throws: `TestIdentityProviderError`.
    public func sign(_ xml: String, _ signing: ResponseSigning) throws(TestIdentityProviderError) -> [UInt8] {
        try TestIdentityProviderError.wrap { () throws(XMLSecurityError) in
            try ResponseSealer(key: key, certificate: certificate, signing: signing).seal(xml)
        }
    }

    /// Metadata signed as a federation operator would sign it; the document element needs an `ID`.
    ///
    /// - Throws: `TestIdentityProviderError`.
    public func signedMetadata(_ xml: String) throws(TestIdentityProviderError) -> [UInt8] {
        try TestIdentityProviderError.wrap { () throws(XMLSecurityError) in
            let document = try XMLDocument(trusted: xml)
            try XMLSigner(key: key, certificate: certificate).sign(document.root)
            return try document.serialized()
        }
    }
}

/// Why a test IdP could not do what it was told.
public struct TestIdentityProviderError: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    public let reason: String

    /// The reason.
    public var description: String { reason }

    static func wrap<Result>(_ body: () throws(XMLSecurityError) -> Result) throws(TestIdentityProviderError) -> Result
    {
        do throws(XMLSecurityError) {
            return try body()
        } catch {
            throw TestIdentityProviderError(reason: error.message)
        }
    }
}
