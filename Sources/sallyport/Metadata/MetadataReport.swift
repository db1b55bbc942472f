import Foundation
import SAML2

/// What a metadata document holds and how it was judged.
struct MetadataReport: Encodable {
    struct ErrorPart: Encodable {
        var code: String
        var message: String
    }

    struct Key: Encodable {
        var use: String
        var algorithm: String
        var bits: Int
        var fingerprint: String
        var certificateFingerprint: String
        var subject: String
        var notBefore: String
        var notAfter: String
    }

    struct Endpoint: Encodable {
        var binding: String
        var location: String
    }

    struct Entity: Encodable {
        var entityID: String
        var organization: String?
        var roles: [String]
        var isIdentityProvider: Bool
        var validUntil: String?
        var keys: [Key]
        var unusableKeys: [String]
        var singleSignOnServices: [Endpoint]
        var nameIDFormats: [String]
        var wantAuthnRequestsSigned: Bool?
    }

    var verdict: String
    var at: String
    var error: ErrorPart?
    var isSigned: Bool?
    var signatureVerified: Bool
    var validUntil: String?
    var cacheDuration: Double?
    var entities: [Entity]
    var warnings: [String]

    init(_ bytes: [UInt8], options: MetadataDocument.Options, at instant: Date) {
        verdict = "refused"
        at = SAMLInstant.format(instant)
        signatureVerified = false
        entities = []
        warnings = []
        do throws(MetadataError) {
            let document = try MetadataDocument(parsing: bytes, options: options)
            isSigned = document.isSigned
            signatureVerified = !options.trustKeys.isEmpty
            validUntil = document.validUntil.map(SAMLInstant.format)
            cacheDuration = document.cacheDuration
            entities = document.entities.map(Entity.init)
            let metadata = try IdentityProviderMetadata(document, at: instant)
            verdict = "accepted"
            warnings = Self.warnings(document, metadata, at: instant, isVerified: signatureVerified)
        } catch {
            self.error = ErrorPart(code: error.code.rawValue, message: "\(error)")
        }
    }

    private static func warnings(
        _ document: MetadataDocument, _ metadata: IdentityProviderMetadata, at instant: Date, isVerified: Bool
    ) -> [String] {
        var warnings: [String] = []
        if case .warning(let days) = metadata.expiry(at: instant), let end = metadata.validUntil {
            warnings.append("validUntil \(SAMLInstant.format(end)) is less than \(days) days away")
        }
        if document.isSigned, !isVerified {
            warnings.append("the document is signed; --trust-certificate would verify it")
        }
        for identityProvider in metadata.identityProviders {
            for key in identityProvider.signingKeys where key.notAfter < instant || key.notBefore > instant {
                warnings.append(
                    "the certificate of key \(key.fingerprint.prefix(16))… is not within its dates; the key counts all the same"
                )
            }
            warnings += identityProvider.unusableKeys.map { "\(identityProvider.entityID): \($0)" }
        }
        return warnings
    }

    var lines: [String] {
        var lines: [String] = []
        if let error {
            lines.append("REFUSED as a SAML provider  \(error.message)")
        } else {
            lines.append("ACCEPTED as a SAML provider at \(at)")
        }
        lines += warnings.map { "warning  \($0)" }
        if let isSigned {
            lines.append(
                "document \(isSigned ? (signatureVerified ? "signed, verified" : "signed, not verified") : "not signed")"
                    + (validUntil.map { ", valid until \($0)" } ?? ""))
        }
        for entity in entities { lines += [""] + entity.lines }
        return lines
    }
}

extension MetadataReport.Entity {
    init(_ entity: EntityDescriptor) {
        let identityProvider = entity.identityProvider
        let encryption = identityProvider?.encryptionKeys.filter { $0.use == .encryption } ?? []
        self.init(
            entityID: entity.entityID, organization: entity.organization, roles: entity.roles,
            isIdentityProvider: identityProvider != nil,
            validUntil: (identityProvider?.validUntil ?? entity.validUntil).map(SAMLInstant.format),
            keys: ((identityProvider?.signingKeys ?? []) + encryption).map(MetadataReport.Key.init),
            unusableKeys: identityProvider?.unusableKeys ?? [],
            singleSignOnServices: identityProvider?.singleSignOnServices.map {
                .init(binding: $0.binding, location: $0.location)
            }
                ?? [],
            nameIDFormats: identityProvider?.nameIDFormats ?? [],
            wantAuthnRequestsSigned: identityProvider?.wantAuthnRequestsSigned)
    }

    var lines: [String] {
        var lines = [entityID]
        if let organization { lines.append("  organization  \(organization)") }
        lines.append("  roles         \(roles.joined(separator: ", "))")
        if let validUntil { lines.append("  valid until   \(validUntil)") }
        for key in keys {
            lines.append("  key           \(key.use), \(key.algorithm) \(key.bits) bits, SHA-256 \(key.fingerprint)")
            lines.append(
                "                certificate \(key.subject), \(key.notBefore) to \(key.notAfter)")
        }
        for problem in unusableKeys { lines.append("  not a key     \(problem)") }
        for service in singleSignOnServices {
            lines.append(
                "  sign-on       \(service.location) (\(service.binding))")
        }
        for format in nameIDFormats { lines.append("  NameID        \(format)") }
        return lines
    }
}

extension MetadataReport.Key {
    init(_ key: MetadataKey) {
        self.init(
            use: key.use.rawValue, algorithm: key.algorithm, bits: key.bits, fingerprint: key.fingerprint,
            certificateFingerprint: key.certificateFingerprint, subject: key.subject,
            notBefore: SAMLInstant.format(key.notBefore), notAfter: SAMLInstant.format(key.notAfter))
    }
}
