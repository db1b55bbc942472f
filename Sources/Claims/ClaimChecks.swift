import Accounts
import Encodings
package import SAML2

/// The checks on claims as values.
package enum ClaimChecks {
    /// One check a rule; a rule that is broken more than once has as many checks.
    package static func all(_ claims: AttributeClaims, _ keys: AttributeContextKeys) -> [Check] {
        var checks: [Check] = []
        checks.reserveCapacity(ClaimRule.allCases.count + claims.faults.count)
        for rule in ClaimRule.allCases {
            let faults = claims.faults.filter { $0.rule == rule }
            if faults.isEmpty {
                checks.append(passed(rule, claims, keys))
            } else {
                checks += faults.map(\.check)
            }
        }
        return checks
    }

    private static func passed(_ rule: ClaimRule, _ claims: AttributeClaims, _ keys: AttributeContextKeys) -> Check {
        let actual = seen(rule, claims, keys)
        let hint = rule == .contextKeys && !keys.ignored.isEmpty ? rule.hint : nil
        return Check(
            name: rule.rawValue, status: actual == nil ? .skipped : .passed, expected: rule.expected,
            actual: (actual ?? "absent").cut(to: 600), reference: rule.reference, hint: hint)
    }

    /// What was seen for a rule that holds; nil when there was nothing to check.
    private static func seen(_ rule: ClaimRule, _ claims: AttributeClaims, _ keys: AttributeContextKeys) -> String? {
        switch rule {
        case .role:
            (claims.roles.map { "\($0.roleARN),\($0.providerARN)" + origin(claims.origins.roles[$0]) }
                + claims.ignoredPairs.map { "ignored: \($0)" })
                .joined(separator: "; ")
        case .roleSessionName: claims.roleSessionName.map { $0 + origin(claims.origins.sessionName) }
        case .sessionDuration: claims.sessionDuration.map { "\($0)" + origin(claims.origins.sessionDuration) }
        case .principalTags: claims.tags.isEmpty ? nil : claims.tags.map(\.key).joined(separator: ", ")
        case .transitiveTagKeys:
            claims.transitiveTagKeys.isEmpty ? nil : claims.transitiveTagKeys.joined(separator: ", ")
        case .sourceIdentity: claims.sourceIdentity.map { $0 + origin(claims.origins.sourceIdentity) }
        case .contextKeys: contextKeys(keys)
        }
    }

    private static func origin(_ rule: String?) -> String { rule.map { " (claim rule \($0))" } ?? "" }

    private static func contextKeys(_ keys: AttributeContextKeys) -> String? {
        guard !keys.entries.isEmpty else { return nil }
        let mapped = keys.entries.map(\.key).joined(separator: ", ")
        return keys.ignored.isEmpty ? mapped : "\(mapped); ignored: \(keys.ignored.joined(separator: "; "))"
    }
}
