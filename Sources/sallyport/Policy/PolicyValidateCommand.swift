import ArgumentParser
import IAMPolicy

/// `sallyport policy validate`: what IAM would say about a policy, and what it would not.
struct PolicyValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check policy files for errors and likely mistakes.",
        discussion: """
            Errors are what IAM refuses, with its own texts; warnings are policies that IAM
            takes and that hardly mean what they say. Each finding is printed as
            file:line:column.

              sallyport policy validate --kind trust roles/*/trust.json

            Kinds: \(PolicyKind.allCases.map(\.rawValue).joined(separator: ", ")).
            """
    )

    @Argument(help: ArgumentHelp("Policy files; - is standard input.", valueName: "file"))
    var files: [String]

    @Option(
        help: "What the policies are for; without it, principals and actions tell.",
        transform: PolicyKindArgument.parse
    )
    var kind: PolicyKind?

    @Option(help: "How to print findings: text or json.")
    var format: PolicyOutputFormat = .text

    @Flag(help: "Treat warnings as errors.")
    var strict = false

    func run() throws {
        var results: [(path: String, findings: [PolicyFinding])] = []
        try PolicyInput.run {
            for path in files {
                let text = try PolicyInput.text(atPath: path)
                let kind = kind ?? PolicyKindArgument.guess(from: text)
                results.append((path, PolicyDocument.findings(in: text, kind: kind)))
            }
        }
        switch format {
        case .text: Terminal.write(results.flatMap(lines))
        case .json: Terminal.write(json: JSONText.array(results.map(json)).description)
        }
        let refused = results.contains { $0.findings.contains { strict || $0.severity == .error } }
        if refused { throw PolicyExit.refused }
    }

    private func lines(path: String, findings: [PolicyFinding]) -> [String] {
        findings.isEmpty ? ["\(path): ok"] : findings.map { "\(path):\($0)" }
    }

    private func json(path: String, findings: [PolicyFinding]) -> JSONText {
        .object([
            ("file", .string(path)),
            ("valid", .bool(!findings.contains { $0.severity == .error })),
            ("findings", .array(findings.map(json))),
        ])
    }

    private func json(_ finding: PolicyFinding) -> JSONText {
        .object([
            ("severity", .string(finding.severity.rawValue)),
            ("code", .string(finding.code.rawValue)),
            ("message", .string(finding.message)),
            ("detail", .optional(finding.detail)),
            ("line", .integer(finding.position.line)),
            ("column", .integer(finding.position.column)),
        ])
    }
}
