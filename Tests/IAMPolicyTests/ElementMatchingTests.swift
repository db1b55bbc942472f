import IAMPolicy
import TestSupport
import Testing

@Suite struct ElementMatchingTests {
    @Test(arguments: [
        ("*", "s3:GetObject", true),
        ("s3:*", "S3:getobject", true),
        ("S3:GET*", "s3:GetObject", true),
        ("s3:Get?bject", "s3:GetObject", true),
        ("s3:*Object", "s3:GetObject", true),
        ("s3:*Object", "s3:GetObjectAcl", false),
        ("s3:GetObject", "s3:GetObjectAcl", false),
        ("s3*", "s3:GetObject", false),
        ("*:GetObject", "s3:GetObject", false),
        ("s3-outposts:*", "s3:GetObject", false),
        ("s3:Get*,Put*", "s3:GetObject", false),
        ("s3:", "s3:GetObject", false),
        (" s3:GetObject", "s3:GetObject", false),
        ("", "s3:GetObject", false),
        ("", "", false),
        ("*", "", true),
    ])
    func actions(_ pattern: String, _ action: String, _ isListed: Bool) throws {
        let granting = try identityPolicy(action: "[\"\(pattern)\"]")
        #expect(try decide(granting, action: action) == (isListed ? .allowed : .implicitlyDenied))
        let exception = try PolicyDocument(
            simulating: """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "\(pattern)", "Resource": "*"}}
                """,
            kind: .managed
        )
        #expect(try decide(exception, action: action) == (isListed ? .implicitlyDenied : .allowed))
    }

    @Test(arguments: [0, 1, 7, 63, 64, 65, 66, 200])
    func actionsOfAnyLength(_ length: Int) throws {
        let action = "s3:" + String(repeating: "A", count: max(length - 3, 0))
        let granting = try identityPolicy(action: "\"\(action)\"")
        #expect(try decide(granting, action: action.lowercased()) == .allowed)
        #expect(try decide(granting, action: action + "A") == .implicitlyDenied)
        #expect(try decide(granting, action: String(action.dropLast())) == .implicitlyDenied)
        #expect(try decide(granting, action: String(action.dropLast()) + "b") == .implicitlyDenied)
    }

    @Test(arguments: [
        ("*", "arn:aws:s3:::b/k", true),
        ("*", "*", true),
        ("arn:aws:s3:::*", "*", false),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/a/b:c", true),
        ("arn:aws:s3:::*/private/*", "arn:aws:s3:::b/private/x", true),
        ("arn:aws:s3:::b/K", "arn:aws:s3:::b/k", false),
        ("arn:aws:s3:::b", "arn:aws:s3:::b/k", false),
        ("arn:aws:*", "arn:aws:sqs:eu-west-1:123456789012:q", true),
        ("arn:aws:sqs", "arn:aws:sqs:eu-west-1:123456789012:q", true),
        ("arn:aws:sqs:eu-west-1:*", "arn:aws:sqs:eu-west-1:123456789012:q", true),
        ("arn:aws:sqs:eu-*", "arn:aws:sqs:us-east-1:123456789012:q", false),
        ("arn:aws:sqs:*q", "arn:aws:sqs:eu-west-1:123456789012:q", false),
        ("arn:aws:sqs:*:q", "arn:aws:sqs:eu-west-1:123456789012:q", false),
        ("arn:*:sqs:*:*:q", "arn:aws:sqs:eu-west-1:123456789012:q", true),
        ("arn:a?s:sqs:*:*:q", "arn:aws:sqs:eu-west-1:123456789012:q", true),
        ("arn:aws-cn:sqs:*:*:q", "arn:aws:sqs:eu-west-1:123456789012:q", false),
        ("arn:aws:sqs:*:*:q?", "arn:aws:sqs:eu-west-1:123456789012:q1", true),
        (
            "arn:aws:logs:*:*:log-group:/aws/MediaTailor/*:log-stream:*",
            "arn:aws:logs:eu-west-1:1:log-group:/aws/MediaTailor/a:log-stream:b", true
        ),
        (
            "arn:aws:logs:*:*:log-group:/aws/MediaTailor/*:log-stream:*",
            "arn:aws:logs:eu-west-1:1:log-group:/aws/MediaTailor/a", false
        ),
        ("arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:eu-west-1:1:instance/i-1", true),
        ("arn:aws:ec2:*:*:*/i-1", "arn:aws:ec2:eu-west-1:1:instance/i-1", false),
        ("arn:aws:ec2:*:*:inst*/i-1", "arn:aws:ec2:eu-west-1:1:instance/i-1", false),
        ("arn:aws:ec2:*:*:*/*", "arn:aws:ec2:eu-west-1:1:instance/i-1", true),
        ("arn:aws:ec2:*:*:*", "arn:aws:ec2:eu-west-1:1:instance/i-1", true),
        ("arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:user/ana", true),
        ("arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:user/ben", false),
        ("arn:aws:s3:::b/${saml:namequalifier}/${saml:sub}/*", "arn:aws:s3:::b/q/s/file", true),
        ("arn:aws:s3:::b/${none}/*", "arn:aws:s3:::b/${none}/file", false),
        ("arn:aws:s3:::b/${none, 'shared'}/*", "arn:aws:s3:::b/shared/file", true),
        ("arn:aws:s3:::b/${colon}", "arn:aws:s3:::b/a:b", true),
        ("arn:aws:s3:${colon}:b", "arn:aws:s3:a:b:b", false),
        ("b/*", "b/k", false),
        ("", "", false),
    ])
    func resources(_ pattern: String, _ resource: String, _ isListed: Bool) throws {
        let keys: ContextKeys = [
            "aws:username": ["ana"], "saml:namequalifier": ["q"], "saml:sub": ["s"], "colon": ["a:b"],
        ]
        let granting = try identityPolicy(resource: "[\"\(pattern)\"]")
        #expect(try decide(granting, resource: resource, keys: keys) == (isListed ? .allowed : .implicitlyDenied))
        let exception = try PolicyDocument(
            simulating: """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "NotResource": "\(pattern)"}}
                """,
            kind: .managed
        )
        #expect(try decide(exception, resource: resource, keys: keys) == (isListed ? .implicitlyDenied : .allowed))
    }

    /// A matcher that is slow and obviously right.
    private static func slowMatch(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        var reachable = [Bool](repeating: false, count: text.count + 1)
        reachable[0] = true
        for unit in pattern {
            var next = [Bool](repeating: false, count: text.count + 1)
            for index in 0...text.count where reachable[index] {
                if unit == "*" {
                    for later in index...text.count { next[later] = true }
                    break
                }
                if index < text.count, unit == "?" || unit == text[text.startIndex + index] { next[index + 1] = true }
            }
            reachable = next
        }
        return reachable[text.count]
    }

    @Test(arguments: 0..<40)
    func patternsAgreeWithASlowMatcher(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let alphabet: [Character] = seed.isMultiple(of: 4) ? ["a", "b", "é"] : ["a", "b"]
            func text(_ length: Int, _ characters: [Character]) -> [Character] {
                (0..<length).map { _ in characters.randomElement(using: &random) ?? "a" }
            }
            let subject = text(Int.random(in: 0...40, using: &random), alphabet)
            var pattern = text(Int.random(in: 0...14, using: &random), alphabet + ["*", "?"])
            if Bool.random(using: &random) { pattern = ["*"] + pattern + text(10, alphabet + ["?"]) + ["*"] }
            let policy = try identityPolicy(condition: #"{"StringLike": {"k": "\#(String(pattern))"}}"#)
            let expected = Self.slowMatch(pattern[...], subject[...])
            let effect = try decide(policy, keys: ["k": [String(subject)]])
            #expect(effect == (expected ? .allowed : .implicitlyDenied), "\(String(pattern)) on \(String(subject))")
        }
    }
}
