import Encodings
import IAMPolicy
import PolicyAnalysis

/// How `policy summary --service` shows the actions of a service.
struct ServiceSummaryText {
    private let service: String
    private let summaries: [ServiceSummary]

    init(_ document: PolicyDocument, service: String) {
        self.service = service
        summaries = ServiceSummary.summaries(of: document, service: service)
    }

    var lines: [String] {
        guard !summaries.isEmpty else { return ["The policy names no action of \(service)."] }
        return summaries.flatMap(lines)
    }

    private func lines(_ summary: ServiceSummary) -> [String] {
        var lines = [
            "\(summary.effect.rawValue) \(summary.service): \(Self.count(summary.actions, in: summary.known.values.reduce(0, +)))"
        ]
        for level in AccessLevel.allCases.map(Optional.some) + [nil] {
            let actions = summary.actions.filter { $0.level == level }
            guard !actions.isEmpty else { continue }
            let title = level.map { "\($0.rawValue): \(Self.count(actions, in: summary.known[$0] ?? 0))" }
            lines.append("  " + (title ?? "Uncategorised: the table of actions does not have them"))
            for action in actions { lines += ["    " + action.name] + action.entries.map { "      " + $0.text } }
        }
        return lines
    }

    private static func count(_ actions: [ServiceSummary.Action], in known: Int) -> String {
        "\(actions.count { $0.isReached && $0.level != nil }) of \(known) actions"
    }

    var json: JSONValue {
        .array(
            summaries.map { summary in
                .object([
                    JSONMember("service", summary.service), JSONMember("effect", summary.effect.rawValue),
                    JSONMember("actions", .array(summary.actions.map(\.json))),
                ])
            })
    }
}

/// How `policy summary --action` shows the resources of an action.
struct ActionSummaryText {
    private let action: String
    private let found: [(effect: PolicyEffect, action: ServiceSummary.Action)]

    init(_ document: PolicyDocument, action: String) {
        self.action = action
        let parts = action.pieces(separatedBy: UInt8(ascii: ":"))
        let name = (parts.last ?? "").asciiLowercased
        found = ServiceSummary.summaries(of: document, service: parts.first ?? "").flatMap { summary in
            summary.actions.filter { $0.name.asciiLowercased == name }.map { (summary.effect, $0) }
        }
    }

    var lines: [String] {
        guard !found.isEmpty else { return ["The policy does not name \(action)."] }
        return found.flatMap(lines)
    }

    private func lines(_ effect: PolicyEffect, _ found: ServiceSummary.Action) -> [String] {
        let level = found.level?.rawValue ?? "uncategorised"
        var lines = ["\(effect.rawValue) \(action): \(level)"]
        for entry in found.entries {
            lines.append("  resource: \(entry.resource)")
            lines.append("    region: \(entry.region ?? "all")")
            lines.append("    account: \(entry.account ?? "all")")
            lines += entry.conditions.map { "    condition: \($0)" }
            if let hindrance = entry.hindrance { lines.append("    no access: \(hindrance)") }
        }
        return lines
    }

    var json: JSONValue {
        .array(
            found.map { effect, action in
                .object([JSONMember("effect", effect.rawValue), JSONMember("action", action.json)])
            })
    }
}

extension ServiceSummary.Entry {
    fileprivate var text: String {
        let tests = conditions.isEmpty ? "" : " if " + conditions.joined(separator: " and ")
        return resource + tests + (hindrance.map { " (no access: \($0))" } ?? "")
    }

    fileprivate var json: JSONValue {
        var members = [JSONMember("resource", resource)]
        if let region { members.append(JSONMember("region", region)) }
        if let account { members.append(JSONMember("account", account)) }
        members.append(JSONMember("conditions", .strings(conditions)))
        if let hindrance { members.append(JSONMember("noAccess", hindrance)) }
        return .object(members)
    }
}

extension ServiceSummary.Action {
    fileprivate var json: JSONValue {
        var members = [JSONMember("name", name)]
        if let level { members.append(JSONMember("accessLevel", level.rawValue)) }
        members += [JSONMember("isReached", .bool(isReached)), JSONMember("resources", .array(entries.map(\.json)))]
        return .object(members)
    }
}
