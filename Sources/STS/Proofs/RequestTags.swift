import AWSQuery
import Accounts
import Claims
internal import IAMPolicy
import Sessions

/// The session tags that a call asks for, with those that a chain of roles hands on.
struct RequestTags {
    /// Tags of the call.
    let requested: [SessionTag]
    /// Keys of requested tags that are to pass on.
    let transitiveKeys: [String]
    /// Tags of the calling session that pass on.
    let inherited: [SessionTag]
    private let inheritedKeys: [String]

    init(_ requested: [SessionTag], transitiveKeys: [String] = [], caller: Caller) {
        self.requested = requested
        self.transitiveKeys = transitiveKeys
        inheritedKeys = caller.session?.transitiveTagKeys ?? []
        let passing = Set(inheritedKeys.map { $0.lowercased() })
        inherited = caller.session?.tags.filter { passing.contains($0.key.lowercased()) } ?? []
    }

    /// Whether the new session has tags at all, which needs the permission `sts:TagSession`.
    var isEmpty: Bool { requested.isEmpty && transitiveKeys.isEmpty && inherited.isEmpty }

    /// The tags of the new session.
    var all: [SessionTag] { inherited + requested }

    /// The keys of the new session's tags that pass on further.
    var allTransitiveKeys: [String] { inheritedKeys + transitiveKeys }

    /// Finds keys and values that no tag has.
    static func checkConstraints(_ tags: [SessionTag], _ violations: inout ParameterValidation) {
        violations.checkCount(of: tags.count, .tags)
        for (index, tag) in tags.prefix(SessionTagRules.maximumCount).enumerated() {
            let place = "\(ParameterName.tags.member).\(index + 1).member."
            violations.check(tag.key, .key, at: place)
            violations.check(tag.value, .value, at: place)
        }
    }

    /// Throws `InvalidParameterValue` for keys that contradict each other or those of the calling session.
    func check() throws(STSError) {
        try checkKeys()
        let keys = requested.map { $0.key.lowercased() }
        guard transitiveKeys.count <= SessionTagRules.maximumCount,
            transitiveKeys.allSatisfy({ keys.contains($0.lowercased()) })
        else { throw Self.invalid(ClaimFault.transitiveUnknown) }
        guard Set(keys).isDisjoint(with: inheritedKeys.map { $0.lowercased() }) else {
            throw Self.invalid(
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key "
                    + "from the calling session.")
        }
    }

    /// Throws `InvalidParameterValue` for keys that contradict each other or are reserved.
    func checkKeys() throws(STSError) {
        let keys = requested.map { $0.key.lowercased() }
        guard Set(keys).count == keys.count else { throw Self.invalid(ClaimFault.duplicateTags) }
        if requested.contains(where: \.key.isReservedTagKey) {
            throw Self.invalid("Tag keys that begin with aws: are reserved.")
        }
    }

    private static func invalid(_ message: String) -> STSError {
        STSError(.invalidParameterValue, message, cause: message)
    }

    /// Adds the context keys that policies ask for.
    func add(to keys: inout ContextKeys) {
        for tag in requested { keys["aws:RequestTag/\(tag.key)"] = [tag.value] }
        keys["aws:TagKeys"] = requested.map(\.key)
        keys["sts:TransitiveTagKeys"] = transitiveKeys
    }
}
