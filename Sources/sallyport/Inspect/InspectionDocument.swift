import Accounts
import Foundation
import SAML2
import STS

/// The result of an inspection as JSON.
struct InspectionDocument: Encodable {
    struct ErrorPart: Encodable {
        var code: String
        var message: String
        var cause: String
        var hint: String?
    }

    struct CheckPart: Encodable {
        var name: String
        var status: String
        var expected: String
        var actual: String
        var reference: String
        var hint: String?
    }

    struct ResponsePart: Encodable {
        var id: String?
        var issuer: String?
        var destination: String?
        var issueInstant: String?
        var inResponseTo: String?
        var statusCodes: [String]
        var statusMessage: String?
        var isEncrypted: Bool
        var signatures: [String]
    }

    struct AssertionPart: Encodable {
        struct Subject: Encodable {
            var value: String
            var format: String?
            var nameQualifier: String?
            var spNameQualifier: String?
        }

        struct Attribute: Encodable {
            var name: String
            var values: [String]
        }

        var verified: Bool
        var id: String?
        var issuer: String?
        var issueInstant: String?
        var subject: Subject?
        var recipient: String?
        var confirmationNotOnOrAfter: String?
        var notBefore: String?
        var notOnOrAfter: String?
        var audiences: [String]
        var oneTimeUse: Bool
        var authnInstant: String?
        var sessionNotOnOrAfter: String?
        var sessionIndex: String?
        var authnContextClassRef: String?
        var attributes: [Attribute]
        var verifyingKeyFingerprint: String?
    }

    struct RolePart: Encodable {
        var roleArn: String
        var providerArn: String
        var verdict: String
        var reason: String?
    }

    struct ClaimsPart: Encodable {
        struct Role: Encodable {
            var roleArn: String
            var providerArn: String
        }

        var roles: [Role]
        var roleSessionName: String?
        var sessionDuration: Int?
        var tags: [String: String]
        var transitiveTagKeys: [String]
        var sourceIdentity: String?
    }

    var verdict: String
    var input: String
    var at: String
    var error: ErrorPart?
    var checks: [CheckPart]
    var response: ResponsePart?
    var assertion: AssertionPart?
    var claims: ClaimsPart?
    var contextKeys: [String: [String]]?
    var roles: [RolePart]?
    var notes: [String]

    init(_ outcome: Inspection.Outcome) {
        verdict = outcome.isAccepted ? "accepted" : "refused"
        input = outcome.form
        at = SAMLInstant.format(outcome.instant)
        error = outcome.error.map {
            ErrorPart(
                code: $0.code.name, message: $0.message, cause: $0.cause,
                hint: outcome.checks.first { $0.status == .failed }?.hint)
        }
        checks = outcome.checks.map { check in
            CheckPart(
                name: check.name, status: check.status.rawValue, expected: check.expected, actual: check.actual,
                reference: check.reference, hint: check.hint)
        }
        response = outcome.validation.observed.map(ResponsePart.init)
        assertion = outcome.validation.observed?.assertion.map { observed in
            AssertionPart(observed, fingerprint: (try? outcome.validation.outcome.get())?.verifyingKeyFingerprint)
        }
        claims = outcome.claims.map(ClaimsPart.init)
        contextKeys = outcome.claims.map { _ in
            Dictionary(outcome.contextKeys.map { ($0.key, $0.values) }, uniquingKeysWith: { first, _ in first })
        }
        roles =
            outcome.roles.isEmpty
            ? nil
            : outcome.roles.map { role in
                RolePart(
                    roleArn: role.claim.roleARN, providerArn: role.claim.providerARN,
                    verdict: role.refusal == nil ? "given" : "refused", reason: role.refusal)
            }
        notes = outcome.notes
    }
}

extension InspectionDocument.ResponsePart {
    init(_ observed: ObservedResponse) {
        self.init(
            id: observed.id, issuer: observed.issuer, destination: observed.destination,
            issueInstant: observed.issueInstant.map(SAMLInstant.format), inResponseTo: observed.inResponseTo,
            statusCodes: observed.statusCodes, statusMessage: observed.statusMessage, isEncrypted: observed.isEncrypted,
            signatures: observed.signatures)
    }
}

extension InspectionDocument.AssertionPart {
    init(_ observed: ObservedAssertion, fingerprint: String?) {
        let confirmation = observed.confirmations.first
        let statement = observed.authnStatements.first
        self.init(
            verified: fingerprint != nil, id: observed.id, issuer: observed.issuer,
            issueInstant: observed.issueInstant.map(SAMLInstant.format),
            subject: observed.subject.map { subject in
                Subject(
                    value: subject.value, format: subject.format, nameQualifier: subject.nameQualifier,
                    spNameQualifier: subject.spNameQualifier)
            },
            recipient: confirmation?.recipient,
            confirmationNotOnOrAfter: confirmation?.notOnOrAfter.map(SAMLInstant.format),
            notBefore: observed.conditions?.notBefore.map(SAMLInstant.format),
            notOnOrAfter: observed.conditions?.notOnOrAfter.map(SAMLInstant.format),
            audiences: observed.conditions?.audienceRestrictions.flatMap(\.self) ?? [],
            oneTimeUse: (observed.conditions?.oneTimeUse ?? 0) > 0,
            authnInstant: statement?.authnInstant.map(SAMLInstant.format),
            sessionNotOnOrAfter: statement?.sessionNotOnOrAfter.map(SAMLInstant.format),
            sessionIndex: statement?.sessionIndex, authnContextClassRef: statement?.authnContextClassRef,
            attributes: observed.attributes.map { Attribute(name: $0.name, values: $0.values) },
            verifyingKeyFingerprint: fingerprint)
    }
}

extension InspectionDocument.ClaimsPart {
    init(_ claims: UnverifiedClaims) {
        self.init(
            roles: claims.roles.map { Role(roleArn: $0.roleARN, providerArn: $0.providerARN) },
            roleSessionName: claims.roleSessionName, sessionDuration: claims.sessionDuration,
            tags: Dictionary(claims.tags.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }),
            transitiveTagKeys: claims.transitiveTagKeys, sourceIdentity: claims.sourceIdentity)
    }
}
