/// Condition operators from the guide's tables, one comparison of two texts at a time.
enum NaiveConditions {
    /// Whether a condition holds.
    static func holds(
        _ condition: NaiveStatement.Condition, keys: [String: [String]], hasVariables: Bool
    ) -> Bool {
        var name = condition.name
        let forAll = remove("ForAllValues:", from: &name)
        let forAny = remove("ForAnyValue:", from: &name)
        let values = keys.first { $0.key.lowercased() == condition.key.lowercased() }?.value ?? []
        if name == "Null" {
            return condition.values.contains { $0.lowercased() == (values.isEmpty ? "true" : "false") }
        }
        let ifExists = name.hasSuffix("IfExists")
        if ifExists { name = String(name.dropLast(8)) }
        guard let comparison = comparisons[name] else { return false }

        // "If the key is not present, evaluate the condition element as true."
        if values.isEmpty { return ifExists || !forAny && (forAll || comparison.isNegated) }
        let variables = hasVariables && comparison.takesVariables ? keys : nil
        func holds(_ value: String) -> Bool {
            let results = condition.values.map { comparison.compare(value, $0, variables) }
            // "Negated matching": none of the values, and each of them could be compared.
            return comparison.isNegated ? results.allSatisfy { $0 == false } : results.contains(true)
        }
        if forAll { return values.allSatisfy(holds) }
        if forAny { return values.contains(where: holds) }
        // A key of several values needs an operator for sets.
        return values.count == 1 && holds(values[0])
    }

    private static func remove(_ prefix: String, from name: inout String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        name = String(name.dropFirst(prefix.count))
        return true
    }

    struct Comparison {
        var isNegated = false
        var takesVariables = false
        /// Value of the request, value of the policy, keys for variables; nil when they cannot be compared.
        var compare: (String, String, [String: [String]]?) -> Bool?
    }

    static let names: [String] = comparisons.keys.sorted()

    private nonisolated(unsafe) static let comparisons: [String: Comparison] = {
        var table: [String: Comparison] = [:]
        func add(
            _ positive: String, _ negative: String, variables: Bool,
            _ compare: @escaping (String, String, [String: [String]]?) -> Bool?
        ) {
            table[positive] = Comparison(takesVariables: variables, compare: compare)
            table[negative] = Comparison(isNegated: true, takesVariables: variables, compare: compare)
        }
        add("StringEquals", "StringNotEquals", variables: true) { value, text, keys in
            NaivePattern(text, keys: keys, wildcards: false)?.matches(value)
        }
        add("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", variables: true) { value, text, keys in
            NaivePattern(text, keys: keys, wildcards: false)?.lowercased.matches(value.lowercased())
        }
        add("StringLike", "StringNotLike", variables: true) { value, text, keys in
            NaivePattern(text, keys: keys, wildcards: true)?.matches(value)
        }
        for name in ["Equals", "Like"] {
            add("Arn" + name, "ArnNot" + name, variables: true) { value, text, keys in
                guard let pattern = NaivePattern(text, keys: keys, wildcards: true), let arn = NaiveARN.parts(value),
                    pattern.parts.count == 6, pattern.parts[0].matches("arn")
                else { return nil }
                return NaiveARN.matches(pattern, arn)
            }
        }
        add("IpAddress", "NotIpAddress", variables: false) { value, text, _ in
            // A request comes from an address; a range there is none.
            guard let range = NaiveAddress(text), !value.contains("/"), let address = NaiveAddress(value) else {
                return nil
            }
            return range.contains(address)
        }
        table["Bool"] = Comparison(takesVariables: true) { value, text, keys in
            guard let pattern = NaivePattern(text, keys: keys, wildcards: false)?.lowercased else { return nil }
            guard ["true", "false"].contains(value.lowercased()) else { return nil }
            return pattern.matches(value.lowercased())
        }
        table["BinaryEquals"] = Comparison { value, text, _ in value == text }
        addOrders(to: &table)
        return table
    }()

    /// Numbers and dates are compared in one way, once they are numbers.
    private static func addOrders(to table: inout [String: Comparison]) {
        let orders: [(String, Bool, (Double, Double) -> Bool)] = [
            ("Equals", false, { $0 == $1 }), ("NotEquals", true, { $0 == $1 }), ("LessThan", false, { $0 < $1 }),
            ("LessThanEquals", false, { $0 <= $1 }), ("GreaterThan", false, { $0 > $1 }),
            ("GreaterThanEquals", false, { $0 >= $1 }),
        ]
        for (kind, read) in [("Numeric", Double.init), ("Date", NaiveDate.seconds)] as [(String, (String) -> Double?)] {
            for (name, isNegated, order) in orders {
                table[kind + name] = Comparison(isNegated: isNegated) { value, text, _ in
                    guard let value = read(value), let text = read(text) else { return nil }
                    return order(value, text)
                }
            }
        }
    }
}

extension NaivePattern {
    var lowercased: NaivePattern {
        NaivePattern(
            tokens.map { token in
                switch token {
                case .character(let scalar):
                    .character(scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar)
                case .value(let scalar): .value(scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar)
                case .anything, .anyOne: token
                }
            })
    }
}

/// An address or a range of them, as bits.
struct NaiveAddress {
    var bits: [Bool]
    var prefix: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let bits = Self.bits4(parts[0]) ?? Self.bits6(parts[0]) else { return nil }
        self.bits = bits
        prefix = bits.count
        if parts.count == 2 {
            guard let length = Int(parts[1]), (0...bits.count).contains(length) else { return nil }
            prefix = length
        }
    }

    func contains(_ other: NaiveAddress) -> Bool {
        bits.count == other.bits.count && bits.prefix(prefix) == other.bits.prefix(prefix)
    }

    private static func bits(_ number: Int, _ count: Int) -> [Bool] {
        (0..<count).reversed().map { number >> $0 & 1 == 1 }
    }

    private static func bits4(_ text: String) -> [Bool]? {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard numbers.count == 4, numbers.allSatisfy({ (0...255).contains($0) }) else { return nil }
        return numbers.flatMap { bits($0, 8) }
    }

    private static func bits6(_ text: String) -> [Bool]? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false).map { half in
            half.split(separator: ":").map { Int($0, radix: 16) ?? -1 }
        }
        var numbers = halves[0]
        if halves.count == 2 {
            numbers += Array(repeating: 0, count: max(0, 8 - halves[0].count - halves[1].count)) + halves[1]
        }
        guard halves.count <= 2, numbers.count == 8, numbers.allSatisfy({ (0...0xFFFF).contains($0) }) else {
            return nil
        }
        return numbers.flatMap { bits($0, 16) }
    }
}

/// Dates of the W3C's profile of ISO 8601, and seconds since 1970.
enum NaiveDate {
    static func seconds(_ text: String) -> Double? {
        let halves = text.split(separator: "T", omittingEmptySubsequences: false)
        let date = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        // Digits alone are seconds since 1970, four of them as well.
        if let seconds = Int(text) { return Double(seconds) }
        guard (1...3).contains(date.count), date[0] >= 0, !date.contains(-1) else { return nil }
        let month = date.count > 1 ? date[1] : 1
        let day = date.count > 2 ? date[2] : 1
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        var seconds = Double(days(date[0], month, day)) * 86_400
        guard halves.count == 2 else { return halves.count == 1 ? seconds : nil }
        var time = String(halves[1])
        if time.hasSuffix("Z") {
            time.removeLast()
        } else {
            guard time.count > 6, let sign = time.dropLast(5).last, "+-".contains(sign) else { return nil }
            let zone = time.suffix(5).split(separator: ":").map { Double($0) ?? 0 }
            seconds -= (sign == "+" ? 1 : -1) * (zone[0] * 3600 + zone[1] * 60)
            time = String(time.dropLast(6))
        }
        let fields = time.split(separator: ":").map { Double($0) ?? -1 }
        guard date.count == 3, (2...3).contains(fields.count), !fields.contains(-1) else { return nil }
        return seconds + fields[0] * 3600 + fields[1] * 60 + (fields.count == 3 ? fields[2] : 0)
    }

    /// Days since 1970-01-01, counted.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
        var count = 0
        for past in min(year, 1970)..<max(year, 1970) { count += (isLeap(past) ? 366 : 365) * (year < 1970 ? -1 : 1) }
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return count + lengths.prefix(month - 1).reduce(0, +) + day - 1
    }
}
