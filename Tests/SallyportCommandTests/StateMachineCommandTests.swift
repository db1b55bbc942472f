import FederationTesting
import Foundation
import Testing

@Suite("sallyport policy from-state-machine")
struct StateMachineCommandTests {
    private static let definition = #"""
        {"StartAt": "Ship", "States": {
          "Ship": {"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync", "Next": "Tell"},
          "Tell": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish",
            "Parameters": {"TopicArn": "arn:aws:sns:eu-west-1:123456789012:shipped"}, "End": true}}}
        """#

    private func run(_ options: String..., input: String = definition) throws -> Command.Result {
        try Command.run(["policy", "from-state-machine", "-"] + options, input: input)
    }

    @Test func whatItWritesIsAPolicy() throws {
        let result = try run()
        #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
        let statements = try #require(result.json["Statement"] as? [[String: Any]])
        #expect(statements.count == 3)
        #expect(result.output.contains("rule/StepFunctionsGetEventsForBatchJobsRule"))
        let check = try Command.run(["policy", "validate", "--kind", "inline", "--strict", "-"], input: result.output)
        #expect(check.status == 0 && check.output == "-: ok\n", "\(check)")
    }

    @Test func itSaysWhoNeedsWhat() throws {
        let lines = try run("--format", "explain").output.split(separator: "\n").map(String.init)
        #expect(lines.starts(with: ["batch:SubmitJob: call, by Ship", "  on *", "batch:DescribeJobs: poll, by Ship"]))
        #expect(lines.suffix(2) == ["sns:Publish: call, by Tell", "  on arn:aws:sns:eu-west-1:123456789012:shipped"])
    }

    @Test func aRoleIsHeldAgainstIt() throws {
        let folder = try TemporaryFolder()
        let role = try folder.write("role.json", try run().output)
        let good = try run("--check", role)
        #expect(good.status == 0 && good.output == "the role has all that is needed\n", "\(good)")
        let without = try folder.write(
            "less.json", try run().output.replacing("batch:TerminateJob", with: "batch:CancelJob"))
        let less = try run("--check", without)
        #expect(less.status == 1)
        #expect(less.output.hasPrefix("missing cancel: batch:TerminateJob on * for Ship: a job goes on"), "\(less)")
        #expect(less.output.split(separator: "\n").count == 1)
        // What one policy lacks, another may have.
        #expect(try run("--check", without, role).status == 0)
        let broad = try folder.write(
            "broad.json",
            #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#)
        let more = try run("--check", broad)
        #expect(more.status == 0 && more.output.contains("surplus: * in \(broad):1:"), "\(more)")
    }

    @Test func whatNoPolicyHoldsIsTold() throws {
        let sdk = Self.definition.replacing("sns:publish", with: "aws-sdk:sns:listTopics")
        let result = try run(input: sdk)
        #expect(
            result.status == 0 && result.errors.contains("-:3:") && result.errors.contains("[partial]"), "\(result)")
        #expect(!result.json.isEmpty)
    }

    @Test func whatIsNoDefinitionIsRefused() throws {
        for (text, message) in [
            ("{}", "-:1:1: the state machine has no StartAt"), ("", "the text ends"),
            (Self.definition.replacing("sns:publish", with: "sns:publish.sync"), "-:3:"),
        ] {
            let result = try run(input: text)
            #expect(result.status == 2 && result.output.isEmpty && result.errors.contains(message), "\(result)")
        }
        #expect(try run("--express").status == 2)
        #expect(try Command.run("policy", "from-state-machine", "/nonexistent").status == 2)
    }

    @Test func wrongUsageIsSaid() throws {
        #expect(try run("--partition", "moon").status == 64)
        #expect(try run("--account", "1").status == 64)
        #expect(try run("--region", "EU").status == 64)
        #expect(try run("--api-policy-for", "x").status == 64)
        #expect(try run("--api-policy-for", "arn:aws:states:eu-west-1:123456789012:stateMachine:x").status == 1)
    }

    @Test func theRoleIsAssumedByTheService() throws {
        let machines = "arn:aws:states:eu-west-1:123456789012:stateMachine:*"
        let result = try Command.run(
            "role", "template", "--service", "states.amazonaws.com", "--source-account", "123456789012",
            "--source-arn", machines)
        #expect(result.status == 0, "\(result)")
        let statement = try #require((result.json["Statement"] as? [[String: Any]])?.first)
        #expect(statement["Action"] as? String == "sts:AssumeRole")
        #expect(statement["Principal"] as? [String: String] == ["Service": "states.amazonaws.com"])
        let condition = try #require(statement["Condition"] as? [String: [String: String]])
        #expect(
            condition == [
                "ArnLike": ["aws:SourceArn": machines], "StringEquals": ["aws:SourceAccount": "123456789012"],
            ])
        let plain = try Command.run("role", "template", "--service", "states.amazonaws.com")
        #expect(plain.status == 0 && !plain.output.contains("Condition"))
    }

    @Test(
        arguments: [
            (["--service", "states"], Int32(2)), (["--service", "*"], 2),
            (["--service", "s.amazonaws.com", "--source-arn", "x"], 2),
            (["--service", "s.amazonaws.com", "--source-account", "1"], 2),
            (["--service", "s.amazonaws.com", "--console"], 64),
            (["--source-account", "123456789012", "--saml", Fixture.provider], 64),
            (["--service", "s.amazonaws.com", "--saml", Fixture.provider], 64),
        ] as [([String], Int32)])
    func whatIsNoServiceIsRefused(_ options: [String], _ status: Int32) throws {
        #expect(try Command.run(["role", "template"] + options).status == status)
    }
}
