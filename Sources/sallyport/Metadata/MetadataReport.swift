import CommandIO
import Foundation
import SAML2

/// What a metadata document holds and how it was judged.
struct MetadataReport {
    private let instant: Date
    private var document: MetadataDocument?
    private var isVerified = false
    private var error: MetadataError?
    private var warnings: [String] = []

    var isAccepted: Bool { error == nil }

    init(_ bytes: [UInt8], options: MetadataDocument.Options, at instant: Date) {
        self.instant = instant
        do throws(MetadataError) {
            let document = try MetadataDocument(parsing: bytes, options: options)
            self.document = document
            isVerified = !options.trustKeys.isEmpty
            let metadata = try IdentityProviderMetadata(document, at: instant)
            warnings = Self.warnings(document, metadata, at: instant, isVerified: isVerified)
        } catch {
            self.error = error
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

    /// The report as JSON.
    var json: JSONObject {
        [
            "verdict": isAccepted ? "accepted" : "refused",
            "at": SAMLInstant.format(instant),
            "error": error.map { ["code": $0.code.rawValue, "message": "\($0)"] as JSONObject },
            "isSigned": document?.isSigned,
            "signatureVerified": isVerified,
            "validUntil": document?.validUntil.map(SAMLInstant.format),
            "cacheDuration": document?.cacheDuration,
            "entities": (document?.entities ?? []).map(\.json),
            "warnings": warnings,
        ]
    }

    /// The report for people.
    var lines: [String] {
        var lines = [
            error.map { "REFUSED as a SAML provider  \($0)" }
                ?? "ACCEPTED as a SAML provider at \(SAMLInstant.format(instant))"
        ]
        lines += warnings.map { "warning  \($0)" }
        if let document {
            lines.append(
                "document \(document.isSigned ? (isVerified ? "signed, verified" : "signed, not verified") : "not signed")"
                    + (document.validUntil.map { ", valid until \(SAMLInstant.format($0))" } ?? ""))
        }
        for entity in document?.entities ?? [] { lines += [""] + entity.lines }
        return lines
    }
}

extension EntityDescriptor {
    /// The keys of its identity provider, one that has no purpose named among those that sign.
    private var keys: [MetadataKey] {
        (identityProvider?.signingKeys ?? [])
            + (identityProvider?.encryptionKeys.filter { $0.use == .encryption } ?? [])
    }

    private var end: String? { (identityProvider?.validUntil ?? validUntil).map(SAMLInstant.format) }

    fileprivate var json: JSONObject {
        [
            "entityID": entityID, "organization": organization, "roles": roles,
            "isIdentityProvider": identityProvider != nil, "validUntil": end, "keys": keys.map(\.json),
            "unusableKeys": identityProvider?.unusableKeys ?? [],
            "singleSignOnServices": (identityProvider?.singleSignOnServices ?? []).map {
                ["binding": $0.binding, "location": $0.location] as JSONObject
            },
            "nameIDFormats": identityProvider?.nameIDFormats ?? [],
            "wantAuthnRequestsSigned": identityProvider?.wantAuthnRequestsSigned,
        ]
    }

    fileprivate var lines: [String] {
        var lines = [entityID]
        if let organization { lines.append("  organization  \(organization)") }
        lines.append("  roles         \(roles.joined(separator: ", "))")
        if let end { lines.append("  valid until   \(end)") }
        lines += keys.flatMap(\.lines)
        guard let identityProvider else { return lines }
        lines += identityProvider.unusableKeys.map { "  not a key     \($0)" }
        lines += identityProvider.singleSignOnServices.map { "  sign-on       \($0.location) (\($0.binding))" }
        return lines + identityProvider.nameIDFormats.map { "  NameID        \($0)" }
    }
}

extension MetadataKey {
    private var dates: (start: String, end: String) { (SAMLInstant.format(notBefore), SAMLInstant.format(notAfter)) }

    fileprivate var json: JSONObject {
        [
            "use": use.rawValue, "algorithm": algorithm, "bits": bits, "fingerprint": fingerprint,
            "certificateFingerprint": certificateFingerprint, "subject": subject, "notBefore": dates.start,
            "notAfter": dates.end,
        ]
    }

    fileprivate var lines: [String] {
        [
            "  key           \(use.rawValue), \(algorithm) \(bits) bits, SHA-256 \(fingerprint)",
            "                certificate \(subject), \(dates.start) to \(dates.end)",
        ]
    }
}
