import Encodings
import IAMPolicy
import StateMachinePolicies
import Testing

@Suite("Policies for state machines")
struct StateMachinePolicyTests {
    private func machine(_ tasks: [(integration: String, parameters: String)]) -> String {
        let states = tasks.enumerated().map { index, task in
            #""T\#(index)": {"Type": "Task", "Resource": "arn:aws:states:::\#(task.integration)", "Parameters": \#(task.parameters)}"#
        }
        return #"{"StartAt": "T0", "States": {\#(states.joined(separator: ", "))}}"#
    }

    @Test func severalResourcesShareAStatement() throws {
        let made = try policy(
            of: machine([
                ("dynamodb:getItem", #"{"TableName": "B"}"#), ("dynamodb:putItem", #"{"TableName": "A"}"#),
                ("dynamodb:putItem", #"{"TableName": "A"}"#), ("batch:submitJob", "{}"),
            ]))
        #expect(
            made.statements.map(\.resources) == [
                ["arn:aws:dynamodb:\(place):table/A", "arn:aws:dynamodb:\(place):table/B"], ["*"],
            ])
        #expect(made.access.first?.states == ["T0", "T1", "T2"])
    }

    @Test func whatTheInputTellsCoversWhatIsWritten() throws {
        let made = try policy(
            of: machine([
                ("sns:publish", #"{"TopicArn": "arn:aws:sns:\#(place):a"}"#),
                ("sns:publish", #"{"TopicArn.$": "$.t"}"#),
            ]))
        #expect(made.statements.map(\.resources) == [["*"]])
    }

    @Test func statementsSayNothingTwice() throws {
        let made = try policy(
            of: machine([("eks:createCluster", #"{"RoleArn": "r"}"#), ("eks:deleteCluster", #"{"Name": "shop"}"#)]))
        let deletion = made.access.first { $0.action == "eks:DeleteCluster" }
        #expect(deletion?.resources == ["arn:aws:eks:\(place):cluster/*"])
        #expect(deletion?.purposes == [.cancel, .call])
    }

    @Test(arguments: [
        #"{"StartAt": "A", "States": {"A": {"Type": "Pass"}}}"#,
        #"{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:eu-west-1:123456789012:activity:pick"}}}"#,
    ])
    func whoNeedsNothingMayDoNothing(_ text: String) throws {
        let made = try policy(of: text)
        #expect(made.access.isEmpty && made.findings.isEmpty)
        #expect(made.statements.count == 1 && made.statements.first?.isDeny == true)
        #expect(try document(made).statements.map(\.effect) == [.deny])
        #expect(try !grants(document(made), "s3:GetObject", on: "*"))
    }

    @Test func tracesAndLogsAreGrantedOnDemand() throws {
        let text = definition("batch:submitJob", "{}")
        var deployment = try Deployment(region: "eu-west-1", accountID: "123456789012")
        #expect(try !grants(document(policy(of: text, in: deployment)), "xray:PutTraceSegments", on: "*"))
        deployment.isTraced = true
        deployment.isLogged = true
        let made = try document(policy(of: text, in: deployment))
        #expect(try grants(made, "xray:PutTraceSegments", on: "*") && grants(made, "logs:CreateLogDelivery", on: "*"))
        #expect(try !grants(made, "logs:DeleteLogGroup", on: "*"))
    }

    @Test func placesComeFromTheCallerOrTheDefinition() throws {
        let own = definition(
            "dynamodb:getItem", #"{"TableName": "A", "Key": {"k": "arn:aws-cn:sqs:cn-north-1:210987654321:q"}}"#
        )
        .replacing("arn:aws:states", with: "arn:aws-cn:states")
        #expect(
            try policy(of: own, in: Deployment()).statements.first?.resources == [
                "arn:aws-cn:dynamodb:cn-north-1:210987654321:table/A"
            ])
        let given = try Deployment(partition: "aws-us-gov", region: "us-gov-west-1", accountID: "123456789012")
        #expect(
            try policy(of: own, in: given).statements.first?.resources
                == ["arn:aws-us-gov:dynamodb:us-gov-west-1:123456789012:table/A"])
        let unknown = try policy(of: definition("dynamodb:getItem", #"{"TableName": "A"}"#), in: Deployment())
        #expect(unknown.statements.first?.resources == ["arn:aws:dynamodb:*:*:table/A"])
        #expect(unknown.findings.map(\.code) == [.unknownPlace, .unknownPlace])
        let topic = definition("sns:publish", #"{"TopicArn": "arn:aws:sns:eu-west-1:123456789012:t"}"#)
        #expect(
            try policy(of: topic, in: Deployment(partition: "aws-cn")).statements.first?.resources
                == ["arn:aws-cn:sns:eu-west-1:123456789012:t"])
    }

    private static let noPlaces: [(String?, String?, String?)] = [
        ("aws*", nil, nil), (nil, "eu west", nil), (nil, nil, "12345678901"), (nil, nil, "12345678901x"),
    ]

    @Test(arguments: noPlaces)
    func placesThatAreNoneAreRefused(_ partition: String?, _ region: String?, _ account: String?) {
        #expect(throws: ConfigurationError.self) {
            try Deployment(partition: partition, region: region, accountID: account)
        }
    }

    @Test func apisMayBeToldWhoCalls() throws {
        let text = definition(
            "apigateway:invoke",
            #"{"ApiEndpoint": "a1.execute-api.eu-west-1.amazonaws.com", "Method": "GET", "Stage": "s"}"#)
        let made = try policy(of: text)
        let machine = ARN(
            partition: "aws", service: "states", region: "eu-west-1", accountID: "123456789012",
            resource: "stateMachine:Orders")
        let api = try PolicyDocument(parsing: try #require(made.apiPolicy(for: machine)), kind: .resource)
        func isAllowed(_ source: String) -> Bool {
            let context = RequestContext(
                principal: .service("states.amazonaws.com"), action: "execute-api:Invoke",
                resource: "arn:aws:execute-api:\(place):a1/s/GET/x", keys: ["aws:SourceArn": [source]])
            return PolicySet(resource: AttachedPolicy(name: "api", document: api)).evaluate(context).isAllowed
        }
        #expect(isAllowed(machine.description) && !isAllowed(machine.description + "2"))
        #expect(try policy(of: definition("batch:submitJob", "{}")).apiPolicy(for: machine) == nil)
    }

    @Test func policiesThatAreTooLongAreSaid() throws {
        let tasks = (0..<300).map { ("dynamodb:getItem", #"{"TableName": "a-table-with-a-long-name-\#($0)"}"#) }
        let made = try policy(of: machine(tasks))
        #expect(made.findings.map(\.code) == [.tooLong])
        #expect(made.findings.first?.message.contains("10240") == true)
    }
}
