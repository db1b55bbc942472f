import AWSQuery
import IAMPolicy

/// A context key in the call of a simulation.
struct ContextEntry {
    /// The keys in `ContextEntries`.
    ///
    /// Throws `InvalidInput` for an entry without a name, for a name that stands twice, for several values of a type that is
    /// no list, and for values that are not of their type.
    static func keys(_ parameters: QueryParameters) throws(QueryFault) -> ContextKeys {
        var keys = ContextKeys()
        for entry in parameters.structures(.contextEntries) {
            guard let name = entry.text(.contextKeyName) else {
                throw .invalidInput("Invalid Context Entry: ContextKeyName is missing.")
            }
            guard keys[name] == nil else { throw .invalidInput("Invalid Context Entry: \(name) stands twice.") }
            let values = entry.list(.contextKeyValues)
            try check(values, of: entry.text(.contextKeyType) ?? "stringList", name)
            keys[name] = values
        }
        return keys
    }

    private static func check(_ values: [String], of type: String, _ name: String) throws(QueryFault) {
        guard type.hasSuffix("List") || values.count <= 1 else {
            throw .invalidInput("Invalid Context Entry: \(name) is of type \(type) and has several values.")
        }
        guard let comparison = comparison(of: type), !values.allSatisfy(comparison.reads) else { return }
        throw .invalidInput("Invalid Context Entry: a value of \(name) is not of type \(type).")
    }

    /// A comparison of the values of a type, which says what they look like; nil for texts, which may be anything.
    private static func comparison(of type: String) -> ConditionOperator.Comparison? {
        switch type {
        case "numeric", "numericList": .numericEquals
        case "boolean", "booleanList": .bool
        case "ip", "ipList": .ipAddress
        case "binary", "binaryList": .binaryEquals
        case "date", "dateList": .dateEquals
        default: nil
        }
    }
}
