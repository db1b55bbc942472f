import Accounts
import Encodings
import IAMPolicy

/// Reads the section `claimRules` of an account: each rule is for one of its providers, and gives none but its own roles.
struct ClaimRulesReader {
    /// Names of the account's SAML providers.
    let providers: [String]
    /// The account's roles.
    let roles: [Role]

    /// The rules of each provider, by its name.
    func read(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> [String: AttributeRules] {
        guard let node else { return [:] }
        let elements = try node.elements()
        guard elements.count <= AttributeRules.most else {
            throw node.error("an account has at most \(AttributeRules.most) claim rules; there are \(elements.count)")
        }
        var names: Set<String> = []
        var rules: [String: [AttributeRule]] = [:]
        for element in elements {
            let rule = try rule(element)
            guard names.insert(rule.name).inserted else {
                throw try element.required("name").error("another claim rule of the account has this name")
            }
            rules[try provider(element.required("provider")), default: []].append(rule)
        }
        return rules.mapValues { AttributeRules($0) }
    }

    private func provider(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> String {
        let name = try node.string()
        guard let known = providers.first(where: { $0.utf8.elementsEqual(name.utf8) }) else {
            throw node.error(Self.unknown("SAML provider", name, among: providers))
        }
        return known
    }

    private func rule(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> AttributeRule {
        var conditions: [AttributeRule.Condition] = []
        for element in try node.optional("when")?.elements() ?? [] {
            guard conditions.count < AttributeRules.mostConditions else {
                throw element.error("a claim rule has at most \(AttributeRules.mostConditions) conditions")
            }
            conditions.append(try condition(element))
        }
        var rule = AttributeRule(name: try name(node.required("name")), conditions: conditions)
        rule.role = try node.optional("role").map { place throws(BrokerConfigurationError) in try role(place) }
        rule.sessionName = try node.optional("sessionName")?.nameOfSomebody()
        rule.sourceIdentity = try node.optional("sourceIdentity")?.nameOfSomebody()
        rule.sessionDuration = try node.optional("sessionDuration")?.integer(in: 900...43_200)
        rule.tags = try tags(node.optional("tags"))
        if rule.role != nil, conditions.isEmpty {
            throw node.error(
                "the role would be everybody's: when is missing; for all who have some attribute, say pattern: \"*\"")
        }
        guard
            rule.role != nil || rule.sessionName != nil || rule.sourceIdentity != nil || rule.sessionDuration != nil
                || !rule.tags.isEmpty
        else {
            throw node.error("it gives nothing: expected role, sessionName, sourceIdentity, sessionDuration or tags")
        }
        return rule
    }

    private func name(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> String {
        let name = try node.string()
        guard EntityName.isRoleName(name.utf8) else {
            throw node.error("the name of a claim rule is 1 to 64 of [A-Za-z0-9_+=,.@-]")
        }
        return name
    }

    /// By name: an ARN could be one of another account.
    private func role(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> ARN {
        let name = try node.string()
        guard let role = roles.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
            throw node.error(Self.unknown("role", name, among: roles.map(\.name)))
        }
        return role.arn
    }

    private static func unknown(_ kind: String, _ name: String, among known: [String]) -> String {
        "the account has no \(kind) \(name.cut(to: 128)) in this file; "
            + (known.isEmpty ? "it has none" : "there are \(known.prefix(8).joined(separator: ", "))")
    }

    private func condition(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> AttributeRule.Condition {
        let subject = try node.assertedValue()
        switch (node.optional("value"), node.optional("values"), node.optional("pattern")) {
        case (let value?, nil, nil): return .init(subject, .oneOf([try value.ruleText()]))
        case (nil, let list?, nil):
            let elements = try list.elements()
            guard (1...AttributeRules.mostAlternatives).contains(elements.count) else {
                throw list.error("expected 1 to \(AttributeRules.mostAlternatives) values")
            }
            var values: [String] = []
            for element in elements { values.append(try element.ruleText()) }
            return .init(subject, .oneOf(values))
        case (nil, nil, let pattern?): return .init(subject, .matching(try pattern.ruleText()))
        default: throw node.error("expected one of value, values and pattern")
        }
    }

    private func tags(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> [AttributeRule.Tag] {
        var tags: [AttributeRule.Tag] = []
        var keys: Set<String> = []
        for (key, value) in try node?.entries() ?? [] {
            guard tags.count < AttributeRules.mostTags else {
                throw value.error("a claim rule makes at most \(AttributeRules.mostTags) tags")
            }
            guard TagText.isKey(key) else {
                throw value.error(
                    "the key of a tag is 1 to 128 letters, numbers, spaces and _.:/=+-@, and does not begin with aws:")
            }
            guard keys.insert(key.lowercased()).inserted else {
                throw value.error("keys of tags do not differ by case alone")
            }
            tags.append(.init(key: key, source: try source(value)))
        }
        return tags
    }

    private func source(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> AttributeRule.Source {
        if node.isMapping {
            return .asserted(try node.assertedValue())
        }
        let text = try node.string()
        guard TagText.isValue(text) else {
            throw node.error("the value of a tag is at most 256 letters, numbers, spaces and _.:/=+-@")
        }
        return .text(text)
    }
}

extension ConfigurationNode {
    /// `{ attribute: name }`.
    func attributeName() throws(BrokerConfigurationError) -> String {
        return try required("attribute").ruleText()
    }

    /// `attribute: name`, `nameID: value` or `nameID: format`, among other keys that the caller allows.
    fileprivate func assertedValue() throws(BrokerConfigurationError) -> AssertedValue {
        guard let nameID = optional("nameID") else { return .attribute(try required("attribute").ruleText()) }
        guard optional("attribute") == nil else { throw nameID.error("expected one of attribute and nameID") }
        return try nameID.word(["value": .nameID, "format": .nameIDFormat])
    }

    /// What a session can be told by from others: `{ attribute: name }` or `{ nameID: value }`.
    fileprivate func nameOfSomebody() throws(BrokerConfigurationError) -> AssertedValue {
        let value = try assertedValue()
        guard value != .nameIDFormat else { throw error("a format is no name; expected nameID: value") }
        return value
    }

    /// A name or value of an attribute, or a pattern.
    fileprivate func ruleText() throws(BrokerConfigurationError) -> String {
        let text = try string()
        guard text.utf8.count <= AttributeRules.longestText else {
            throw error("expected at most \(AttributeRules.longestText) bytes")
        }
        return text
    }
}
