import Accounts
import Claims
import CommandIO
import SAML2
import STS

/// The result of an inspection for people: the verdict and why, what failed, who and what, then the other checks.
struct InspectionText {
    private var written = CheckLines()

    var lines: [StyledLine] { written.lines }

    init(_ outcome: Inspection.Outcome, failedOnly: Bool) {
        written.addVerdict(outcome.error, outcome.checks, notes: outcome.notes, at: outcome.instant)
        written.addFailures(outcome.checks)
        guard !failedOnly else { return }
        if let observed = outcome.validation.observed { addResponse(observed, isVerified: outcome.isVerified) }
        if let claims = outcome.claims { addClaims(claims, outcome.contextKeys) }
        addRules(outcome.rules)
        addRoles(outcome.roles)
        written.addOtherChecks(outcome.checks)
    }

    private mutating func add(_ label: String, _ value: String?) { written.add(label, value) }

    private mutating func addTitle(_ title: String) { written.addTitle(title) }

    private mutating func addResponse(_ response: ObservedResponse, isVerified: Bool) {
        addTitle(isVerified ? "Response (verified)" : "Response (NOT VERIFIED: what it says, not what is true)")
        add("id", response.id)
        add("issuer", response.issuer)
        add("destination", response.destination)
        add("in response to", response.inResponseTo)
        add("status", response.statusCodes.joined(separator: " > "))
        add("message", response.statusMessage)
        add("encrypted", response.isEncrypted ? "yes" : nil)
        response.signatures.forEach { add("signature", $0) }
        guard let assertion = response.assertion else { return }
        addTitle(isVerified ? "Assertion (verified)" : "Assertion (NOT VERIFIED)")
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
        addTitle("Claims")
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
        addTitle("Context keys for trust policies")
        for entry in contextKeys { add(entry.key, entry.values.joined(separator: ", ")) }
    }

    private mutating func addRules(_ rules: [RuleVerdict]) {
        guard !rules.isEmpty else { return }
        addTitle("Claim rules")
        for rule in rules { written.append(rule.line) }
    }

    private mutating func addRoles(_ roles: [Inspection.RoleVerdict]) {
        guard !roles.isEmpty else { return }
        addTitle("Roles at this broker")
        for role in roles {
            if let reason = role.refusal {
                written.append(StyledLine("  refused", .bad, "  \(role.claim.roleARN): \(reason)"))
            } else {
                let origin = role.rule.map { " by the claim rule \($0)" } ?? ""
                written.append(StyledLine("  given", .good, "    \(role.claim.roleARN)\(origin)"))
            }
        }
    }
}
