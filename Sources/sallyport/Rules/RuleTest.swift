import Accounts
import Claims
import CommandIO
import SAML2
import STS

/// What the claim rules of a provider make of attributes and a NameID: each rule, and the claims of a session with each role.
struct RuleTest {
    /// A role of the provider, and what a session with it would be.
    struct Session {
        let roleARN: String
        /// The rule that gives the role; nil when the Role attribute does.
        let rule: String?
        let claims: UnverifiedClaims
        let failures: [Check]
    }

    let providerARN: String
    let rules: [RuleVerdict]
    /// Those that are asked for.
    let sessions: [Session]

    /// - Parameter roleARN: the role that is asked for; nil for each.
    init(_ attributes: [SAMLAttribute], subject: NameID?, provider: SAMLProvider, roleARN: String?) {
        let mapped = MappedClaims(attributes, subject: subject, provider: provider)
        let partition = provider.account.partition
        let arn = "\(provider.arn)"
        let general = UnverifiedClaims(attributes: attributes, partition: partition, completedBy: mapped)
        providerARN = arn
        rules = mapped.map(RuleVerdict.all) ?? []
        sessions = general.roles.filter { $0.providerARN == arn && roleARN ?? $0.roleARN == $0.roleARN }.map { pair in
            let claims = UnverifiedClaims(
                attributes: attributes, partition: partition, completedBy: mapped, for: pair.roleARN)
            return Session(
                roleARN: pair.roleARN, rule: claims.origins.roles[pair], claims: claims,
                failures: claims.checks.filter { $0.status == .failed })
        }
    }

    /// Whether some role is given.
    var isGiven: Bool { sessions.contains { $0.failures.isEmpty } }

    var lines: [StyledLine] {
        var lines = CheckLines()
        lines.append(
            isGiven
                ? StyledLine("GIVEN", .good, " a role; its trust policy, which decides after this, is not asked")
                : StyledLine("NOTHING", .bad, " is given: " + (sessions.isEmpty ? "no such role" : "see below")))
        lines.addTitle("Claim rules of \(providerARN)")
        for rule in rules { lines.append(rule.line) }
        if rules.isEmpty { lines.append("  none") }
        for session in sessions { session.add(to: &lines) }
        return lines.lines
    }

    var json: JSONObject {
        [
            "verdict": isGiven ? "given" : "nothing", "providerArn": providerARN, "rules": rules.map(\.json),
            "sessions": sessions.map(\.json),
        ]
    }
}

extension RuleTest.Session {
    fileprivate func add(to lines: inout CheckLines) {
        lines.addTitle("A session with \(roleARN)")
        lines.add("role", by(rule) ?? "by the Role attribute")
        add("session name", claims.roleSessionName, claims.origins.sessionName, to: &lines)
        add("duration", claims.sessionDuration.map { "\($0) s" }, claims.origins.sessionDuration, to: &lines)
        for tag in claims.tags {
            add("tag", "\(tag.key) = \(tag.value)", origin(ofTag: tag.key), to: &lines)
        }
        add("source identity", claims.sourceIdentity, claims.origins.sourceIdentity, to: &lines)
        for check in failures { lines.append(StyledLine("  FAILED", .bad, "   \(check.name): \(check.actual)")) }
    }

    private func add(_ label: String, _ value: String?, _ rule: String?, to lines: inout CheckLines) {
        lines.add(label, value.map { [$0, by(rule)].compactMap(\.self).joined(separator: ", ") })
    }

    private func by(_ rule: String?) -> String? { rule.map { "by the rule \($0)" } }

    private func origin(ofTag key: String) -> String? {
        claims.origins.tags.first { $0.key.utf8.elementsEqual(key.utf8) }?.rule
    }

    fileprivate var json: JSONObject {
        [
            "roleArn": roleARN, "rule": rule, "verdict": failures.isEmpty ? "given" : "refused",
            "roleSessionName": claims.roleSessionName, "roleSessionNameRule": claims.origins.sessionName,
            "sessionDuration": claims.sessionDuration, "sessionDurationRule": claims.origins.sessionDuration,
            "sourceIdentity": claims.sourceIdentity, "sourceIdentityRule": claims.origins.sourceIdentity,
            "tags": claims.tags.map { tag -> JSONObject in
                ["key": tag.key, "value": tag.value, "rule": origin(ofTag: tag.key)]
            },
            "failedChecks": failures.map(\.json),
        ]
    }
}
