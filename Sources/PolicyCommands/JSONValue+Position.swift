import Encodings
import IAMPolicy

extension JSONValue {
    /// Line and column of a place in a policy.
    static func position(_ position: SourcePosition) -> JSONValue {
        .object([
            JSONMember("line", .integer(Int64(position.line))), JSONMember("column", .integer(Int64(position.column))),
        ])
    }
}
