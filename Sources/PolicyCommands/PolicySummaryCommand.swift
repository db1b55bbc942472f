import ActionCatalogue
import ArgumentParser
import CommandIO
import Encodings
import IAMPolicy
import PolicyAnalysis

/// `sallyport policy summary`: what a policy grants, at a glance.
struct PolicySummaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary",
        abstract: "Show services, access levels, resources and conditions of a policy.",
        discussion: """
            Access levels (List, Read, Write, Permissions management) are those of the IAM
            user guide's table, Full when all actions of the service at that level are
            meant and Limited when some are. Levels of services that the table does not
            have follow from the names of the actions; actions whose level nobody knows
            are listed as uncategorised, and services that it does not have are marked.
            Warnings tell what grants less than it says: names that look misspelt,
            actions that do not apply to any resource of their statement, conditions that
            cannot hold.

            With --service each action of a service is listed, with --action each resource
            of one action, under which conditions, and what does not reach it.

              sallyport policy summary operator.json
              sallyport policy summary --format json trust.json
              sallyport policy summary operator.json --service s3
              sallyport policy summary operator.json --action s3:PutObject
            """
    )

    @Argument(help: ArgumentHelp("A policy file; - is standard input.", valueName: "file"))
    var file: String

    @Option(help: "List the actions of this service, such as s3.")
    var service: String?

    @Option(help: "List the resources of this action, such as s3:PutObject.")
    var action: String?

    @Option(help: "How to print the summary: text or json.")
    var format = OutputFormat.text

    func validate() throws {
        guard service == nil || action == nil else { throw ValidationError("give one of --service and --action") }
        guard action?.utf8.contains(UInt8(ascii: ":")) ?? true else {
            throw ValidationError("--action names service and action, such as s3:PutObject")
        }
    }

    func run() throws {
        let policy = try Terminal.reported { try PolicyInput.policy(atPath: file, kind: .managed) }
        if let service {
            let text = ServiceSummaryText(policy.document, service: service)
            return format.write(text.lines, json: text.json.text(spaced: true))
        }
        if let action {
            let text = ActionSummaryText(policy.document, action: action)
            return format.write(text.lines, json: text.json.text(spaced: true))
        }
        let services = PolicySummary(policy.document).services
        let warnings = CatalogueChecks.findings(in: policy.document).map { "\(file):\($0)" }
        format.write(services.flatMap(lines) + warnings, json: JSONValue.array(services.map(json)).text(spaced: true))
    }

    private func lines(_ service: PolicySummary.Service) -> [String] {
        let scope = service.isNotAction ? "everything but" : "actions"
        var lines = [
            "\(service.effect.rawValue) \(service.name == "*" ? "all services" : service.name): "
                + Self.levels(service).joined(separator: ", "),
            "  \(scope): \(service.actions.joined(separator: ", "))",
        ]
        if !Self.isRecognised(service) { lines.append("  unrecognised: the table of actions has no such service") }
        let uncategorised = Self.uncategorised(service)
        if !uncategorised.isEmpty { lines.append("  uncategorised: \(uncategorised.joined(separator: ", "))") }
        lines += service.principals.map { "  principal: \($0)" }
        lines += service.resources.map { "  resource: \($0)" }
        return lines + service.conditions.map { "  condition: \($0)" }
    }

    /// `Full: Read` or `Limited: Write` where the table has the service, else what the names tell.
    private static func levels(_ service: PolicySummary.Service) -> [String] {
        guard !service.accessLevels.contains(.full), let summary = LevelSummary(service) else {
            return service.accessLevels.map(\.rawValue) + (service.unclassifiedActions.isEmpty ? [] : ["other"])
        }
        return summary.levels.map { "\($0.extent.rawValue): \($0.level.rawValue)" }
            + (summary.uncategorised.isEmpty ? [] : ["other"])
    }

    /// Those of the table where it has the service, else what the names tell.
    private static func accessLevels(_ service: PolicySummary.Service) -> [AccessLevel] {
        guard !service.accessLevels.contains(.full), let summary = LevelSummary(service) else {
            return service.accessLevels
        }
        return summary.levels.map(\.level)
    }

    private static func isRecognised(_ service: PolicySummary.Service) -> Bool {
        service.name == "*" || ActionCatalogue.shared.service(service.name) != nil
    }

    private static func uncategorised(_ service: PolicySummary.Service) -> [String] {
        LevelSummary(service)?.uncategorised ?? service.unclassifiedActions
    }

    private func json(_ service: PolicySummary.Service) -> JSONValue {
        .object([
            JSONMember("service", .string(service.name)),
            JSONMember("recognised", .bool(Self.isRecognised(service))),
            JSONMember("effect", .string(service.effect.rawValue)),
            JSONMember("notAction", .bool(service.isNotAction)),
            JSONMember("accessLevels", .strings(Self.accessLevels(service).map(\.rawValue))),
            JSONMember(
                "extents",
                .object(
                    (LevelSummary(service)?.levels ?? []).map { JSONMember($0.level.rawValue, $0.extent.rawValue) })),
            JSONMember("uncategorised", .strings(Self.uncategorised(service))),
            JSONMember("actions", .strings(service.actions)),
            JSONMember("unclassifiedActions", .strings(Self.uncategorised(service))),
            JSONMember("principals", .strings(service.principals)),
            JSONMember("resources", .strings(service.resources)),
            JSONMember("conditions", .strings(service.conditions)),
        ])
    }
}
