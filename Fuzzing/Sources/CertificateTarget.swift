import FederationTesting
import Foundation
import SAML2
import XMLSecurity

extension FuzzTarget {
    /// Certificates and keys, in files and in metadata: a key that is taken is one that can be trusted with a signature, and
    /// verifies nothing that another key has signed.
    static let certificate = FuzzTarget(name: "certificate", dictionary: "certificate") {
        let pems = [KnownKeys.p256, KnownKeys.rsa]
        let providers = try pems.map { pem in
            try TestIdentityProvider(
                entityID: World.entityID, singleSignOnURL: World.entityID, privateKeyPEM: Array(pem.utf8),
                at: World.instant)
        }
        let curves = try ["P-384", "P-521"].map { curve in
            try TestIdentityProvider(keyKind: .ellipticCurve(curve), at: World.instant)
        }
        let certificates = (providers + curves).map { Array($0.certificatePEM.utf8) }
        let binary = try certificates.map { try Certificate.certificates(inFile: $0)[0].der }
        return binary + certificates + [certificates.joined().map(\.self)] + pems.map { Array($0.utf8) }
    } prepare: {
        let validator = try World.validator()
        let provider = try World.identityProvider()
        let own = try provider.identityProviderMetadata(at: World.instant).identityProviders[0].signingKeys[0]
        let genuine = try provider.response(try World.statements()[0].0)
        return { bytes in
            if let certificate = try? Certificate(der: bytes) { check(certificate) }
            _ = try? MetadataKey.signingKeys(inCertificateFile: bytes)
            if let key = try? PrivateKey(pem: bytes) {
                let written = try? PrivateKey(pem: key.exportPEM())
                hold(written?.publicKey.fingerprint == key.publicKey.fingerprint, "a key that changes when written")
            }
            let xml = metadata(certificate: HTTPPostBinding.encode(bytes))
            guard let metadata = try? IdentityProviderMetadata(parsing: Array(xml.utf8), at: World.instant) else {
                return
            }
            let trusted = TrustedIdentityProviders(metadata.identityProviders)
            let validation = validator.validate(xml: genuine, trusting: trusted, at: World.instant)
            guard case .success = validation.outcome else { return }
            let keys = metadata.identityProviders.flatMap(\.signingKeys)
            hold(keys.contains { $0.fingerprint == own.fingerprint }, "another key verifies")
        }
    }

    private static func check(_ certificate: Certificate) {
        let key = certificate.publicKey
        if key.kind == .rsa { hold((1_024...16_384).contains(key.bits), "RSA with \(key.bits) bits") }
        let again = try? Certificate(der: certificate.der)
        hold(again?.publicKey.fingerprint == key.fingerprint, "a certificate that is read in two ways")
        hold(certificate.notBefore.isFinite && certificate.notAfter.isFinite, "dates")
    }

    private static func metadata(certificate: String) -> String {
        """
        <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="\(World.entityID)">\
        <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor>\
        <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>\(certificate)\
        </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" \
        Location="https://idp.example.org/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>
        """
    }
}
