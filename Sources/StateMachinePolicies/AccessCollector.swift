/// Brings what tasks need together: one entry for each action and condition.
struct AccessCollector {
    private struct Key: Hashable {
        let action: String
        let condition: RequiredCondition?
    }

    private struct Entry {
        var purposes: [RequiredAccess.Purpose] = []
        var scopes: Set<ResourceScope> = []
        var states: [String] = []
    }

    private var keys: [Key] = []
    private var entries: [Key: Entry] = [:]

    mutating func add(
        _ action: String, for purpose: RequiredAccess.Purpose, on scopes: [ResourceScope],
        when condition: RequiredCondition?, by state: String?
    ) {
        let key = Key(action: action, condition: condition)
        if entries[key] == nil { keys.append(key) }
        var entry = entries.removeValue(forKey: key) ?? Entry()
        if !entry.purposes.contains(purpose) { entry.purposes.append(purpose) }
        entry.scopes.formUnion(scopes)
        // Tasks come one after the other, so a state that is there already is the last.
        if let state, entry.states.last != state { entry.states.append(state) }
        entries[key] = entry
    }

    /// In the order in which actions were first needed.
    var access: [RequiredAccess] {
        keys.compactMap { key in
            entries[key].map {
                RequiredAccess(
                    action: key.action, purposes: $0.purposes, resources: Self.resources(of: $0.scopes),
                    condition: key.condition, states: $0.states)
            }
        }
    }

    private static func resources(of scopes: Set<ResourceScope>) -> [String] {
        let isDynamic = scopes.contains { if case .dynamic = $0 { true } else { false } }
        var texts: Set<String> = []
        for scope in scopes {
            switch scope {
            case .always(let text), .dynamic(let text): texts.insert(text)
            case .named(let text): if !isDynamic { texts.insert(text) }
            }
        }
        return withoutCovered(texts)
    }

    /// Leaves out what a pattern that ends in `*` covers.
    private static func withoutCovered(_ texts: Set<String>) -> [String] {
        var kept: [String] = []
        var covering: String?
        for pattern in texts.map(Pattern.init).sorted() {
            if let covering, pattern.beginning.utf8.starts(with: covering.utf8) { continue }
            kept.append(pattern.text)
            if pattern.isPlainPrefix { covering = pattern.beginning }
        }
        return kept.sorted()
    }

    /// A resource, in an order in which what covers others comes first.
    private struct Pattern: Comparable {
        let text: String
        let beginning: String

        init(_ text: String) {
            self.text = text
            beginning = text.hasSuffix("*") ? String(text.dropLast()) : text
        }

        var isPlainPrefix: Bool { text.hasSuffix("*") && !beginning.contains("*") }

        static func < (left: Pattern, right: Pattern) -> Bool {
            if left.beginning == right.beginning { return left.text.utf8.count > right.text.utf8.count }
            return left.beginning < right.beginning
        }
    }
}
