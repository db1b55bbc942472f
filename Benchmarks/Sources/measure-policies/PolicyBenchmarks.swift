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

    static func permissions(statements: Int) -> String {
        let list = (0..<statements).map { index in
            """
            {"Sid": "S\(index)", "Effect": "Allow", "Action": ["svc\(index):Get*", "svc\(index):List*", "svc\(index):PutObject"],
             "Resource": ["arn:aws:svc\(index):*:123456789012:thing/team-\(index)/*"]}
            """
        }
        return "{\"Version\": \"2012-10-17\", \"Statement\": [\(list.joined(separator: ",\n"))]}"
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

    static func run() throws {
        let trustPolicy = try PolicyDocument(parsing: trust, kind: .trust)
        let request = trustRequest()
        measure("trust policy, three conditions, allowed", iterations: 20_000) {
            trustPolicy.evaluateTrust(request).isAllowed
        }
        if CommandLine.arguments.contains("trust") {
            measure("trust only", iterations: 500_000) { trustPolicy.evaluateTrust(request).isAllowed }
        }
        var stranger = request
        stranger.keys["saml:sub"] = ["ana.lima@example.org"]
        measure("trust policy, three conditions, denied", iterations: 20_000) {
            trustPolicy.evaluateTrust(stranger).isAllowed
        }

        let text = permissions(statements: 40)
        let policy = try PolicyDocument(simulating: text, kind: .managed)
        let policies = PolicySet(identity: [AttachedPolicy(name: "permissions", document: policy)])
        let user = ARN(partition: "aws", service: "iam", region: "", accountID: "123456789012", resource: "user/ana")
        let last = RequestContext(
            principal: .user(arn: user),
            action: "svc39:GetThing",
            resource: "arn:aws:svc39:eu-west-1:123456789012:thing/team-39/a"
        )
        measure("\(text.utf8.count) bytes of permissions, 40 statements", iterations: 5_000) {
            policies.evaluate(last).isAllowed
        }

        let twoKilobytes = permissions(statements: 12)
        try measure("parse and check \(twoKilobytes.utf8.count) bytes", iterations: 2_000) {
            try PolicyDocument(parsing: twoKilobytes, kind: .managed).statements.count == 12
        }
        try measure("parse and check the trust policy", iterations: 2_000) {
            try PolicyDocument(parsing: trust, kind: .trust).statements.count == 1
        }
        try runWildcards()
    }

    private static func runWildcards() throws {
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
            measure("a*a*…b* against \(length) bytes", iterations: 500) { policies.evaluate(request).isAllowed }
        }
    }
}
