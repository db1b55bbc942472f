import AWSQuery
import Encodings
import Foundation
import Sessions

/// One call of the Query protocol: action, parameters, and what is known of the caller.
struct QueryRequest: Sendable {
    /// The longest name of an operation; none of AWS is half as long.
    private static let longestAction = 128

    let action: String
    let version: String?
    let parameters: QueryParameters
    var call: CallContext
    let instant: Date

    init(_ fields: FormFields, call: CallContext, at instant: Date) throws(QueryFault) {
        var parameters: [String: String] = [:]
        do throws(FormFields.Malformed) {
            for name in fields.names { parameters[name] = try fields.text(name) }
        } catch {
            throw QueryFault("MalformedQueryString", error.reason)
        }
        guard let action = parameters["Action"], !action.isEmpty else {
            throw QueryFault("MissingAction", "The request is missing an action or a required parameter.")
        }
        version = parameters["Version"]
        guard action.utf8.count <= Self.longestAction else { throw .unknown(action, version) }
        self.action = action
        self.parameters = QueryParameters(parameters)
        self.call = call
        self.instant = instant
    }
}
