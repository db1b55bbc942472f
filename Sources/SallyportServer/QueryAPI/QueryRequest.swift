import Federation
import Foundation

/// One call of the Query protocol: action, parameters, and what is known of the caller.
struct QueryRequest: Sendable {
    let action: String
    let version: String?
    let call: CallContext
    let instant: Date
    private let parameters: [String: String]

    init(_ fields: FormFields, call: CallContext, at instant: Date) throws(QueryError) {
        var parameters: [String: String] = [:]
        do throws(FormFields.Malformed) {
            for name in fields.names { parameters[name] = try fields.text(name) }
        } catch {
            throw QueryError(code: "MalformedQueryString", message: error.reason)
        }
        guard let action = parameters["Action"], !action.isEmpty else {
            throw QueryError(
                code: "MissingAction", message: "The request is missing an action or a required parameter.")
        }
        self.action = action
        version = parameters["Version"]
        self.parameters = parameters
        self.call = call
        self.instant = instant
    }

    /// A parameter; nil when it is absent.
    func optional(_ name: String) -> String? { parameters[name] }

    /// Parameters that must be there, in the order of the names.
    ///
    /// - Throws: `ValidationError` that names every one that is missing, as AWS does.
    func required(_ names: String...) throws(QueryError) -> [String] {
        let missing = names.filter { parameters[$0] == nil }
        guard missing.isEmpty else {
            let violations = missing.map { name in
                let member = name.prefix(1).lowercased() + name.dropFirst()
                return "Value null at '\(member)' failed to satisfy constraint: Member must not be null"
            }
            let count = violations.count == 1 ? "1 validation error" : "\(violations.count) validation errors"
            throw QueryError(
                code: "ValidationError", message: "\(count) detected: \(violations.joined(separator: "; "))")
        }
        return names.map { parameters[$0] ?? "" }
    }

    /// A whole number; nil when it is absent.
    func integer(_ name: String) throws(QueryError) -> Int? {
        guard let text = parameters[name] else { return nil }
        guard let value = Int(text) else {
            throw QueryError(code: "MalformedInput", message: "\(name) must be a whole number")
        }
        return value
    }

    /// The members of a list, `Name.member.N` or, inside a structure, `Name.member.N.field`, in order; gaps end the list.
    func list(_ name: String, field: String? = nil) -> [String] {
        let suffix = field.map { ".\($0)" } ?? ""
        return (1...FormFields.maximumFields).lazy.map { parameters["\(name).member.\($0)\(suffix)"] }
            .prefix { $0 != nil }.compactMap(\.self)
    }
}
