extension QueryParameters {
    /// Checks every parameter against its shape.
    ///
    /// Throws `ValidationError` with all violations in the order of the parameters, as AWS words them; a number or truth
    /// value that is none is `MalformedInput`.
    public func validate(_ parameters: [Parameter]) throws(QueryFault) {
        var violations: [String] = []
        try check(parameters, at: "", &violations)
        guard violations.isEmpty else { throw .validation(violations) }
    }

    private func check(_ parameters: [Parameter], at place: String, _ violations: inout [String]) throws(QueryFault) {
        for parameter in parameters {
            let member = place + parameter.name.prefix(1).lowercased() + parameter.name.dropFirst()
            if parameter.isRequired, !contains(parameter) {
                violations.append(Self.violation("Value null at '\(member)'", "Member must not be null"))
                continue
            }
            switch parameter.shape {
            case .list(let shape, let maximum):
                let texts = list(parameter.name)
                Self.checkCount(texts.count, maximum, member, &violations)
                for (index, text) in texts.enumerated() {
                    try Self.check(text, shape, "\(member).\(index + 1).member", &violations)
                }
            case .structures(let members, let maximum):
                let structures = structures(parameter.name)
                Self.checkCount(structures.count, maximum, member, &violations)
                for (index, structure) in structures.enumerated() {
                    try structure.check(members, at: "\(member).\(index + 1).member.", &violations)
                }
            default:
                if let text = text(parameter.name) { try Self.check(text, parameter.shape, member, &violations) }
            }
        }
    }

    private func contains(_ parameter: Parameter) -> Bool {
        switch parameter.shape {
        // An empty list is sent as its bare name.
        case .list: text(parameter.name) != nil || !list(parameter.name).isEmpty
        case .structures: text(parameter.name) != nil || !structures(parameter.name).isEmpty
        default: text(parameter.name) != nil
        }
    }

    private static func check(
        _ text: String, _ shape: ParameterShape, _ member: String, _ violations: inout [String]
    ) throws(QueryFault) {
        switch shape {
        case .text(let shape): check(text, shape, member, &violations)
        case .word(let words):
            if !words.contains(text) {
                let set = words.joined(separator: ", ")
                violations.append(violation(quoted(text, member), "Member must satisfy enum value set: [\(set)]"))
            }
        case .integer(let range):
            guard let number = Int(text) else { throw QueryFault("MalformedInput", "\(member) must be a whole number") }
            checkBounds(number, range, quoted(text, member), "value", &violations)
        case .boolean:
            guard boolean(text) != nil else { throw QueryFault("MalformedInput", "\(member) must be true or false") }
        case .list, .structures: return
        }
    }

    private static func check(_ text: String, _ shape: TextShape, _ member: String, _ violations: inout [String]) {
        let value = shape.isSensitive ? "Value at '\(member)'" : quoted(text, member)
        if let pattern = shape.pattern, !pattern.holds(for: text) {
            violations.append(
                violation(value, "Member must satisfy regular expression pattern: \(pattern.expression)"))
        }
        // A scalar has one to four bytes, so most texts need no walk.
        let bytes = text.utf8.count
        let maximum = shape.maximum ?? .max
        if bytes <= maximum, bytes >= shape.minimum * 4 { return }
        checkBounds(text.unicodeScalars.count, shape.minimum...maximum, value, "length", &violations)
    }

    private static func checkCount(_ count: Int, _ maximum: Int?, _ member: String, _ violations: inout [String]) {
        checkBounds(count, 0...(maximum ?? .max), "Value at '\(member)'", "length", &violations)
    }

    private static func checkBounds(
        _ number: Int, _ range: ClosedRange<Int>, _ value: String, _ what: String, _ violations: inout [String]
    ) {
        if number < range.lowerBound {
            violations.append(violation(value, "Member must have \(what) greater than or equal to \(range.lowerBound)"))
        } else if number > range.upperBound {
            violations.append(violation(value, "Member must have \(what) less than or equal to \(range.upperBound)"))
        }
    }

    private static func violation(_ value: String, _ constraint: String) -> String {
        "\(value) failed to satisfy constraint: \(constraint)"
    }

    private static func quoted(_ text: String, _ member: String) -> String {
        let limit = 1_024
        let shown = text.utf8.count <= limit ? text : String(text.prefix(limit)) + "..."
        return "Value '\(shown)' at '\(member)'"
    }
}
