import IAMPolicy

/// Values that requests may have for the condition keys of two policies.
struct KeyCandidates {
    private static let mostValues = 24
    /// Contexts of one statement at most.
    private static let mostContexts = 2_000

    /// For each key, in lower case, the values that are tried; an empty list is an absent key.
    private let values: [(key: String, values: [[String]])]

    init(_ statements: [PolicyStatement]) {
        var order: [String] = []
        var collected: [String: [[String]]] = [:]
        for clause in statements.lazy.flatMap(\.conditions) {
            let key = clause.key.lowercased()
            if collected[key] == nil { order.append(key) }
            collected[key, default: []] += Self.candidates(of: clause)
        }
        values = order.map { key in
            var seen: Set<[String]> = []
            let candidates = ([[]] + (collected[key] ?? [])).filter { seen.insert($0).inserted }
            return (key, Array(candidates.prefix(Self.mostValues)))
        }
    }

    /// The statement's own values, one clause after the other, and what differs from them in one or two keys.
    func contexts(of statement: PolicyStatement) -> [ContextKeys] {
        var base = ContextKeys()
        for clause in statement.conditions {
            base[clause.key] = Self.candidates(of: clause).first { Self.holds(clause, $0) } ?? []
        }
        var contexts = [base]
        for (index, one) in values.enumerated() {
            for value in one.values {
                var changed = base
                changed[one.key] = value
                contexts.append(changed)
                for other in values[(index + 1)...] {
                    for otherValue in other.values {
                        guard contexts.count < Self.mostContexts else { return contexts }
                        var twice = changed
                        twice[other.key] = otherValue
                        contexts.append(twice)
                    }
                }
            }
        }
        return contexts
    }

    private static func holds(_ clause: ConditionClause, _ values: [String]) -> Bool {
        clause.holds(for: [clause.key: values])
    }

    private static func candidates(of clause: ConditionClause) -> [[String]] {
        let texts = clause.values.prefix(mostValues).flatMap { neighbours($0, of: clause) }
        let lists = clause.values.count > 1 ? [Array(clause.values.prefix(mostValues))] : []
        return texts.map { [$0] } + lists + [["sallyport-other"]] + texts.prefix(4).map { [$0, "sallyport-other"] }
    }

    /// The value, what its wildcards stand for, and for numbers, truth values and networks what lies beside.
    private static func neighbours(_ value: String, of clause: ConditionClause) -> [String] {
        var found = [value] + PatternSamples.samples(value)
        if let number = Int64(value) {
            found += [number &- 1, number &+ 1].map(String.init)
        }
        if value == "true" { found.append("false") }
        if value == "false" { found.append("true") }
        if let slash = value.firstIndex(of: "/") {
            found += [String(value[..<slash]), "192.0.2.1", "2001:db8::1"]
        }
        if value.contains("T"), value.hasSuffix("Z") { found += ["1971-01-01T00:00:00Z", "2399-01-01T00:00:00Z"] }
        return found
    }
}
