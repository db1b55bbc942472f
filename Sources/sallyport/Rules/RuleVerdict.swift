import Accounts
import STS

/// What became of one claim rule, for people.
struct RuleVerdict {
    let name: String
    /// ARN of the role that the rule gives.
    let role: String?
    /// The attribute whose values are not as expected; nil when the rule holds.
    let unmet: AttributeRule.Condition?
    /// The values that it has.
    let seen: [String]

    /// Values that are shown at most.
    private static let mostShown = 16

    /// All rules of a provider in their order.
    static func all(_ mapped: MappedClaims) -> [RuleVerdict] {
        mapped.outcomes.map { outcome in
            RuleVerdict(
                name: outcome.rule.name, role: outcome.rule.role.map { "\($0)" }, unmet: outcome.unmet,
                seen: outcome.unmet.map { Array(mapped.values(of: $0.attribute).prefix(mostShown)) } ?? [])
        }
    }

    var line: StyledLine {
        guard let unmet else { return StyledLine("  holds", .good, "    \(name)" + (role.map { ": \($0)" } ?? "")) }
        let expected =
            switch unmet.expectation {
            case .oneOf(let values): values.prefix(Self.mostShown).joined(separator: " or ")
            case .matching(let pattern): "what fits \(pattern)"
            }
        let values = seen.isEmpty ? "no value" : seen.joined(separator: ", ")
        return StyledLine("  no", .faint, "       \(name): \(unmet.attribute) is \(values); expected \(expected)")
    }

    var json: JSONObject {
        [
            "name": name, "roleArn": role, "holds": unmet == nil,
            "unmet": unmet.map { unmet -> JSONObject in
                switch unmet.expectation {
                case .oneOf(let values): ["attribute": unmet.attribute, "values": values, "seen": seen]
                case .matching(let pattern): ["attribute": unmet.attribute, "pattern": pattern, "seen": seen]
                }
            },
        ]
    }
}
