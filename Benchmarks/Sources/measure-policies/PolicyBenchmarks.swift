import IAMPolicy

/// The measured cases; each is a function of its own, so that another harness can call them.
enum PolicyBenchmarks {
    static let trust = """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
          "Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/corp-idp"},
          "Action": "sts:AssumeRoleWithSAML",
          "Condition": {
            "StringEquals": {"saml:aud": "https://signin.aws.amazon.com/saml", "saml:iss": "https://idp.example.com/metadata"},
            "StringLike": {"saml:sub": "*@example.com"}}}]}
        """
    /// Statements of one document, which has to stay below what the reader of JSON takes.
    private static let statementsInDocument = 1_000

    static func run(_ ruler: Ruler) throws {
        try runTrust(ruler, iterations: 20_000)
        try runPermissions(ruler)
        try runSize(ruler, statements: 1_000)
        try runSize(ruler, statements: 10_000)
        try runParsing(ruler)
        try runWildcards(ruler)
    }

    static func runTrust(_ ruler: Ruler, iterations: Int) throws {
        let policy = try PolicyDocument(parsing: trust, kind: .trust)
        let request = trustRequest()
        try ruler.measure("policy.trust", "trust policy, three conditions, allowed", iterations: iterations) {
            policy.evaluateTrust(request).isAllowed
        }
        var stranger = request
        stranger.keys["saml:sub"] = ["ana.lima@example.org"]
        try ruler.measure("policy.trust-denied", "trust policy, three conditions, denied", iterations: iterations) {
            policy.evaluateTrust(stranger).isAllowed
        }
    }

    private static func runPermissions(_ ruler: Ruler) throws {
        let text = permissions(statements: 40)
        let policy = try PolicyDocument(simulating: text, kind: .managed)
        let policies = PolicySet(identity: [AttachedPolicy(name: "permissions", document: policy)])
        let last = request(of: "svc39", for: "thing/team-39/a")
        try ruler.measure(
            "policy.40-statements", "\(text.utf8.count) bytes of permissions, 40 statements", iterations: 5_000
        ) {
            policies.evaluate(last).isAllowed
        }
    }

    /// Many statements, a thousand in a document; the last one is asked for.
    private static func runSize(_ ruler: Ruler, statements: Int) throws {
        let documents = try stride(from: 0, to: statements, by: statementsInDocument).map { start in
            let end = min(start + statementsInDocument, statements)
            let document = try PolicyDocument(simulating: shortPermissions(start..<end), kind: .managed)
            return AttachedPolicy(name: "permissions-\(start)", document: document)
        }
        let policies = PolicySet(identity: documents)
        let last = request(of: "svc\(statements - 1)", for: "thing/a")
        guard policies.evaluate(last).isAllowed else { throw Unexpected(what: "\(statements) statements deny") }
        try ruler.measure("policy.\(statements)-statements", "\(statements) statements", iterations: 2_000) {
            policies.evaluate(last).isAllowed
        }
    }

    private static func runParsing(_ ruler: Ruler) throws {
        let twoKilobytes = permissions(statements: 12)
        try ruler.measure("policy.parse", "parse and check \(twoKilobytes.utf8.count) bytes", iterations: 2_000) {
            try PolicyDocument(parsing: twoKilobytes, kind: .managed).statements.count == 12
        }
        try ruler.measure("policy.parse-trust", "parse and check the trust policy", iterations: 2_000) {
            try PolicyDocument(parsing: trust, kind: .trust).statements.count == 1
        }
    }

    private static func runWildcards(_ ruler: Ruler) throws {
        let pattern = String(repeating: "a*", count: 200) + "b*"
        let policy = try PolicyDocument(
            simulating: """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
                 "Condition": {"StringLike": {"k": "\(pattern)"}}}}
                """,
            kind: .managed
        )
        let policies = PolicySet(identity: [AttachedPolicy(name: "wildcards", document: policy)])
        for length in [2_048, 20_480] {
            let request = RequestContext(
                principal: .account(id: "123456789012", partition: "aws"),
                action: "a:b",
                resource: "*",
                keys: ["k": [String(repeating: "a", count: length)]]
            )
            try ruler.measure("policy.wildcards-\(length)", "a*a*…b* against \(length) bytes", iterations: 500) {
                policies.evaluate(request).isAllowed
            }
        }
    }

    // MARK: Policies and requests

    struct Unexpected: Error {
        let what: String
    }

    static func permissions(statements: Int) -> String {
        let list = (0..<statements).map { index in
            """
            {"Sid": "S\(index)", "Effect": "Allow", "Action": ["svc\(index):Get*", "svc\(index):List*", "svc\(index):PutObject"],
             "Resource": ["arn:aws:svc\(index):*:123456789012:thing/team-\(index)/*"]}
            """
        }
        return "{\"Version\": \"2012-10-17\", \"Statement\": [\(list.joined(separator: ",\n"))]}"
    }

    private static func shortPermissions(_ numbers: Range<Int>) -> String {
        let list = numbers.map { index in
            #"{"Effect":"Allow","Action":"svc\#(index):Get*","Resource":"arn:aws:svc\#(index):*:123456789012:thing/*"}"#
        }
        return "{\"Version\":\"2012-10-17\",\"Statement\":[\(list.joined(separator: ","))]}"
    }

    private static func request(of service: String, for thing: String) -> RequestContext {
        let user = ARN(partition: "aws", service: "iam", region: "", accountID: "123456789012", resource: "user/ana")
        return RequestContext(
            principal: .user(arn: user),
            action: "\(service):GetThing",
            resource: "arn:aws:\(service):eu-west-1:123456789012:\(thing)"
        )
    }

    static func trustRequest() -> RequestContext {
        let provider = ARN(
            partition: "aws",
            service: "iam",
            region: "",
            accountID: "123456789012",
            resource: "saml-provider/corp-idp"
        )
        return RequestContext(
            principal: .samlProvider(arn: provider),
            action: "sts:AssumeRoleWithSAML",
            resource: "arn:aws:iam::123456789012:role/Operator",
            keys: [
                "saml:aud": ["https://signin.aws.amazon.com/saml"],
                "saml:iss": ["https://idp.example.com/metadata"],
                "saml:sub": ["ana.lima@example.com"],
                "saml:sub_type": ["persistent"],
            ]
        )
    }
}
