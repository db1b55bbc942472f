import Accounts
import Claims
import CommandIO
import SAML2
import STS

extension Inspection.Outcome {
    /// The result of an inspection as JSON.
    var json: JSONObject {
        let fingerprint = (try? validation.outcome.get())?.verifyingKeyFingerprint
        return [
            "verdict": isAccepted ? "accepted" : "refused",
            "input": form,
            "at": SAMLInstant.format(instant),
            "error": error.map { json(of: $0) },
            "checks": checks.map(\.json),
            "response": validation.observed?.json,
            "assertion": validation.observed?.assertion?.json(verifiedBy: fingerprint),
            "claims": claims?.json,
            "contextKeys": claims.map { _ in
                Dictionary(contextKeys.map { ($0.key, $0.values) }, uniquingKeysWith: { first, _ in first })
            },
            "roles": roles.isEmpty ? nil : roles.map(\.json),
            "claimRules": rules.isEmpty ? nil : rules.map(\.json),
            "notes": notes,
        ]
    }

    private func json(of error: STSError) -> JSONObject {
        [
            "code": error.code.name, "message": error.message, "cause": error.cause,
            "hint": checks.first { $0.status == .failed }?.hint,
        ]
    }
}

extension Inspection.RoleVerdict {
    fileprivate var json: JSONObject {
        [
            "roleArn": claim.roleARN, "providerArn": claim.providerARN,
            "verdict": refusal == nil ? "given" : "refused", "reason": refusal, "rule": rule,
        ]
    }
}

extension Check {
    var json: JSONObject {
        [
            "name": name, "status": status.rawValue, "expected": expected, "actual": actual, "reference": reference,
            "hint": hint,
        ]
    }
}

extension ObservedResponse {
    fileprivate var json: JSONObject {
        [
            "id": id, "issuer": issuer, "destination": destination,
            "issueInstant": issueInstant.map(SAMLInstant.format), "inResponseTo": inResponseTo,
            "statusCodes": statusCodes, "statusMessage": statusMessage, "isEncrypted": isEncrypted,
            "signatures": signatures,
        ]
    }
}

extension ObservedAssertion {
    fileprivate func json(verifiedBy fingerprint: String?) -> JSONObject {
        let confirmation = confirmations.first
        let statement = authnStatements.first
        return [
            "verified": fingerprint != nil, "id": id, "issuer": issuer,
            "issueInstant": issueInstant.map(SAMLInstant.format),
            "subject": subject.map { subject -> JSONObject in
                [
                    "value": subject.value, "format": subject.format, "nameQualifier": subject.nameQualifier,
                    "spNameQualifier": subject.spNameQualifier,
                ]
            },
            "recipient": confirmation?.recipient,
            "confirmationNotOnOrAfter": confirmation?.notOnOrAfter.map(SAMLInstant.format),
            "notBefore": conditions?.notBefore.map(SAMLInstant.format),
            "notOnOrAfter": conditions?.notOnOrAfter.map(SAMLInstant.format),
            "audiences": conditions?.audienceRestrictions.flatMap(\.self) ?? [],
            "oneTimeUse": (conditions?.oneTimeUse ?? 0) > 0,
            "authnInstant": statement?.authnInstant.map(SAMLInstant.format),
            "sessionNotOnOrAfter": statement?.sessionNotOnOrAfter.map(SAMLInstant.format),
            "sessionIndex": statement?.sessionIndex, "authnContextClassRef": statement?.authnContextClassRef,
            "attributes": attributes.map { ["name": $0.name, "values": $0.values] as JSONObject },
            "verifyingKeyFingerprint": fingerprint,
        ]
    }
}

extension UnverifiedClaims {
    fileprivate var json: JSONObject {
        [
            "roles": roles.map { ["roleArn": $0.roleARN, "providerArn": $0.providerARN] as JSONObject },
            "roleSessionName": roleSessionName, "sessionDuration": sessionDuration,
            "tags": Dictionary(tags.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }),
            "transitiveTagKeys": transitiveTagKeys, "sourceIdentity": sourceIdentity,
        ]
    }
}
