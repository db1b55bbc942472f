import ArgumentParser
import CommandIO
import Encodings

/// `sallyport policy test`: unit tests of policies.
struct PolicyTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run policy unit tests and print a report.",
        discussion: """
            A test names policies, a request and the decision that is expected. Keep test
            files beside the policies and run them in CI. A YAML file:

              policies:
                operator: operator.json   # a file beside this one, or the policy itself
              defaults:
                principal: arn:aws:sts::123456789012:assumed-role/Operator/ana
                policies: {identity: [operator]}
              tests:
                - name: an operator reads dashboards but changes none
                  action: [cloudwatch:GetDashboard, cloudwatch:ListDashboards]
                  expected: Allowed
                - name: an operator deletes no dashboard
                  action: cloudwatch:DeleteDashboards
                  expected: ImplicitlyDenied

            Several actions or resources make a test of each pair. Policies may be
            identity, resource, session, boundaries and serviceControl; a request has
            principal, action, resource (default *), resourceAccount and context. With
            principalKeys: true, aws:PrincipalArn, aws:username and the like come from the
            principal. Files with another ending than .yaml, .yml or .json hold one test a
            line as JSON with the same names. A test with "document" and "expected" (IAM's
            message, or null) checks validation instead.

            Of a folder all files are run that end in .yaml, .yml or .jsonl. The standard
            input is YAML unless it begins like JSON. --coverage lists the statements that
            no test reached; --minimum-coverage makes too many of them a failure.

            Reports for CI systems: junit, tap, sarif, and github, which marks lines in a
            workflow of GitHub Actions.
            """
    )

    @Argument(help: ArgumentHelp("Test files or folders; - is standard input.", valueName: "file"))
    var files: [String]

    @Option(help: "How to print the report: text, json, junit, tap, sarif or github.")
    var format = ReportFormat.text

    @Flag(help: "List the statements of policies that no test reached.")
    var coverage = false

    @Option(help: ArgumentHelp("How many of the statements have to be reached.", valueName: "percent"))
    var minimumCoverage: Int?

    @Flag(name: .shortAndLong, help: "Print differences and totals only.")
    var quiet = false

    @Flag(help: "Count a policy that IAM would refuse to store as a difference.")
    var strict = false

    func validate() throws {
        if let minimumCoverage, !(0...100).contains(minimumCoverage) {
            throw ValidationError("--minimum-coverage takes 0 to 100")
        }
    }

    func run() throws {
        var report = PolicyTestReport(
            quiet: quiet, strict: strict, minimumCoverage: minimumCoverage ?? (coverage ? 0 : nil))
        try Terminal.reported {
            for path in try files.flatMap({ try PolicyTestFolder.files(at: $0) }) {
                try report.run(try PolicyTestFile(path: path))
            }
        }
        report.write(as: format)
        if !report.succeeded { throw ExitCode.refused }
    }
}
