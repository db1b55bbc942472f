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
            """
    )

    @Argument(help: ArgumentHelp("Test files; - is standard input.", valueName: "file"))
    var files: [String]

    @Option(help: "How to print the report: text or json.")
    var format = OutputFormat.text

    @Flag(name: .shortAndLong, help: "Print differences and totals only.")
    var quiet = false

    @Flag(help: "Count a policy that IAM would refuse to store as a difference.")
    var strict = false

    func run() throws {
        var report = PolicyTestReport(quiet: quiet, strict: strict)
        try Terminal.reported {
            for path in files { report.run(try PolicyTestFile(path: path)) }
        }
        format.write(report.lines, json: report.json.text(spaced: true))
        if !report.succeeded { throw ExitCode.refused }
    }
}
