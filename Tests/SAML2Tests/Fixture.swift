import FederationTesting
import Foundation
import SAML2

/// Who takes part in the tests of this target, and shortcuts to make and judge responses.
///
/// Keys are slow to make, so each is made once for all tests.
enum Fixture {
    static let instant = Date(timeIntervalSince1970: 1_780_000_000)
    static let recipient = "https://sp.example.org/saml"
    static let audience = "https://sp.example.org/metadata"
    static let entityID = "https://idp.example.org/metadata"

    static let rsa = Result { try TestIdentityProvider(entityID: entityID, keyKind: .rsa(bits: 2048), at: instant) }
    /// Has the name of the real one, and another key.
    static let foreign = Result { try TestIdentityProvider(entityID: entityID, keyKind: .rsa(bits: 2048), at: instant) }
    static let p256 = Result {
        try TestIdentityProvider(entityID: entityID, keyKind: .ellipticCurve("P-256"), at: instant)
    }
    static let p384 = Result {
        try TestIdentityProvider(entityID: entityID, keyKind: .ellipticCurve("P-384"), at: instant)
    }
    static let p521 = Result {
        try TestIdentityProvider(entityID: entityID, keyKind: .ellipticCurve("P-521"), at: instant)
    }

    /// The key that responses are encrypted for.
    ///
    /// An IdP object is the public way to a key and its certificate.
    static let decryption = Result {
        try TestIdentityProvider(entityID: audience, keyKind: .rsa(bits: 2048), at: instant)
    }

    static let decryptionKey = Result { try DecryptionKey(pem: decryption.get().privateKeyPEM()) }

    /// The real IdP and nobody else.
    static let trusted = Result {
        TrustedIdentityProviders(try rsa.get().identityProviderMetadata(at: instant).identityProviders)
    }

    static func serviceProvider(canDecrypt: Bool = true) throws -> ServiceProvider {
        let keys = canDecrypt ? [try decryptionKey.get()] : []
        return ServiceProvider(recipients: [recipient], audiences: [audience], decryptionKeys: keys)
    }

    static func template(_ change: (inout ResponseTemplate) -> Void = { _ in }) -> ResponseTemplate {
        var template = ResponseTemplate(
            id: "1", at: instant, recipient: recipient, audience: audience,
            attributes: [SAMLAttribute(name: "role", values: ["reader", "writer"])])
        change(&template)
        return template
    }

    static func encryption(
        _ content: ResponseSigning.Encryption.Content = .aes256GCM,
        transport: ResponseSigning.Encryption.Transport = .rsaOAEP,
        placement: ResponseSigning.Encryption.Placement = .inside, nameIDOnly: Bool = false
    ) throws -> ResponseSigning.Encryption {
        ResponseSigning.Encryption(
            certificate: Array(try decryption.get().certificatePEM.utf8), content: content, transport: transport,
            placement: placement, nameIDOnly: nameIDOnly)
    }

    /// A good response as text, for tests that change it afterwards.
    static func signedText(_ parts: ResponseSigning.Parts = .assertion) throws -> String {
        String(decoding: try rsa.get().response(template(), signing: ResponseSigning(parts)), as: UTF8.self)
    }

    /// A response whose text is changed before it is signed.
    static func signed(
        _ parts: ResponseSigning.Parts = .assertion, editing edit: (String) -> String
    ) throws -> [UInt8] {
        try rsa.get().sign(edit(template().xml(issuer: entityID)), ResponseSigning(parts))
    }

    static func validate(
        _ xml: [UInt8], trusting identityProviders: [TestIdentityProvider]? = nil,
        options: ValidationOptions = ValidationOptions(), at instant: Date = instant, canDecrypt: Bool = true
    ) throws -> ResponseValidation {
        let trusted = try identityProviders.map { providers in
            TrustedIdentityProviders(
                try providers.flatMap { try $0.identityProviderMetadata(at: instant).identityProviders })
        }
        return ResponseValidator(serviceProvider: try serviceProvider(canDecrypt: canDecrypt), options: options)
            .validate(xml: xml, trusting: try trusted ?? Self.trusted.get(), at: instant)
    }

    static func validate(_ text: String, options: ValidationOptions = ValidationOptions()) throws -> ResponseValidation
    {
        try validate(Array(text.utf8), options: options)
    }
}

extension ResponseValidation {
    /// The assertion, nil when the response is refused.
    var accepted: ValidatedAssertion? { try? outcome.get() }

    var isAccepted: Bool { accepted != nil }

    /// Names of the failed checks.
    var failed: [String] { checks.filter { $0.status == .failed }.map(\.name) }

    /// What the failed checks saw, in one text.
    var reasons: String { checks.filter { $0.status == .failed }.map(\.actual).joined(separator: " | ") }

    func fails(_ check: ResponseCheck) -> Bool { !isAccepted && failed.contains(check.rawValue) }
}

extension String {
    /// The text with the first occurrence replaced; a fixture that has none would test nothing, so it ends up as no XML at all.
    func replacingFirst(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return "<fixture-lacks>\(old.count)" }
        return replacingCharacters(in: range, with: new)
    }

    /// The first element with this prefixed name, tags included; empty when there is none.
    func element(_ name: String) -> String {
        guard let start = firstRange(of: "<\(name)"), let end = self[start.upperBound...].firstRange(of: "</\(name)>")
        else {
            return ""
        }
        return String(self[start.lowerBound..<end.upperBound])
    }
}
