import IAMPolicy
import TestSupport
import Testing

/// Whatever the input, there is an answer.
@Suite struct RobustnessTests {
    private static let fragments = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d800", "null", "true", "-", "1e999", "\"Version\"",
        "\"2012-10-17\"",
        "\"Statement\"", "\"Effect\"", "\"Allow\"", "\"Deny\"", "\"Action\"", "\"NotAction\"", "\"s3:*\"",
        "\"Resource\"", "\"*\"",
        "\"arn:aws:s3:::${\"", "\"Principal\"", "\"AWS\"", "\"Condition\"", "\"StringLike\"", "\"IpAddress\"",
        "\"::/999\"",
        "\"DateLessThan\"", "\"-99999999999-99T99\"", "\"NumericEquals\"", "\"ForAllValues:\"", "\"${a, 'b'}\"", " ",
        "\n", "\u{FEFF}",
        "é", "\u{10FFFF}", "\u{301}", "\u{1F1E9}", "${", "${*}", "\"NotPrincipal\"", "\"Federated\"", "\"Service\"",
        "\"Sid\"",
        "\"arn:aws:iam::123456789012:role/a/b\"", "\"arn:aws:sts::123456789012:assumed-role/b/s\"",
    ]

    private static let contexts: [RequestContext] = [
        RequestContext(principal: .anonymous, action: "", resource: ""),
        RequestContext(
            principal: .service(""),
            action: ":::",
            resource: ":::::",
            keys: ["": [""], "k": ["", "\u{0}"]]
        ),
        RequestContext(
            principal: .account(id: "", partition: ""),
            action: "s3:GetObject",
            resource: "arn:aws:s3:::b/é",
            resourceAccount: "",
            keys: ["k": ["999999999999999999999999"], "a": ["*?${}"]]
        ),
    ]

    private func exercise(_ text: String) { Self.exercise(text, kinds: [.managed, .trust, .resource]) }

    /// Does with a text whatever can be done with a policy.
    static func exercise(_ text: String, kinds: [PolicyKind]) {
        for kind in kinds {
            for finding in PolicyDocument.findings(in: text, kind: kind) { _ = finding.description }
            guard let policy = try? PolicyDocument(simulating: text, kind: kind) else { continue }
            _ = PolicySummary(policy)
            _ = PolicyDocument.contextKeys(referencedBy: [policy])
            for context in contexts {
                _ = policy.evaluateTrust(context).explanation
                let all = PolicySet(
                    identity: [attached(policy)],
                    resource: attached(policy),
                    boundaries: [attached(policy)]
                )
                _ = all.evaluate(context).explanation
            }
        }
    }

    @Test(arguments: 0..<40)
    func randomBytes(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            exercise(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test(arguments: 0..<40)
    func randomFragments(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 77)
        for _ in 0..<50 {
            let count = Int.random(in: 0...60, using: &random)
            exercise((0..<count).map { _ in Self.fragments.randomElement(using: &random) ?? "" }.joined())
        }
    }

    /// A well-formed document with a value of any shape in every place.
    @Test(arguments: 0..<60)
    func randomJSON(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 7_777)
        func value(_ depth: Int) -> String {
            let simple = [
                "null", "true", "-1.5e3", "\"\"", "\"*\"", "\"Allow\"", "\"s3:Get*\"", "\"arn:aws:s3:::b/${k}/*\"",
                "\"${\"", "\"2024-02-30T\"",
                "\"10.0.0.0/8\"", "\"123456789012\"", "\"a:b:c:d:e:f:g\"",
            ]
            let names = [
                "Version", "Statement", "Effect", "Action", "Resource", "NotResource", "Principal", "NotPrincipal",
                "AWS", "Federated",
                "Condition", "StringLike", "ForAnyValue:ArnLike", "DateEquals", "NotIpAddress", "Null", "k", "a",
            ]
            switch Int.random(in: 0..<(depth > 5 ? 3 : 6), using: &random) {
            case 0..<3: return simple.randomElement(using: &random) ?? "0"
            case 3:
                return "["
                    + (0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth + 1) }.joined(separator: ",")
                    + "]"
            default:
                let keys = Set(
                    (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in names.randomElement(using: &random) }
                )
                return "{" + keys.sorted().map { "\"\($0)\":\(value(depth + 1))" }.joined(separator: ",") + "}"
            }
        }
        for _ in 0..<60 {
            exercise(value(0))
            exercise(
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":\#(value(4)),"Resource":\#(value(4)),"Condition":\#(value(2)),"Principal":\#(value(3))}}"#
            )
            let operators = [
                "StringLike", "NumericLessThan", "DateGreaterThan", "Bool", "BinaryEquals", "IpAddress", "ArnLike",
                "Null",
            ]
            let name = operators.randomElement(using: &random) ?? ""
            exercise(
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"\#(name)":{"k":\#(value(6))}}}}"#
            )
        }
    }

    /// Good documents, with a few bytes changed, left out, doubled or moved.
    @Test(arguments: 0..<40)
    func mutatedDocuments(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 99)
        let good = [
            #"{"Version":"2012-10-17","Id":"i","Statement":[{"Sid":"a","Effect":"Allow","Principal":{"AWS":["123456789012","arn:aws:iam::123456789012:role/p/r"],"Federated":"arn:aws:iam::123456789012:saml-provider/c"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],"Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"},"ForAnyValue:StringLike":{"aws:TagKeys":["a*","b?"]}}}]}"#,
            #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::123456789012:root","arn:aws:iam::123456789012:user/ana"]},"NotAction":"s3:Get*","NotResource":["arn:aws:s3:::b/${aws:username}/*","arn:aws:s3:::${k, 'x'}"],"Condition":{"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"},"NotIpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/32"]},"NumericLessThanEquals":{"k":"1e3"},"Null":{"a":"true"},"ArnLikeIfExists":{"aws:SourceArn":"arn:*:s3:::*"}}}}"#,
        ]
        for _ in 0..<100 {
            var bytes = Array((good.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
                default: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &random))
                }
            }
            exercise(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Names and ARNs from pieces of good ones.
    @Test(arguments: 0..<20)
    func namesAndARNs(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 5)
        let pieces = [
            "arn", "aws", "iam", "sts", "", ":", ":", ":", "/", "*", "123456789012", "root", "user", "role",
            "assumed-role",
            "federated-user", "saml-provider", "oidc-provider", "a", "é", "e\u{301}", "\u{301}", "\u{1F1E9}", "\u{0}",
            "${k}",
            ".amazonaws.com", "cognito-identity.amazonaws.com",
        ]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...14, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            if let arn = ARN(text) {
                #expect(arn.description == text)
                _ = arn.resourceName
            }
            guard let principal = Principal(parsing: text) else { continue }
            let all = resourceRequest(principal)
            for element in ["Principal", "NotPrincipal"] {
                for effect in ["Allow", "Deny"] {
                    guard
                        let policy = try? resourcePolicy(effect: effect, principal: #"{"AWS": "*"}"#, element: element)
                    else { continue }
                    _ = policy.evaluateTrust(all)
                }
            }
        }
    }

    private func resourceRequest(_ principal: Principal) -> RequestContext {
        RequestContext(principal: principal, action: "s3:GetObject", resource: "*", keys: principal.contextKeys)
    }

    /// Patterns that bring a matcher which goes back to its knees; without linear time this test would not end.
    @Test(arguments: [
        String(repeating: "a*", count: 900) + "b",
        String(repeating: "a*", count: 900) + "b*",
        "*" + String(repeating: "a", count: 900) + "b*",
        "*" + String(repeating: "a?", count: 450) + "b*",
        String(repeating: "*?", count: 450) + "b",
    ])
    func patternsTakeLinearTime(_ pattern: String) throws {
        let policy = try identityPolicy(condition: #"{"ForAnyValue:StringLike": {"k": "\#(pattern)"}}"#)
        let subject = String(repeating: "a", count: 2_048)
        let effect = try decide(policy, keys: ["k": Array(repeating: subject, count: 200)])
        #expect(effect == .implicitlyDenied)
    }

    /// A mistake in each of thousands of places; each is reported with its place.
    @Test func manyFindingsTakeLittleTime() {
        let statement = #"{"Effect": "Allow", "Action": "x"}"#
        let statements = Array(repeating: statement, count: 3_500).joined(separator: ",\n")
        let text = #"{"Version": "2012-10-17", "Statement": [\#(statements)]}"#
        let findings = PolicyDocument.findings(in: text, kind: .managed)
        #expect(findings.count >= 7_000)
        #expect(findings.filter { $0.code == .action }.last?.position.line == 3_500)
        let unknown = text.replacing("Action", with: "Auction")
        #expect(PolicyDocument.findings(in: unknown, kind: .managed).last?.position.line == 3_500)
    }
}
