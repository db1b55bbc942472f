/// One statement of a policy.
///
/// A class, since a statement has many parts and is passed around a lot; it never changes.
public final class PolicyStatement: Sendable {
    /// A text of the policy and its place, in UTF-8 bytes from the beginning of the document.
    package struct Located: Hashable, Sendable {
        package let text: String
        package let offset: Int
    }

    /// The statement's id.
    public let sid: String?
    /// What the statement does.
    public let effect: PolicyEffect
    /// Who it is about; only in trust and resource policies.
    public let principal: PrincipalElement?
    /// Whether the actions stand in `NotAction`.
    public let isNotAction: Bool
    /// Whether the resources stand in `NotResource`.
    public let isNotResource: Bool
    /// The tests of `Condition`, all of which must hold.
    public let conditions: [ConditionClause]
    /// Where the statement stands in the document.
    public let range: SourceRange
    /// The statement's number in its document, from 0.
    public let index: Int

    package let locatedActions: [Located]
    package let locatedResources: [Located]
    package let places: StatementPlaces

    let conditionTests: [ConditionTest]
    /// Whether `${…}` stands for a value.
    let variablesEnabled: Bool
    /// Made when they are first asked: most policies are read to be stored or shown.
    private let compiled = LazyReference<StatementPatterns>()

    init(_ decoder: borrowing StatementDecoder, effect: PolicyEffect, range: SourceRange) {
        sid = decoder.sid
        self.effect = effect
        principal = decoder.principal
        isNotAction = decoder.isNotAction
        isNotResource = decoder.isNotResource
        conditions = decoder.conditions
        conditionTests = conditions.map(\.test)
        self.range = range
        index = decoder.index
        locatedActions = decoder.actions
        locatedResources = decoder.resources
        places = decoder.places
        variablesEnabled = decoder.variablesEnabled
    }

    /// The actions as written.
    public var actions: [String] { locatedActions.map(\.text) }
    /// The resources as written; empty when the statement has none.
    public var resources: [String] { locatedResources.map(\.text) }

    /// Actions and resources, compiled.
    var patterns: StatementPatterns { compiled.load() ?? compiled.storeIfNil(StatementPatterns(self)) }

    package var hasActionElement: Bool { places.action != nil }
    package var hasResourceElement: Bool { places.resource != nil }
}

extension PolicyStatement: Hashable {
    /// Whether two statements say the same in the same place.
    public static func == (left: PolicyStatement, right: PolicyStatement) -> Bool {
        left === right
            || left.range == right.range && left.index == right.index && left.effect == right.effect
                && left.sid == right.sid && left.principal == right.principal && left.conditions == right.conditions
                && left.isNotAction == right.isNotAction && left.isNotResource == right.isNotResource
                && left.locatedActions == right.locatedActions && left.locatedResources == right.locatedResources
    }

    /// Hashes place, actions and resources.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(range)
        hasher.combine(locatedActions)
        hasher.combine(locatedResources)
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
