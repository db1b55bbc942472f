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
        "é", "\u{10FFFF}",
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

    private func exercise(_ text: String) {
        for kind in [PolicyKind.managed, .trust, .resource] {
            for finding in PolicyDocument.findings(in: text, kind: kind) { _ = finding.description }
            guard let policy = try? PolicyDocument(simulating: text, kind: kind) else { continue }
            _ = PolicySummary(policy)
            _ = PolicyDocument.contextKeys(referencedBy: [policy])
            for context in Self.contexts {
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
