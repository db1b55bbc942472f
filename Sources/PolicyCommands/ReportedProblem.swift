import Encodings

/// Something at a line of a file that a CI system may show there.
struct ReportedProblem {
    enum Level: String {
        case error
        case warning
    }

    let file: String
    let line: Int
    var column: Int?
    let level: Level
    /// A stable name for its kind.
    let rule: String
    let title: String
    let message: String

    /// The command by which a workflow of GitHub Actions marks the line.
    var githubCommand: String {
        let column = column.map { ",col=\($0)" } ?? ""
        return "::\(level.rawValue) file=\(Self.property(file)),line=\(line)\(column),"
            + "title=\(Self.property(title))::\(Self.data(message))"
    }

    private static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }

    /// A log of the Static Analysis Results Interchange Format.
    static func sarif(_ problems: [ReportedProblem], tool: String) -> JSONValue {
        let rules = Set(problems.map(\.rule)).sorted().map { JSONValue.object([JSONMember("id", $0)]) }
        let driver = JSONValue.object([JSONMember("name", tool), JSONMember("rules", .array(rules))])
        let run = JSONValue.object([
            JSONMember("tool", .object([JSONMember("driver", driver)])),
            JSONMember("results", .array(problems.map(\.sarifResult))),
        ])
        return .object([
            JSONMember("$schema", "https://json.schemastore.org/sarif-2.1.0.json"), JSONMember("version", "2.1.0"),
            JSONMember("runs", .array([run])),
        ])
    }

    private var sarifResult: JSONValue {
        var region = [JSONMember("startLine", .integer(Int64(line)))]
        if let column { region.append(JSONMember("startColumn", .integer(Int64(column)))) }
        // Blanks and the like would make it no URI reference.
        let uri = file.pieces(separatedBy: UInt8(ascii: "/")).map(PercentEncoding.encode).joined(separator: "/")
        let place = JSONValue.object([
            JSONMember("artifactLocation", .object([JSONMember("uri", uri)])), JSONMember("region", .object(region)),
        ])
        return .object([
            JSONMember("ruleId", rule), JSONMember("level", level.rawValue),
            JSONMember("message", .object([JSONMember("text", "\(title): \(message)")])),
            JSONMember("locations", .array([.object([JSONMember("physicalLocation", place)])])),
        ])
    }
}
