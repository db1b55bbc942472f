package import Accounts
import IAMPolicy
package import SAML2

/// What the claim rules of a provider make of the attributes and the NameID of an assertion that it vouches for.
package struct MappedClaims: Sendable {
    /// A rule, and the first of its conditions that does not hold; nil when all do.
    package struct Outcome: Sendable {
        /// The rule.
        package let rule: AttributeRule
        /// The condition that stands in the way.
        package let unmet: AttributeRule.Condition?
    }

    /// Every rule in its order.
    package let outcomes: [Outcome]
    /// Roles that rules give, none twice, each with the name of the first rule that does.
    package let roles: [(claim: RoleClaim, rule: String)]
    private let asserted: Asserted

    /// What an assertion says, as far as rules read it.
    private struct Asserted {
        /// By name, as bytes.
        let attributes: [[UInt8]: [String]]
        let subject: NameID?

        func values(of value: AssertedValue) -> [String] {
            switch value {
            case .attribute(let name): attributes[Array(name.utf8)] ?? []
            case .nameID: subject.map { [$0.value] } ?? []
            case .nameIDFormat: subject.map { [$0.format ?? AssertedValue.unspecifiedFormat] } ?? []
            }
        }
    }

    /// Applies the rules of `provider`; nil when it has none.
    package init?(_ attributes: [SAMLAttribute], subject: NameID?, provider: SAMLProvider) {
        guard !provider.claimRules.isEmpty else { return nil }
        let asserted = Asserted(
            attributes: Self.values(of: attributes, named: provider.claimRules.attributes), subject: subject)
        let outcomes = provider.claimRules.rules.map { rule in
            Outcome(rule: rule, unmet: rule.conditions.first { !$0.holds(asserted.values(of: $0.subject)) })
        }
        var seen: Set<ARN> = []
        self.asserted = asserted
        self.outcomes = outcomes
        roles = outcomes.compactMap { outcome in
            guard outcome.unmet == nil, let role = outcome.rule.role, seen.insert(role).inserted else { return nil }
            return (RoleClaim(roleARN: role.description, providerARN: provider.arn.description), outcome.rule.name)
        }
    }

    private static func values(of attributes: [SAMLAttribute], named names: Set<[UInt8]>) -> [[UInt8]: [String]] {
        var values: [[UInt8]: [String]] = [:]
        for attribute in attributes {
            let name = Array(attribute.name.utf8)
            guard names.contains(name) else { continue }
            let room = AttributeRules.mostValues - (values[name]?.count ?? 0)
            values[name, default: []] += attribute.values.prefix(room)
        }
        return values
    }

    /// The values of what some rule reads.
    package func values(of value: AssertedValue) -> [String] { asserted.values(of: value) }

    /// The values that the source of a tag gives.
    package func values(of source: AttributeRule.Source) -> [String] {
        switch source {
        case .text(let text): [text]
        case .asserted(let value): values(of: value)
        }
    }

    /// The rules that hold, for a session with this role: those that give it, and those that give none.
    package func rules(for roleARN: String?) -> [AttributeRule] {
        outcomes.filter { $0.unmet == nil && ($0.rule.role == nil || $0.rule.role?.description == roleARN) }.map(\.rule)
    }

    /// Whether a session with this role gets more than one with any other.
    package func isSpecial(_ roleARN: String) -> Bool {
        outcomes.contains { $0.unmet == nil && $0.rule.role?.description == roleARN && $0.rule.makesMore }
    }
}

extension AttributeRule {
    /// Whether it makes anything but a role.
    fileprivate var makesMore: Bool {
        sessionName != nil || sourceIdentity != nil || sessionDuration != nil || !tags.isEmpty
    }
}
