import Encodings
import IAMPolicy
import StateMachinePolicies
import Testing

@Suite("Definitions of state machines")
struct DefinitionTests {
    private static let task = #"{"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true}"#

    @Test func nestedStatesCount() throws {
        let inner = #"{"StartAt": "A", "States": {"A": \#(Self.task)}}"#
        for nested in [
            #"{"Type": "Parallel", "Branches": [\#(inner), \#(inner)]}"#, #"{"Type": "Map", "Iterator": \#(inner)}"#,
            #"{"Type": "Map", "ItemProcessor": \#(inner)}"#,
            #"{"Type": "Map", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Parallel", "Branches": [\#(inner)]}}}}"#,
        ] {
            let made = try policy(of: #"{"StartAt": "S", "States": {"S": \#(nested)}}"#)
            #expect(made.statements.map(\.actions) == [["sns:Publish"]])
            #expect(made.access.first?.states == ["A"])
        }
    }

    @Test(arguments: [
        ("[]", "1:1: a state machine is a JSON object"), (#"{"States": {}}"#, "1:1: the state machine has no StartAt"),
        (#"{"StartAt": "A"}"#, "1:1: the state machine has no States"),
        (#"{"StartAt": "A", "States": {}}"#, #"1:1: StartAt names no state: "A""#),
        ("{\"StartAt\": \"A\", \"States\": {\n\"A\": {}}}", #"2:1: state "A" has no Type"#),
        (
            "{\"StartAt\": \"A\", \"States\": {\n\"A\": {\"Type\": \"Tsk\"}}}",
            #"2:15: state "A" has an unknown Type "Tsk""#
        ),
        ("{\"StartAt\": \"A\", \"States\": {\n\"A\": {\"Type\": \"Task\"}}}", #"2:1: task "A" has no Resource"#),
        (#"{"StartAt": "A", "StartAt": "A"}"#, #"1:18: the key "StartAt" is there twice"#),
        ("{", "1:2: the text ends in the middle of a value"),
        (
            #"{"QueryLanguage": "XPath", "StartAt": "A", "States": {"A": {"Type": "Pass"}}}"#,
            "1:19: QueryLanguage is JSONata or JSONPath"
        ),
    ])
    func whatIsNoneIsRefusedWithItsPlace(_ text: String, _ description: String) {
        do throws(StateMachineError) {
            _ = try StateMachineDefinition(parsing: text)
            Issue.record("taken: \(text)")
        } catch {
            #expect(error.description == description)
        }
    }

    @Test(arguments: [
        "arn:aws:states:::sns", "arn:aws:states:::sns:publish.sync:3", "arn:aws:states:::sns:publish.",
        "arn:aws:states:::aws-sdk:s3", "arn:aws:states:::aws-sdk:s3:*", "arn:aws:states:::aws-sdk:*:getObject",
        "arn:aws:states:::aws-sdk:s3:getObject.sync", "arn:aws:s3:::bucket", "${Function}", "", "arn:aws:states:::",
        "arn:moon:states:::sns:publish", "arn:aws:lambda:eu-west-1:123456789012:function:*",
        "arn:aws:lambda:eu-west-1:123456789012:layer:x",
        "arn:aws:states:::sns:pub\\u0301lish",
    ])
    func resourcesThatAreNoneAreRefused(_ resource: String) {
        #expect(throws: StateMachineError.self) { try StateMachineDefinition(parsing: definition(resource)) }
    }

    /// How a task may wait is told by its integration.
    @Test(arguments: [
        "sns:publish.sync", "sqs:sendMessage.sync", "lambda:invoke.sync", "batch:submitJob.waitForTaskToken",
        "dynamodb:getItem.sync", "dynamodb:getItem.waitForTaskToken", "batch:submitJob.sync:2", "eks:call.sync",
        "codebuild:stopBuild.sync", "athena:getQueryResults.sync", "elasticmapreduce:cancelStep.sync",
        "databrew:startJobRun.waitForTaskToken", "emr-containers:createVirtualCluster.sync",
    ])
    func patternsThatAnIntegrationDoesNotHaveAreRefused(_ integration: String) throws {
        let name = try #require(integration.split(separator: ".").first)
        do {
            _ = try policy(of: definition(integration, "{}"))
            Issue.record("taken: \(integration)")
        } catch let error as StateMachineError {
            #expect(error.message.hasPrefix("\(name) cannot be called with ."))
        }
    }

    @Test(arguments: ["batch:submitJob.sync", "sqs:sendMessage.waitForTaskToken", "states:startExecution.sync:2"])
    func expressWorkflowsDoNotWait(_ integration: String) throws {
        var express = try Deployment(region: "eu-west-1", accountID: "123456789012")
        express.isExpress = true
        let deployment = express
        #expect(throws: StateMachineError.self) { try policy(of: definition(integration, "{}"), in: deployment) }
        let call = String(try #require(integration.split(separator: ".").first))
        #expect(throws: Never.self) { try policy(of: definition(call, "{}"), in: deployment) }
    }

    /// A policy would grant more than the one resource that a definition seems to name.
    @Test(arguments: ["*", "a*", "a?", "${aws:username}", "a b", "a\\u0000", "\\u00e9", "", "{% $f %}"])
    func namesThatArePatternsAreRefused(_ name: String) throws {
        for (integration, parameter) in [
            ("lambda:invoke", "FunctionName"), ("dynamodb:getItem", "TableName"), ("sns:publish", "TopicArn"),
            ("codebuild:startBuild", "ProjectName"), ("sqs:sendMessage", "QueueUrl"),
        ] {
            let text = definition(integration, #"{"\#(parameter)": "\#(name)"}"#)
            #expect(throws: StateMachineError.self) { try policy(of: text) }
        }
    }

    @Test func aNameOfAnotherServiceIsRefused() {
        let text = definition("sns:publish", #"{"TopicArn": "arn:aws:s3:::bucket"}"#)
        #expect(throws: StateMachineError.self) { try policy(of: text) }
        let partition = definition("sns:publish", #"{"TopicArn": "arn:moon:sns:eu-west-1:123456789012:t"}"#)
        #expect(throws: StateMachineError.self) { try policy(of: partition) }
        for role in ["arn:aws:iam::123456789012:user/x", "arn:aws:iam:eu-west-1:123456789012:role/x", "arn:aws:s3:::x"]
        {
            let cluster = definition("eks:createCluster", #"{"RoleArn": "\#(role)"}"#)
            #expect(throws: StateMachineError.self) { try policy(of: cluster) }
        }
        let queue = definition("sqs:sendMessage", #"{"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/orders"}"#)
        #expect(throws: StateMachineError.self) { try policy(of: queue) }
    }

    @Test func expressionsOfJSONataAreDynamic() throws {
        func resources(_ head: String, _ task: String) throws -> [String]? {
            let text =
                #"{\#(head)"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem"\#(task)}}}"#
            return try policy(of: text).statements.first?.resources
        }
        let table = ["arn:aws:dynamodb:\(place):table/Orders"]
        let jsonata = #""QueryLanguage": "JSONata", "#
        #expect(try resources(jsonata, #", "Arguments": {"TableName": "Orders"}"#) == table)
        #expect(try resources(jsonata, #", "Arguments": {"TableName": "{% $t %}"}"#) == ["*"])
        #expect(try resources(jsonata, #", "Arguments": "{% $all %}""#) == ["*"])
        #expect(try resources("", #", "QueryLanguage": "JSONata", "Arguments": {"TableName": "{% $t %}"}"#) == ["*"])
        #expect(try resources("", #", "Parameters": {"TableName": "Orders"}"#) == table)
        #expect(try resources("", #", "Parameters": {"TableName": "Orders", "TableName.$": "$.t"}"#) == ["*"])
    }

    @Test func boundsHold() throws {
        func nested(_ depth: Int) -> String {
            var text = #"{"StartAt": "A", "States": {"A": {"Type": "Pass"}}}"#
            for _ in 0..<depth {
                text = #"{"StartAt": "A", "States": {"A": {"Type": "Parallel", "Branches": [\#(text)]}}}"#
            }
            return text
        }
        #expect(throws: Never.self) { try policy(of: nested(30)) }
        #expect(throws: StateMachineError.self) { try StateMachineDefinition(parsing: nested(1_000)) }
        #expect(throws: StateMachineError.self) {
            try StateMachineDefinition(parsing: String(repeating: "[", count: 1_000_000))
        }
        let long = definition("sns:publish", #"{"Message": "\#(String(repeating: "x", count: 1_048_576))"}"#)
        #expect(throws: StateMachineError.self) { try StateMachineDefinition(parsing: long) }
    }

    /// As many tasks as a definition has room for, each with findings of its own.
    @Test func manyTasks() throws {
        let states = (0..<8_000).map {
            #""T\#($0)": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:action\#($0)"}"#
        }
        let made = try policy(of: #"{"StartAt": "T0", "States": {\#(states.joined(separator: ","))}}"#)
        #expect(made.access.count == 8_000)
        #expect(made.findings.count == 8_001)
        #expect(made.findings.last?.code == .tooLong)
    }

    /// Every cut of a definition, and every byte of it replaced, is taken or refused, and never ends the process.
    @Test func cutsAndReplacementsAreSurvived() {
        let text = definition(
            "ecs:runTask.sync", #"{"TaskDefinition": "t", "Overrides": {"TaskRoleArn": "arn:aws:iam::1:role/x"}}"#)
        let bytes = Array(text.utf8)
        for index in bytes.indices {
            _ = try? policy(of: String(decoding: bytes[..<index], as: UTF8.self))
            for byte in [UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: ":"), UInt8(ascii: "0"), 0xFF] {
                var changed = bytes
                changed[index] = byte
                _ = try? policy(of: String(decoding: changed, as: UTF8.self))
            }
        }
    }
}
