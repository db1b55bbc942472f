import AWSQuery
import IAMPolicy

/// A context key in the call of a simulation.
struct ContextEntry {
    /// Types of keys.
    static let types = [
        "string", "stringList", "numeric", "numericList", "boolean", "booleanList", "ip", "ipList", "binary",
        "binaryList", "date", "dateList",
    ]

    /// The keys in `ContextEntries`.
    ///
    /// Throws `InvalidInput` for an entry without a name, for a name that stands twice, for several values of a type that is
    /// no list, and for values that are not of their type.
    static func keys(_ parameters: QueryParameters) throws(QueryFault) -> ContextKeys {
        var keys = ContextKeys()
        for entry in parameters.structures("ContextEntries") {
            guard let name = entry.text("ContextKeyName") else {
                throw .invalidInput("Invalid Context Entry: ContextKeyName is missing.")
            }
            guard keys[name] == nil else { throw .invalidInput("Invalid Context Entry: \(name) stands twice.") }
            let values = entry.list("ContextKeyValues")
            try check(values, of: entry.text("ContextKeyType") ?? "stringList", name)
            keys[name] = values
        }
        return keys
    }

    private static func check(_ values: [String], of type: String, _ name: String) throws(QueryFault) {
        guard type.hasSuffix("List") || values.count <= 1 else {
            throw .invalidInput("Invalid Context Entry: \(name) is of type \(type) and has several values.")
        }
        let isValid: Bool
        switch type {
        case "numeric", "numericList": isValid = values.allSatisfy { Double($0) != nil }
        case "boolean", "booleanList": isValid = values.allSatisfy { ["true", "false"].contains($0.lowercased()) }
        default: isValid = true
        }
        guard isValid else { throw .invalidInput("Invalid Context Entry: a value of \(name) is not of type \(type).") }
    }
}
