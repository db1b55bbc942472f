import Encodings
import TraceContext
import Tracing

/// A span that is over, as it is exported.
struct SpanRecord: Sendable {
    let place: TraceParent
    /// The span above it; nil for the first of a trace.
    let parent: [UInt8]?
    var name: String
    let kind: SpanKind
    let start: UInt64
    var end: UInt64
    var attributes: [JSONMember] = []
    var isError = false

    /// Attributes of a span at most.
    static let mostAttributes = 32
    /// Code points of a text at most.
    static let longestText = 256

    /// The span in OTLP's JSON encoding: numbers of 64 bits are texts, ids hexadecimal (OTLP 1.3, "JSON Protobuf Encoding").
    var value: JSONValue {
        var members = [
            JSONMember("traceId", Hexadecimal.text(place.traceID)),
            JSONMember("spanId", Hexadecimal.text(place.spanID)),
            JSONMember("name", name.cut(to: Self.longestText)), JSONMember("kind", .integer(kindNumber)),
            JSONMember("startTimeUnixNano", String(start)), JSONMember("endTimeUnixNano", String(max(start, end))),
        ]
        if let parent { members.append(JSONMember("parentSpanId", Hexadecimal.text(parent))) }
        if !attributes.isEmpty { members.append(JSONMember("attributes", .array(attributes.map(Self.attribute)))) }
        if isError { members.append(JSONMember("status", .object([JSONMember("code", .integer(2))]))) }
        return .object(members)
    }

    private var kindNumber: Int64 {
        switch kind {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }

    static func attribute(_ member: JSONMember) -> JSONValue {
        let value: JSONMember
        switch member.value {
        case .integer(let number): value = JSONMember("intValue", String(number))
        case .bool: value = JSONMember("boolValue", member.value)
        default: value = JSONMember("stringValue", member.value)
        }
        return .object([JSONMember("key", member.name), JSONMember("value", .object([value]))])
    }
}
