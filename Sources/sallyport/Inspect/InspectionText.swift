import Federation
import Foundation
import SAML2

/// The result of an inspection for people: verdict, who and what, then the checks.
struct InspectionText {
    private(set) var lines: [String] = []

    init(_ outcome: Inspection.Outcome) {
        addVerdict(outcome)
        if let observed = outcome.validation.observed { addResponse(observed, isVerified: outcome.isVerified) }
        if let claims = outcome.claims { addClaims(claims, outcome.contextKeys) }
        addChecks(outcome.checks)
    }

    private mutating func add(_ label: String, _ value: String?) {
        guard let value else { return }
        let padded = label + String(repeating: " ", count: max(1, 18 - label.count))
        lines.append("  " + padded + Terminal.printable(value))
    }

    private mutating func addVerdict(_ outcome: Inspection.Outcome) {
        if let error = outcome.error {
            lines.append("REFUSED  \(error.code.name): \(Terminal.printable(error.message))")
            lines.append("         \(Terminal.printable(error.cause))")
        } else {
            lines.append("ACCEPTED at \(SAMLInstant.format(outcome.instant))")
        }
        lines += outcome.notes.map { "         \($0)" }
    }

    private mutating func addResponse(_ response: ObservedResponse, isVerified: Bool) {
        lines += ["", isVerified ? "Response (verified)" : "Response (NOT VERIFIED: what it says, not what is true)"]
        add("id", response.id)
        add("issuer", response.issuer)
        add("destination", response.destination)
        add("in response to", response.inResponseTo)
        add("status", response.statusCodes.joined(separator: " > "))
        add("message", response.statusMessage)
        add("encrypted", response.isEncrypted ? "yes" : nil)
        response.signatures.forEach { add("signature", $0) }
        guard let assertion = response.assertion else { return }
        lines += ["", isVerified ? "Assertion (verified)" : "Assertion (NOT VERIFIED)"]
        add("id", assertion.id)
        add("issuer", assertion.issuer)
        add("issued", assertion.issueInstant.map(SAMLInstant.format))
        add("subject", assertion.subject.map { $0.value + ($0.format.map { " (\($0))" } ?? "") })
        for confirmation in assertion.confirmations {
            add("recipient", confirmation.recipient)
            add("until", confirmation.notOnOrAfter.map(SAMLInstant.format))
        }
        if let conditions = assertion.conditions {
            let from = conditions.notBefore.map(SAMLInstant.format) ?? "any time"
            let until = conditions.notOnOrAfter.map(SAMLInstant.format) ?? "open"
            add("valid", "\(from) to \(until)")
            conditions.audienceRestrictions.forEach { add("audience", $0.joined(separator: " or ")) }
            if conditions.oneTimeUse > 0 { add("one-time use", "yes") }
        }
        for statement in assertion.authnStatements {
            add("signed in", statement.authnInstant.map(SAMLInstant.format))
            add("session until", statement.sessionNotOnOrAfter.map(SAMLInstant.format))
            add("authn context", statement.authnContextClassRef)
        }
        for attribute in assertion.attributes {
            add("attribute", "\(attribute.name) = \(attribute.values.joined(separator: ", "))")
        }
    }

    private mutating func addClaims(_ claims: UnverifiedClaims, _ contextKeys: [(key: String, values: [String])]) {
        lines += ["", "Claims"]
        for role in claims.roles { add("role", "\(role.roleARN) through \(role.providerARN)") }
        add("session name", claims.roleSessionName)
        add("duration", claims.sessionDuration.map { "\($0) s" })
        let transitive = Set(claims.transitiveTagKeys.map { $0.lowercased() })
        for tag in claims.tags {
            let isTransitive = transitive.contains(tag.key.lowercased())
            add("tag", "\(tag.key) = \(tag.value)\(isTransitive ? " (transitive)" : "")")
        }
        add("source identity", claims.sourceIdentity)
        guard !contextKeys.isEmpty else { return }
        lines += ["", "Context keys for trust policies"]
        for entry in contextKeys { add(entry.key, entry.values.joined(separator: ", ")) }
    }

    private mutating func addChecks(_ checks: [Check]) {
        lines += ["", "Checks"]
        for check in checks {
            switch check.status {
            case .passed: lines.append("  passed   \(check.name): \(Terminal.printable(check.actual))")
            case .skipped: lines.append("  skipped  \(check.name): \(Terminal.printable(check.actual))")
            case .failed:
                lines.append("  FAILED   \(check.name)")
                lines.append("           expected  \(Terminal.printable(check.expected))")
                lines.append("           actual    \(Terminal.printable(check.actual))")
                lines.append("           asked by  \(check.reference)")
                if let hint = check.hint { lines.append("           hint      \(hint)") }
            }
        }
    }
}
