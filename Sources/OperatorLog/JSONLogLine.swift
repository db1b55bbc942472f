package import Encodings
package import Logging

/// A line of the log as an object of JSON: `time`, `level`, `logger`, `message`, and the details under their own names.
package struct JSONLogLine {
    /// The line, without a line break; everything that can't be seen is escaped.
    package let bytes: [UInt8]

    private static let reserved: Set<String> = ["time", "level", "logger", "message"]
    /// Details of a line at most; more than any line has.
    private static let mostDetails = 64
    /// Code points of a text, members of a list, and levels of nesting at most.
    private static let (longestText, mostMembers, deepest) = (2_000, 100, 8)

    /// Makes the line of an event.
    package init(_ event: LogEvent, label: String, metadata: Logger.Metadata, at instant: Timestamp) {
        var members = [
            JSONMember("time", Self.time(instant)), JSONMember("level", event.level.rawValue),
            JSONMember("logger", label), JSONMember("message", Self.cut("\(event.message)")),
        ]
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }).prefix(Self.mostDetails) {
            members.append(
                JSONMember(Self.reserved.contains(name) ? name + "_" : Self.cut(name), Self.value(value, depth: 0)))
        }
        bytes = Array(JSONValue.object(members).text().withVisibleJSON.utf8)
    }

    /// To the millisecond, as readers of logs sort by it.
    private static func time(_ instant: Timestamp) -> String {
        let fraction = String(1_000 + instant.milliseconds - instant.epochSeconds * 1_000).dropFirst()
        return "\(instant.iso8601.dropLast()).\(fraction)Z"
    }

    private static func value(_ value: Logger.Metadata.Value, depth: Int) -> JSONValue {
        guard depth < deepest else { return .string("…") }
        switch value {
        case .string(let text): return .string(cut(text))
        case .stringConvertible(let value): return .string(cut("\(value)"))
        case .array(let values):
            return .array(values.prefix(mostMembers).map { Self.value($0, depth: depth + 1) })
        case .dictionary(let members):
            let members = members.sorted { $0.key < $1.key }.prefix(mostMembers)
            return .object(members.map { JSONMember(cut($0.key), Self.value($0.value, depth: depth + 1)) })
        }
    }

    private static func cut(_ text: String) -> String { text.cut(to: longestText) }
}
