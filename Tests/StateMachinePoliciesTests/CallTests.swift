import StateMachinePolicies
import Testing

/// Integrations that answer at once, by name and by path.
@Suite("Tasks that call a service")
struct CallTests {
    private static let function = "arn:aws:lambda:\(place):function:charge"
    private static let sqs = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
    private static let invoke = "lambda:InvokeFunction"

    static let functions: [IntegrationRow] = ["", ".waitForTaskToken"].flatMap {
        (pattern: String) -> [IntegrationRow] in
        [
            IntegrationRow(
                "lambda:invoke\(pattern)", #"{"FunctionName": "\#(function)"}"#, granted: ["\(invoke) \(function)"],
                refused: ["\(invoke) \(function)2", "\(invoke) \(function):live", "lambda:GetFunction \(function)"]),
            IntegrationRow(
                "lambda:invoke\(pattern)", #"{"FunctionName": "charge", "Qualifier": "live"}"#,
                granted: ["\(invoke) \(function):live"],
                refused: ["\(invoke) \(function)", "\(invoke) \(function):old"]),
            IntegrationRow(
                "lambda:invoke\(pattern)", #"{"FunctionName": "123456789012:function:charge", "Qualifier.$": "$.q"}"#,
                granted: ["\(invoke) \(function):live", "\(invoke) \(function)"],
                refused: ["\(invoke) \(function)2:live"]),
            IntegrationRow(
                "lambda:invoke\(pattern)", #"{"FunctionName.$": "$.function"}"#,
                granted: ["\(invoke) \(function)", "\(invoke) arn:aws:lambda:us-east-1:123456789012:function:x"]),
            IntegrationRow("lambda:invoke\(pattern)", granted: ["\(invoke) \(function)"]),
        ]
    }

    static let messages: [IntegrationRow] = ["", ".waitForTaskToken"].flatMap { (pattern: String) -> [IntegrationRow] in
        let topic = "arn:aws:sns:\(place):orders"
        let queue = "arn:aws:sqs:\(place):orders"
        let bus = "arn:aws:events:\(place):event-bus/orders"
        let api = "arn:aws:execute-api:\(place):a1b2"
        let endpoint = #""ApiEndpoint": "a1b2.execute-api.eu-west-1.amazonaws.com""#
        return [
            IntegrationRow(
                "sns:publish\(pattern)", #"{"TopicArn": "\#(topic)", "Message.$": "$"}"#,
                granted: ["sns:Publish \(topic)"],
                refused: ["sns:Publish \(topic)2", "sns:Subscribe \(topic)"]),
            IntegrationRow(
                "sns:publish\(pattern)", #"{"TopicArn.$": "$.t"}"#, granted: ["sns:Publish \(topic)", "sns:Publish *"]),
            IntegrationRow("sns:publish\(pattern)", #"{"PhoneNumber": "+15550100"}"#, granted: ["sns:Publish *"]),
            IntegrationRow("sns:publish\(pattern)", #"{"TargetArn": "\#(topic)"}"#, granted: ["sns:Publish *"]),
            IntegrationRow(
                "sqs:sendMessage\(pattern)", #"{"QueueUrl": "\#(sqs)"}"#, granted: ["sqs:SendMessage \(queue)"],
                refused: ["sqs:SendMessage \(queue)2", "sqs:ReceiveMessage \(queue)"]),
            IntegrationRow(
                "sqs:sendMessage\(pattern)", #"{"QueueUrl.$": "$.q"}"#, granted: ["sqs:SendMessage \(queue)"]),
            IntegrationRow(
                "events:putEvents\(pattern)", #"{"Entries": [{"EventBusName": "orders"}]}"#,
                granted: ["events:PutEvents \(bus)"], refused: ["events:PutEvents \(bus)2", "events:PutRule \(bus)"]),
            IntegrationRow(
                "events:putEvents\(pattern)", #"{"Entries": [{"EventBusName": "orders"}, {"Source": "shop"}]}"#,
                granted: ["events:PutEvents \(bus)2"], refused: ["events:PutEvents arn:aws:events:\(place):rule/x"]),
            IntegrationRow(
                "apigateway:invoke\(pattern)",
                #"{\#(endpoint), "Method": "GET", "Stage": "v1", "Path": "/orders/all"}"#,
                granted: ["execute-api:Invoke \(api)/v1/GET/orders/all"],
                refused: ["execute-api:Invoke \(api)/v1/POST/orders/all", "execute-api:Invoke \(api)/v1/GET/orders"]),
            IntegrationRow(
                "apigateway:invoke\(pattern)", #"{\#(endpoint), "Method": "GET", "Stage": "v1", "Path.$": "$.p"}"#,
                granted: ["execute-api:Invoke \(api)/v1/GET/any"], refused: ["execute-api:Invoke \(api)/v2/GET/any"]),
            IntegrationRow(
                "apigateway:invoke\(pattern)", #"{"ApiEndpoint.$": "$.e"}"#,
                granted: ["execute-api:Invoke \(api)/v1/GET/any"],
                refused: ["execute-api:Invoke arn:aws:execute-api:us-east-1:123456789012:a1b2/v1/GET/any"]),
        ]
    }

    static let tables: [IntegrationRow] = ["getItem", "putItem", "updateItem", "deleteItem"].flatMap {
        (action: String) -> [IntegrationRow] in
        let table = "arn:aws:dynamodb:\(place):table/Orders"
        let all = "GetItem PutItem UpdateItem DeleteItem"
        return [
            IntegrationRow(
                "dynamodb:\(action)", #"{"TableName": "Orders"}"#,
                granted: IntegrationRow.each("dynamodb", all, on: table),
                refused: ["dynamodb:GetItem \(table)2", "dynamodb:Query \(table)"]),
            IntegrationRow(
                "dynamodb:\(action)", #"{"TableName.$": "$.t"}"#,
                granted: IntegrationRow.each("dynamodb", all, on: table + "2")),
        ]
    }

    @Test(arguments: functions + messages + tables)
    func theLeastIsGranted(_ row: IntegrationRow) throws { try row.check() }

    @Test func aFunctionIsCalledDirectly() throws {
        let row = IntegrationRow(
            Self.function, granted: ["\(Self.invoke) \(Self.function)"], refused: ["\(Self.invoke) \(Self.function)2"])
        try row.check()
    }

    @Test func queriesMayBeStoppedAndRead() throws {
        let group = "arn:aws:athena:\(place):workgroup/primary"
        for name in ["StopQueryExecution", "GetQueryExecution"] {
            let call = name.prefix(1).lowercased() + name.dropFirst()
            try IntegrationRow(
                "athena:\(call)", granted: ["athena:\(name) \(group)"], refused: ["athena:DeleteWorkGroup \(group)"]
            ).check()
        }
        try IntegrationRow(
            "athena:getQueryResults",
            granted: ["athena:GetQueryResults \(group)", "s3:GetObject arn:aws:s3:::results/1"],
            refused: ["s3:PutObject arn:aws:s3:::results/1"]
        ).check()
    }

    @Test func callsOfAnSDKAreGrantedOnEverything() throws {
        for (call, action) in [
            ("s3:listBuckets", "s3:ListAllMyBuckets"), ("sfn:listExecutions", "states:ListExecutions"),
            ("cloudwatchlogs:createLogGroup", "logs:CreateLogGroup"),
            ("ec2:describeInstances", "ec2:DescribeInstances"),
            ("emr:listClusters", "elasticmapreduce:ListClusters"), ("eventbridge:putRule", "events:PutRule"),
        ] {
            for pattern in ["", ".waitForTaskToken"] {
                let text = definition("aws-sdk:\(call)\(pattern)", "{}")
                let made = try policy(of: text)
                #expect(made.findings.map(\.code) == [.partial])
                #expect(try grants(document(made), action, on: "*"))
                #expect(made.statements.map(\.actions) == [[action]])
            }
        }
    }
}
