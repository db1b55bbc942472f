/// How a service words violations of constraints.
public enum ViolationStyle: Sendable {
    /// With the value and the words that are allowed, as STS.
    case values
    /// Without them, and names in a sentence of their own, as IAM.
    case places
}

extension QueryParameters {
    /// Checks every parameter against its shape.
    ///
    /// Throws `ValidationError` with all violations in the order of the parameters, as AWS words them; a number or truth
    /// value that is none is `MalformedInput`.
    public func validate(_ parameters: [Parameter], style: ViolationStyle = .values) throws(QueryFault) {
        var run = ParameterValidation(style: style)
        try run.check(parameters, of: self, at: "")
        if let violations = run.fault { throw violations }
    }
}

/// One check of parameters, of a call or one by one: all that is wrong comes into one refusal.
package struct ParameterValidation {
    private let style: ViolationStyle
    private var violations: [String] = []
    /// The first value with characters that are said in a sentence of their own.
    private var sentence: String?

    /// Begins a check.
    package init(style: ViolationStyle = .values) { self.style = style }

    /// What is wrong; nil when nothing is.
    package var fault: QueryFault? {
        guard violations.isEmpty else { return .validation(violations) }
        return sentence.map { QueryFault("ValidationError", $0) }
    }

    /// Checks a text that is there; shapes of other things say nothing of it.
    package mutating func check(_ text: String?, _ name: ParameterName, at place: String = "") {
        guard let text, case .text(let shape) = name.shape else { return }
        check(text, shape, place + name.member)
    }

    /// Checks a number that is there, by the name's shape or another one.
    package mutating func check(_ number: Int?, _ name: ParameterName, _ shape: ParameterShape? = nil) {
        guard let number, case .integer(let range) = shape ?? name.shape else { return }
        checkBounds(number, in: range, of: String(number), name.member)
    }

    /// Checks the number of members of a list.
    package mutating func checkCount(of count: Int, _ name: ParameterName) {
        switch name.shape {
        case .list(_, let maximum), .structures(_, let maximum): checkCount(count, maximum, name.member)
        case .text, .word, .integer, .boolean: return
        }
    }

    fileprivate mutating func check(
        _ parameters: [Parameter], of call: QueryParameters, at place: String
    ) throws(QueryFault) {
        for parameter in parameters {
            let member = place + parameter.name.member
            if parameter.isRequired, !call.contains(parameter) {
                let value = style == .values ? "Value null at '\(member)'" : "Value at '\(member)'"
                add(value, "Member must not be null")
                continue
            }
            switch parameter.shape {
            case .list(let shape, let maximum):
                let texts = call.list(parameter.name)
                checkCount(texts.count, maximum, member)
                for (index, text) in texts.enumerated() { try check(text, shape, "\(member).\(index + 1).member") }
            case .structures(let members, let maximum):
                let structures = call.structures(parameter.name)
                checkCount(structures.count, maximum, member)
                for (index, structure) in structures.enumerated() {
                    try check(members, of: structure, at: "\(member).\(index + 1).member.")
                }
            default:
                if let text = call.text(parameter.name) { try check(text, parameter.shape, member) }
            }
        }
    }

    private mutating func check(_ text: String, _ shape: ParameterShape, _ member: String) throws(QueryFault) {
        switch shape {
        case .text(let shape): check(text, shape, member)
        case .word(let words):
            guard !words.contains(text) else { return }
            let set = style == .values ? ": [\(words.joined(separator: ", "))]" : ""
            add(shown(text, member), "Member must satisfy enum value set\(set)")
        case .integer(let range):
            guard let number = Int(text) else { throw QueryFault("MalformedInput", "\(member) must be a whole number") }
            checkBounds(number, in: range, of: text, member)
        case .boolean:
            guard QueryParameters.boolean(text) != nil else {
                throw QueryFault("MalformedInput", "\(member) must be true or false")
            }
        case .list, .structures: return
        }
    }

    private mutating func check(_ text: String, _ shape: TextShape, _ member: String) {
        // An empty text is too short, which says enough.
        if let pattern = shape.pattern, !pattern.holds(for: text) {
            if style == .places, let allowed = pattern.sentence {
                if !text.isEmpty, sentence == nil {
                    sentence = "The specified value for \(member) is invalid. \(allowed)"
                }
            } else {
                add(
                    shown(shape.isSensitive ? nil : text, member),
                    "Member must satisfy regular expression pattern: \(pattern.expression)")
            }
        }
        // A scalar has one to four bytes, so most texts need no walk.
        let bytes = text.utf8.count
        let maximum = shape.maximum ?? .max
        if bytes <= maximum, bytes >= shape.minimum * 4 { return }
        checkBounds(
            text.unicodeScalars.count, in: shape.minimum...maximum, of: shape.isSensitive ? nil : text, member,
            measure: "length")
    }

    private mutating func checkCount(_ count: Int, _ maximum: Int?, _ member: String) {
        checkBounds(count, in: 0...(maximum ?? .max), of: nil, member, measure: "length")
    }

    private mutating func checkBounds(
        _ number: Int, in range: ClosedRange<Int>, of value: String?, _ member: String, measure: String = "value"
    ) {
        if number < range.lowerBound {
            add(shown(value, member), "Member must have \(measure) greater than or equal to \(range.lowerBound)")
        } else if number > range.upperBound {
            add(shown(value, member), "Member must have \(measure) less than or equal to \(range.upperBound)")
        }
    }

    private mutating func add(_ value: String, _ constraint: String) {
        violations.append("\(value) failed to satisfy constraint: \(constraint)")
    }

    /// A value and its place; a long value is cut, and one that is not shown is nil.
    private func shown(_ text: String?, _ member: String) -> String {
        guard let text, style == .values else { return "Value at '\(member)'" }
        let limit = 1_024
        // Scalars: one character may be as long as the text.
        let value = text.utf8.count <= limit ? text : String(text.unicodeScalars.prefix(limit)) + "..."
        return "Value '\(value)' at '\(member)'"
    }
}

extension QueryParameters {
    fileprivate func contains(_ parameter: Parameter) -> Bool {
        switch parameter.shape {
        // An empty list is sent as its bare name.
        case .list: text(parameter.name) != nil || !list(parameter.name).isEmpty
        case .structures: text(parameter.name) != nil || !structures(parameter.name).isEmpty
        default: text(parameter.name) != nil
        }
    }
}
