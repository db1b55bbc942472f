/// One statement of a policy.
public struct PolicyStatement: Hashable, Sendable {
    /// A text of the policy and its place, in UTF-8 bytes from the beginning of the document.
    package struct Located: Hashable, Sendable {
        package let text: String
        package let offset: Int
    }

    /// A statement has many parts and is passed around a lot, so it is kept by reference; it never changes.
    private let storage: PolicyStatementStorage

    init(_ storage: PolicyStatementStorage) {
        self.storage = storage
    }

    /// The statement's id.
    public var sid: String? { storage.sid }
    /// What the statement does.
    public var effect: PolicyEffect { storage.effect }
    /// Who it is about; only in trust and resource policies.
    public var principal: PrincipalElement? { storage.principal }
    /// Whether the actions stand in `NotAction`.
    public var isNotAction: Bool { storage.isNotAction }
    /// Whether the resources stand in `NotResource`.
    public var isNotResource: Bool { storage.isNotResource }
    /// The tests of `Condition`, all of which must hold.
    public var conditions: [ConditionClause] { storage.conditions }
    /// Where the statement stands in the document.
    public var range: SourceRange { storage.range }
    /// The statement's number in its document, from 0.
    public var index: Int { storage.index }
    /// The actions as written.
    public var actions: [String] { storage.actions.map(\.text) }
    /// The resources as written; empty when the statement has none.
    public var resources: [String] { storage.resources.map(\.text) }

    package var locatedActions: [Located] { storage.actions }
    package var locatedResources: [Located] { storage.resources }
    package var hasActionElement: Bool { storage.places.action != nil }
    package var hasResourceElement: Bool { storage.places.resource != nil }
    package var places: StatementPlaces { storage.places }

    var actionPatterns: [ActionPattern] { storage.actionPatterns }
    var resourcePatterns: [ResourcePattern] { storage.resourcePatterns }
}

/// The parts of a statement, as written and compiled.
final class PolicyStatementStorage: Sendable {
    let sid: String?
    let effect: PolicyEffect
    let principal: PrincipalElement?
    let isNotAction: Bool
    let isNotResource: Bool
    let conditions: [ConditionClause]
    let range: SourceRange
    let index: Int
    let actions: [PolicyStatement.Located]
    let resources: [PolicyStatement.Located]
    let places: StatementPlaces
    let actionPatterns: [ActionPattern]
    let resourcePatterns: [ResourcePattern]

    init(_ decoder: StatementDecoder, effect: PolicyEffect, range: SourceRange) {
        sid = decoder.sid
        self.effect = effect
        principal = decoder.principal
        isNotAction = decoder.isNotAction
        isNotResource = decoder.isNotResource
        conditions = decoder.conditions
        self.range = range
        index = decoder.index
        actions = decoder.actions
        resources = decoder.resources
        places = decoder.places
        actionPatterns = decoder.actions.map { ActionPattern($0.text) }
        let variablesEnabled = decoder.variablesEnabled
        resourcePatterns = decoder.resources.map { ResourcePattern($0.text, variablesEnabled: variablesEnabled) }
    }
}

extension PolicyStatementStorage: Hashable {
    static func == (left: PolicyStatementStorage, right: PolicyStatementStorage) -> Bool {
        left === right
            || left.range == right.range && left.index == right.index && left.effect == right.effect
                && left.sid == right.sid && left.principal == right.principal && left.conditions == right.conditions
                && left.isNotAction == right.isNotAction && left.isNotResource == right.isNotResource
                && left.actions == right.actions && left.resources == right.resources
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(range)
        hasher.combine(actions)
        hasher.combine(resources)
    }
}

/// Where the elements of a statement stand, in UTF-8 bytes.
package struct StatementPlaces: Hashable, Sendable {
    package var sid: Int?
    package var effect: Int?
    package var action: Int?
    package var resource: Int?
    package var condition: Int?
    package var hasExactEffect = true
}
