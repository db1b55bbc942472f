import CommandIO
import IAMPolicy

/// A record for people: one line, and with details all that it holds below.
struct AuditRecordText {
    private let record: AuditRecord

    init(_ record: AuditRecord) { self.record = record }

    /// Time, event, who, under which name, on what, from where, and what came of it.
    var line: String {
        let target = (record.requestedRole ?? record.resources.first).map { " on \($0)" } ?? ""
        let address = record.root["sourceIPAddress"]?.string.map { " from \($0)" } ?? ""
        let name = record.sessionName.flatMap { $0 == who ? nil : " as \($0)" } ?? ""
        return Terminal.line("\(record.time)  \(record.name)  \(who)\(name)\(target)\(address)  \(outcome)")
    }

    /// Everything, a value a line, below the first line.
    var details: [String] {
        var lines: [String] = []
        Self.add(record.root, path: "", to: &lines)
        return lines
    }

    /// The end of the ARN, which has the name of a role's session or a user; else the best that there is.
    private var who: String {
        let identity = record.root["userIdentity"]
        if let text = identity?["arn"]?.string, let arn = ARN(text) { return "\(arn.accountID):\(arn.resource)" }
        let name = identity?["userName"] ?? identity?["principalId"] ?? identity?["accountId"] ?? identity?["type"]
        return name?.string ?? "Unknown"
    }

    private var outcome: String {
        guard record.isDenied else { return "ok" }
        let data = record.root["additionalEventData"]
        var text = "DENIED"
        if case .number(let count)? = data?["coalescedRefusals"]?.value { text += " \(count) times" }
        let reason = [record.errorCode, record.errorMessage].compactMap(\.self).joined(separator: ": ")
        if !reason.isEmpty { text += " " + reason }
        if let cause = data?["cause"]?.string, cause != record.errorMessage { text += " (\(cause))" }
        return text
    }

    private static func add(_ node: JSONNode, path: String, to lines: inout [String]) {
        switch node.value {
        case .object(let members):
            for member in members {
                add(member.node, path: path.isEmpty ? member.key : "\(path).\(member.key)", to: &lines)
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() { add(element, path: "\(path)[\(index)]", to: &lines) }
        case .null: return
        case .bool(let flag): lines.append(detail(path, flag ? "true" : "false"))
        case .number(let text), .string(let text): lines.append(detail(path, text))
        }
    }

    private static func detail(_ path: String, _ value: String) -> String {
        Terminal.line("    \(path) = \(value)")
    }
}
