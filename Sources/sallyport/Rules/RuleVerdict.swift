import Accounts
import Claims
import CommandIO
import STS

/// What became of one claim rule, for people.
struct RuleVerdict {
    let name: String
    /// ARN of the role that the rule gives.
    let role: String?
    /// The condition whose values are not as expected; nil when the rule holds.
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
                seen: outcome.unmet.map { Array(mapped.values(of: $0.subject).prefix(mostShown)) } ?? [])
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
        return StyledLine("  no", .faint, "       \(name): \(unmet.subject.title) is \(values); expected \(expected)")
    }

    var json: JSONObject {
        [
            "name": name, "roleArn": role, "holds": unmet == nil,
            "unmet": unmet.map(unmetJSON),
        ]
    }

    private func unmetJSON(_ condition: AttributeRule.Condition) -> JSONObject {
        let (attribute, nameID): (String?, String?) =
            switch condition.subject {
            case .attribute(let name): (name, nil)
            case .nameID: (nil, "value")
            case .nameIDFormat: (nil, "format")
            }
        return switch condition.expectation {
        case .oneOf(let values): ["attribute": attribute, "nameID": nameID, "values": values, "seen": seen]
        case .matching(let pattern): ["attribute": attribute, "nameID": nameID, "pattern": pattern, "seen": seen]
        }
    }
}

extension AssertedValue {
    /// What people call it.
    fileprivate var title: String {
        switch self {
        case .attribute(let name): name
        case .nameID: "the NameID"
        case .nameIDFormat: "the format of the NameID"
        }
    }
}
