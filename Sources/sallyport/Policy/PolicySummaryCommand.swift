import ArgumentParser
import CommandIO
import Encodings
import IAMPolicy

/// `sallyport policy summary`: what a policy grants, at a glance.
struct PolicySummaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary",
        abstract: "Show services, access levels, resources and conditions of a policy.",
        discussion: """
            Access levels (List, Read, Write, Permissions management, Tagging, Full access)
            follow from the names of the actions; actions whose names do not tell are
            listed as they are.

              sallyport policy summary operator.json
              sallyport policy summary --format json trust.json
            """
    )

    @Argument(help: ArgumentHelp("A policy file; - is standard input.", valueName: "file"))
    var file: String

    @Option(help: "How to print the summary: text or json.")
    var format = OutputFormat.text

    func run() throws {
        let policy = try Terminal.reported { try PolicyInput.policy(atPath: file, kind: .managed) }
        let services = PolicySummary(policy.document).services
        format.write(services.flatMap(lines), json: JSONValue.array(services.map(json)).text(spaced: true))
    }

    private func lines(_ service: PolicySummary.Service) -> [String] {
        let levels = service.accessLevels.map(\.rawValue) + (service.unclassifiedActions.isEmpty ? [] : ["other"])
        let scope = service.isNotAction ? "everything but" : "actions"
        var lines = [
            "\(service.effect.rawValue) \(service.name == "*" ? "all services" : service.name): "
                + levels.joined(separator: ", "),
            "  \(scope): \(service.actions.joined(separator: ", "))",
        ]
        lines += service.principals.map { "  principal: \($0)" }
        lines += service.resources.map { "  resource: \($0)" }
        return lines + service.conditions.map { "  condition: \($0)" }
    }

    private func json(_ service: PolicySummary.Service) -> JSONValue {
        .object([
            JSONMember("service", .string(service.name)),
            JSONMember("effect", .string(service.effect.rawValue)),
            JSONMember("notAction", .bool(service.isNotAction)),
            JSONMember("accessLevels", .strings(service.accessLevels.map(\.rawValue))),
            JSONMember("actions", .strings(service.actions)),
            JSONMember("unclassifiedActions", .strings(service.unclassifiedActions)),
            JSONMember("principals", .strings(service.principals)),
            JSONMember("resources", .strings(service.resources)),
            JSONMember("conditions", .strings(service.conditions)),
        ])
    }
}
