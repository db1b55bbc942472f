/// One statement of a policy.
public struct PolicyStatement: Hashable, Sendable {
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
    package let hasActionElement: Bool
    package let hasResourceElement: Bool
    package let places: StatementPlaces

    let actionPatterns: [ActionPattern]
    let resourcePatterns: [ResourcePattern]

    /// The actions as written.
    public var actions: [String] { locatedActions.map(\.text) }

    /// The resources as written; empty when the statement has none.
    public var resources: [String] { locatedResources.map(\.text) }
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
