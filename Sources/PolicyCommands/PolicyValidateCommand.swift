import ArgumentParser
import CommandIO
import Encodings
import Foundation
import IAMPolicy
import PolicyAnalysis
import SallyportConfiguration

/// `sallyport policy validate`: what IAM would say about a policy, and what it would not.
struct PolicyValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check policy files for errors and likely mistakes.",
        discussion: """
            Errors are what IAM refuses, with its own texts; warnings are policies that IAM
            takes and that hardly mean what they say, or that grant more: everything on
            everything, any role to any service, ways to more rights than they name. Each
            finding is printed as file:line:column.

              sallyport policy validate --kind trust roles/*/trust.json
              sallyport policy validate --kind trust \\
                  --config sallyport.yaml roles/*/trust.json

            With --config, trust policies are also held against the accounts, SAML
            providers and addresses of a broker: what can never hold there is a warning.

            Kinds:
            \(PolicyKind.allCases.map { "  " + $0.rawValue }.joined(separator: "\n"))
            """
    )

    @Argument(help: ArgumentHelp("Policy files; - is standard input.", valueName: "file"))
    var files: [String]

    @Option(
        help: "What the policies are for; without it, principals and actions tell.",
        transform: PolicyKindArgument.parse
    )
    var kind: PolicyKind?

    @Option(help: "How to print findings: text, json, sarif or github.")
    var format = ReportFormat.text

    @Flag(help: "Treat warnings as errors.")
    var strict = false

    @Option(help: ArgumentHelp("With trust policies: the configuration of the broker.", valueName: "file"))
    var config: String?

    func validate() throws {
        if config != nil, let kind, kind != .trust { throw ValidationError("--config goes with --kind trust") }
        if format == .junit || format == .tap { throw ValidationError("--format is text, json, sarif or github") }
    }

    private static func findings(_ text: String, _ kind: PolicyKind, _ knowledge: TrustKnowledge?) -> [PolicyFinding] {
        let findings = PolicyDocument.findings(in: text, kind: kind)
        guard let policy = try? PolicyDocument(simulating: text, kind: kind) else { return findings }
        let risks = CatalogueChecks.findings(in: policy) + PolicyRisks.findings(in: policy)
        guard kind == .trust, let knowledge else { return findings + risks }
        return findings + risks + knowledge.findings(in: policy)
    }

    func run() throws {
        let results = try Terminal.reported {
            let reader = ConfigurationReader(environment: ProcessInfo.processInfo.environment)
            let knowledge = try config.map { try reader.trustKnowledge(of: $0) }
            return try files.map { path in
                let text = try PolicyInput.text(atPath: path)
                let kind = kind ?? PolicyKindArgument.guess(from: text)
                return (path: path, findings: Self.findings(text, kind, knowledge))
            }
        }
        write(results)
        let refused = results.contains { $0.findings.contains { strict || $0.severity == .error } }
        if refused { throw ExitCode.refused }
    }

    private func write(_ results: [(path: String, findings: [PolicyFinding])]) {
        let problems = results.flatMap { path, findings in findings.map { Self.problem($0, path) } }
        switch format {
        case .json: Terminal.write(json: JSONValue.array(results.map(json)).text(spaced: true))
        case .sarif:
            Terminal.write(json: ReportedProblem.sarif(problems, tool: "sallyport policy validate").indentedText)
        case .github: Terminal.write(problems.map(\.githubCommand))
        default: Terminal.write(results.flatMap(lines))
        }
    }

    private static func problem(_ finding: PolicyFinding, _ path: String) -> ReportedProblem {
        ReportedProblem(
            file: path, line: finding.position.line, column: finding.position.column,
            level: finding.severity == .error ? .error : .warning, rule: finding.code.rawValue,
            title: finding.code.rawValue, message: finding.message + (finding.detail.map { " (\($0))" } ?? ""))
    }

    private func lines(path: String, findings: [PolicyFinding]) -> [String] {
        findings.isEmpty ? ["\(path): ok"] : findings.map { "\(path):\($0)" }
    }

    private func json(path: String, findings: [PolicyFinding]) -> JSONValue {
        .object([
            JSONMember("file", .string(path)),
            JSONMember("valid", .bool(!findings.contains { $0.severity == .error })),
            JSONMember("findings", .array(findings.map(json))),
        ])
    }

    private func json(_ finding: PolicyFinding) -> JSONValue {
        .object([
            JSONMember("severity", .string(finding.severity.rawValue)),
            JSONMember("code", .string(finding.code.rawValue)),
            JSONMember("message", .string(finding.message)),
            JSONMember("detail", .optional(finding.detail)),
            JSONMember("line", .integer(Int64(finding.position.line))),
            JSONMember("column", .integer(Int64(finding.position.column))),
        ])
    }
}
