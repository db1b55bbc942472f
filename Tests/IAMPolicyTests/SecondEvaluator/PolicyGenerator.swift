import TestSupport

/// Makes policies and requests that often meet: few names, in every form in which a policy may write them.
struct PolicyGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func one<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private mutating func some<Element>(_ elements: [Element], upTo count: Int) -> [Element] {
        (0..<Int.random(in: 1...count, using: &random)).map { _ in one(elements) }
    }

    /// True once in so many times.
    private mutating func once(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    // MARK: A case

    mutating func makeCase() -> NaiveCase {
        let callers: [NaiveCaller] = [.user, .user, .user, .roleSession, .roleSession, .otherUser, .federatedUser]
        let caller = once(in: 6) ? one(NaiveCaller.allCases) : one(callers)
        var made = NaiveCase(caller: caller)
        if once(in: 2) || caller.account == nil { made.resource = policy(ofResource: true) }
        guard caller.account != nil else { return made }
        if !caller.isRoot {
            made.identity = (0..<Int.random(in: 0...2, using: &random)).map { _ in policy() }
            if once(in: 5) || caller == .federatedUser { made.session = policies() }
            if once(in: 5) { made.boundaries = policies() }
        }
        if once(in: 6) { made.serviceControl = (0..<Int.random(in: 1...2, using: &random)).map { _ in policies() } }
        return made
    }

    private mutating func policies() -> [NaivePolicy] {
        (0..<Int.random(in: 1...2, using: &random)).map { _ in policy() }
    }

    private mutating func policy(ofResource: Bool = false) -> NaivePolicy {
        NaivePolicy(
            hasVariables: !once(in: 6),
            statements: (0..<Int.random(in: 1...3, using: &random)).map { _ in statement(ofResource: ofResource) })
    }

    private mutating func statement(ofResource: Bool) -> NaiveStatement {
        var statement = NaiveStatement(isAllow: !once(in: 6), actions: [], resources: [])
        if ofResource { statement.principals = principals() }
        statement.isNotAction = once(in: 6)
        statement.actions = statement.isNotAction ? some(Self.narrowActions, upTo: 2) : some(Self.actions, upTo: 3)
        statement.isNotResource = once(in: 6)
        statement.resources =
            statement.isNotResource ? some(Self.narrowResources, upTo: 2) : some(Self.resources, upTo: 3)
        // Broad enough that the rest of the statement decides.
        if once(in: 3) { (statement.isNotAction, statement.actions) = (false, ["*"]) }
        if once(in: 3) { (statement.isNotResource, statement.resources) = (false, ["*"]) }
        // Only what differs from each other: a name that stands twice is no JSON.
        var seen: Set<String> = []
        for _ in 0..<one([0, 0, 0, 1, 1, 2]) {
            let condition = condition()
            if seen.insert(condition.name + condition.key.lowercased()).inserted {
                statement.conditions.append(condition)
            }
        }
        return statement
    }

    // MARK: Elements

    static let actions =
        narrowActions + ["*", "*", "s3:*", "s3:*", "S3:Get*", "sqs:*", "dynamodb:*", "*:GetObject", "logs:*"]
    static let narrowActions = [
        "s3:GetObject", "S3:GETOBJECT", "s3:Get?bject", "s3:Get??bject", "s3:*Object", "s3:*e*c*", "sqs:Send*",
        "dynamodb:GetItem", "ec2:*", "s3:Put*t", "iam:GetUser", "logs:?*",
    ]
    static let resources =
        narrowResources + [
            "*", "*", "*", "arn:aws:s3:::*", "arn:aws:s3:::*", "arn:*:*:*:*:*", "arn:aws:dynamodb:*:*:*",
        ]
    static let narrowResources = [
        "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/${aws:username}/*", "arn:aws:s3:::${app:name}/*",
        "arn:aws:s3:::bucket/${aws:username, 'nobody'}*", "arn:aws:s3:::Bucket/*", "arn:aws:s3:::b?cket/*/k",
        "arn:aws:s3:::bucket/${*}", "arn:aws:s3:::bucket/a${?}c", "arn:aws:s3:::bucket/${$}{x}",
        "arn:aws-cn:s3:::bucket/*",
        "arn:aws:s3:::bucket/${app:tags}", "arn:aws:s3:*:*:bucket/*", "arn:aws:sqs:eu-west-1:123456789012:*",
        "arn:aws:sqs:*:*:queue", "arn:aws:sqs:eu-*:123456789012:q?eue", "arn:aws:sqs:eu-west-1",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/*",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/${AWS:UserName}",
        "arn:aws:dynamodb:*:123456789012:*/orders", "arn:aws:dynamodb:*:123456789012:tab*/orders",
        "arn:aws:dynamodb:*:123456789012:*/*", "arn:aws:logs:*:*:log-group:/aws/*:log-stream:*",
        "arn:aws:logs:*:*:log-group:*", "arn:aws:iam::123456789012:user/team/*",
        "arn:aws:iam::123456789012:user/${aws:username}",
    ]

    private mutating func principals() -> NaiveStatement.Principals {
        let names: [(type: String?, name: String)] = [
            (nil, "*"), ("AWS", "*"), ("AWS", "*"), ("AWS", "123456789012"), ("AWS", "arn:aws:iam::123456789012:root"),
            ("AWS", "arn:aws:iam::210987654321:root"), ("AWS", "210987654321"),
            ("AWS", "arn:aws:iam::123456789012:user/team/ana"), ("AWS", "arn:aws:iam::123456789012:user/team/ana"),
            ("AWS", "arn:aws:iam::123456789012:user/team/Ana"), ("AWS", "arn:aws:iam::210987654321:user/ben"),
            ("AWS", "arn:aws:iam::123456789012:role/ops/Operator"),
            ("AWS", "arn:aws:iam::123456789012:role/ops/Other"),
            ("AWS", "arn:aws:sts::123456789012:assumed-role/Operator/ana"),
            ("AWS", "arn:aws:sts::123456789012:assumed-role/Operator/eve"),
            ("AWS", "arn:aws:sts::123456789012:federated-user/ana"), ("Service", "lambda.amazonaws.com"),
            ("Service", "ec2.amazonaws.com"), ("Federated", "accounts.google.com"),
        ]
        var made = NaiveStatement.Principals(isNot: once(in: 5), names: some(names, upTo: 3))
        if made.isNot, once(in: 2) {
            // The whole way down, as the guide asks for it.
            made.names = [
                ("AWS", "123456789012"), one(names), ("AWS", "arn:aws:iam::123456789012:user/team/ana"),
                ("AWS", "arn:aws:iam::123456789012:role/ops/Operator"), one(names),
            ]
        }
        if made.names.contains(where: { $0.type == nil }) { made.names = [(nil, "*")] }
        return made
    }

    // MARK: Conditions

    /// Keys with values of requests and of policies, and the operators that are meant for them.
    private struct Subject {
        var key: String
        var operators: [String]
        var requested: [String]
        var expected: [String]
    }

    private static let orders = [
        "Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals",
    ]
    private static let strings = [
        "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
        "StringNotLike",
    ]

    private static let subjects = [
        Subject(
            key: "aws:username", operators: strings, requested: ["ana", "ben", "Ana"],
            expected: [
                "ana", "ANA", "a*", "?na", "${app:name}", "${aws:username}", "b?n", "${missing, 'ana'}", "${missing}",
            ]),
        Subject(
            key: "app:name", operators: strings, requested: ["bucket", "ana", "*", "a?c", "${x}", "", "x:y"],
            expected: [
                "bucket", "${*}", "*", "a${?}c", "a?c", "${$}{x}", "${aws:username}", "", "${x}", "x:*", "BUCKET",
            ]),
        Subject(
            key: "app:tags", operators: strings, requested: ["red", "blue", "green", "Red", ""],
            expected: ["red", "blue", "r*", "*e*", "RED", "${app:name}", "????", ""]),
        Subject(
            key: "app:size", operators: orders.map { "Numeric" + $0 },
            requested: ["5", "5.0", "10", "-3", "0", "x", "5.5"],
            expected: ["5", "10", "-3", "5.50", "x", "0.0", "${app:size}"]),
        Subject(
            key: "aws:CurrentTime", operators: orders.map { "Date" + $0 },
            requested: [
                "2026-01-15T12:00:00Z", "2026-01-15T14:00:00+02:00", "1768478400", "2026-01-15",
                "2025-12-31T23:59:59.5Z", "soon",
            ],
            expected: [
                "2026-01-15T12:00:00Z", "2026-01-15T12:00Z", "2026", "2026-01", "2026-01-15", "1768478400",
                "2026-01-15T07:00-05:00",
                "never",
            ]),
        Subject(
            key: "aws:SourceIp", operators: ["IpAddress", "NotIpAddress"],
            requested: ["203.0.113.7", "203.0.114.7", "2001:db8::7", "2001:DB8:0:0:1::7", "nowhere", "203.0.113.0/25"],
            expected: [
                "203.0.113.0/24", "203.0.113.7", "203.0.113.7/32", "0.0.0.0/0", "::/0", "2001:db8::/64", "2001:0DB8::7",
                "203.0.112.0/23", "everywhere",
            ]),
        Subject(
            key: "aws:SecureTransport", operators: ["Bool"], requested: ["true", "false", "TRUE", "maybe"],
            expected: ["true", "false", "True", "${aws:SecureTransport}", "maybe"]),
        Subject(
            key: "aws:SourceArn", operators: ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"],
            requested: [
                "arn:aws:sns:eu-west-1:123456789012:topic", "arn:aws:iam::123456789012:role/ana", "arn:aws:s3:::a:b:c",
                "topic",
            ],
            expected: [
                "arn:aws:sns:eu-west-1:123456789012:topic", "arn:aws:sns:*:*:*", "arn:aws:iam::*:role/${aws:username}",
                "arn:*:*:*:*:*", "arn:aws:sns:eu-west-?:123456789012:Topic", "arn:aws:s3:::a:*", "*",
            ]),
        Subject(
            key: "app:data", operators: ["BinaryEquals"], requested: ["QUFB", "QkJC"],
            expected: ["QUFB", "QkJC", "Q0ND"]),
    ]

    private mutating func condition() -> NaiveStatement.Condition {
        let subject = one(Self.subjects)
        var name = once(in: 20) ? one(NaiveConditions.names) : one(subject.operators)
        if name == "BinaryEquals", subject.key != "app:data" { name = "StringEquals" }
        var values = some(subject.expected, upTo: 3)
        switch Int.random(in: 0..<24, using: &random) {
        case 0...2: name = "ForAllValues:" + name
        case 3...6: name = "ForAnyValue:" + name
        case 7:
            name = "Null"
            values = some(["true", "false", "True"], upTo: 1)
        case 8: name = "StringResembles"
        default: break
        }
        if name != "Null", once(in: 4) { name += "IfExists" }
        return NaiveStatement.Condition(name: name, key: spelt(subject.key), values: values)
    }

    /// Names of keys ignore case.
    private mutating func spelt(_ key: String) -> String { once(in: 5) ? key.uppercased() : key }

    // MARK: Requests

    mutating func makeRequest() -> NaiveRequest {
        let actions = [
            "s3:GetObject", "s3:GetObject", "S3:getobject", "s3:PutObject", "sqs:SendMessage", "dynamodb:GetItem",
            "ec2:RunInstances", "iam:GetUser", "logs:GetLogEvents",
        ]
        let resources = [
            "arn:aws:s3:::bucket/ana/k", "arn:aws:s3:::bucket/ana/k", "arn:aws:s3:::bucket/b", "arn:aws:s3:::Bucket/b",
            "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a?c", "arn:aws:s3:::bucket/abc", "arn:aws:s3:::bucket/${x}",
            "arn:aws:s3:::bucket/a:b", "arn:aws-cn:s3:::bucket/b", "arn:aws:sqs:eu-west-1:123456789012:queue",
            "arn:aws:sqs:eu-west-1:210987654321:queue", "arn:aws:dynamodb:eu-west-1:123456789012:table/ana",
            "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
            "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/x:log-stream:y",
            "arn:aws:iam::123456789012:user/team/ana",
            "*",
        ]
        let owners: [String?] = [nil, nil, nil, "123456789012", "123456789012", "210987654321"]
        var keys: [String: [String]] = [:]
        for subject in Self.subjects where !once(in: 3) {
            let isSet = subject.key == "app:tags" ? !once(in: 3) : once(in: 12)
            keys[spelt(subject.key)] = some(subject.requested, upTo: isSet ? 3 : 1)
        }
        return NaiveRequest(action: one(actions), resource: one(resources), resourceAccount: one(owners), keys: keys)
    }
}
