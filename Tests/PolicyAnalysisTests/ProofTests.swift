import Foundation
import IAMPolicy
import Testing

@testable import PolicyAnalysis

/// What is asked of a solver, and what is made of its answers; with z3 where it is installed.
@Suite("Proofs about policies")
struct ProofTests {
    // MARK: Terms

    @Test func textsAreEscaped() {
        #expect(SMTTerm.string(#"a"b\c"#) == #""a""b\u{5c}c""#)
        #expect(SMTTerm.string("\u{e9}\n~") == #""\u{e9}\u{a}~""#)
        #expect(SMTTerm.canSay("\u{2FFFF}") && !SMTTerm.canSay("\u{30000}"))
    }

    @Test(arguments: [
        ("s3:getobject", #"(= x "s3:getobject")"#), ("*", "true"),
        ("s3:*", #"(str.in_re x (re.++ (str.to_re "s3:") re.all))"#), ("?", "(str.in_re x re.allchar)"),
        ("a?b*", #"(str.in_re x (re.++ (str.to_re "a") re.allchar (str.to_re "b") re.all))"#), ("", #"(= x "")"#),
    ])
    func patternsAreExpressions(_ pattern: String, _ term: String) { #expect(SMTTerm.matches("x", pattern) == term) }

    @Test func connectivesAreShort() {
        #expect(SMTTerm.and([]) == "true" && SMTTerm.or([]) == "false")
        #expect(SMTTerm.and(["true", "a"]) == "a" && SMTTerm.or(["false", "a", "b"]) == "(or a b)")
        #expect(SMTTerm.not("true") == "false" && SMTTerm.not("a") == "(not a)")
    }

    @Test(arguments: [
        ("*", true, ResourceShape.anything),
        ("arn:aws:s3:::a/*", true, .parts(["arn", "aws", "s3", "", "", "a/*"])),
        ("arn:aws:sqs:eu-west-1", true, .parts(["arn", "aws", "sqs", "eu-west-1", "*", "*"])),
        ("arn:aws:logs:*:*:group:a:*", true, .parts(["arn", "aws", "logs", "*", "*", "group:a:*"])),
        ("bucket", true, .nothing), ("arn:aws:ec2:*:*:*/i-1", true, .nothing),
        ("arn:aws:s3:::${aws:username}", true, .variable),
        ("arn:aws:s3:::${aws:username}", false, .parts(["arn", "aws", "s3", "", "", "${aws:username}"])),
    ])
    func resourcesHaveShapes(_ text: String, _ hasVariables: Bool, _ shape: ResourceShape) {
        #expect(ResourceShape(text, variablesEnabled: hasVariables) == shape)
    }

    // MARK: Answers

    private func question(_ older: String, _ newer: String) throws -> ProofQuestion {
        try #require(ProofQuestion(older: policy(older), newer: policy(newer)))
    }

    @Test func answersAreRead() throws {
        let question = try question(
            allow("\"s3:*\"", more: #", "Condition": {"StringEquals": {"aws:PrincipalTag/Team": "red"}}"#),
            allow("\"s3:*\""))
        let parts = #"(r0 "arn") (r1 "aws") (r2 "s3") (r3 "") (r4 "") (r5 "a""\u{41}")"#
        let model = #"((action "s3:get") \#(parts) (v0 "x") (isarn true) (p0 true) (m0 false))"#
        let answer = question.answer("sat\n\(model)\nunknown\n(error \"no model\")")
        guard case .candidates(let found) = answer else {
            Issue.record("no candidate")
            return
        }
        #expect(found.map(\.resource) == [#"arn:aws:s3:::a"A"#])
        #expect(found.first?.action == "s3:get" && found.first?.keys["aws:PrincipalTag/Team"] == ["x"])
        guard case .impossible = question.answer("unsat\n(error \"x\")\nunsat\n(error \"x\")\n") else {
            Issue.record("no proof")
            return
        }
    }

    @Test(arguments: [
        "", "unsat", "unsat\nunknown", "unsat\ntimeout", "timeout", "unsat unsat unsat", "(unsat) (unsat)",
        "\"unsat\" unsat", "sat", "sat unsat", "sat (", "sat (((((((((((((((((((((((((", "sat \"",
        "(error \"unsat\") unsat", "unknown unknown", ") unsat unsat",
    ])
    func otherAnswersProveNothing(_ output: String) throws {
        let question = try question(allow("\"s3:*\""), allow("\"s3:*\""))
        guard case .unknown = question.answer(output) else {
            Issue.record("\(output)")
            return
        }
    }

    @Test(arguments: [PolicyKind.trust, .resource])
    func policiesWithPrincipalsAreNotAskedAbout(_ kind: PolicyKind) throws {
        let document = try policy(allow("\"s3:*\""), kind: kind)
        #expect(ProofQuestion(older: document, newer: document) == nil)
    }

    // MARK: With z3

    private static let z3 = ["/usr/bin/z3", "/usr/local/bin/z3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// `proven`, `found` when the evaluator says the same of a candidate, else `undecided`.
    private func outcome(_ older: String, _ newer: String, _ program: String) throws -> String {
        let (older, newer) = (try policy(older), try policy(newer))
        let question = try #require(ProofQuestion(older: older, newer: newer))
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("proof-\(UUID().uuidString).smt2")
        try Data(question.script.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-smt2", file.path]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        switch question.answer(text) {
        case .impossible: return "proven"
        case .unknown: return "undecided"
        case .candidates(let requests):
            let isFound = requests.contains {
                PolicyComparison.difference($0, older: older, newer: newer) != nil
            }
            return isFound ? "found" : "undecided"
        }
    }

    private static func tagged(_ test: String) -> String {
        allow("\"s3:*\"", more: ", \"Condition\": {\(test)}")
    }

    @Test(
        .enabled(if: z3 != nil),
        arguments: [
            (allow("\"s3:Get*\""), allow("\"S3:getobject\""), "proven"),
            (allow("\"s3:GetObject\""), allow("\"s3:Get*\""), "found"),
            (allow("\"s3:*\"", on: #""arn:aws:s3:::a/*""#), allow("\"s3:*\"", on: #""arn:aws:s3:::a/b/?""#), "proven"),
            (allow("\"s3:*\"", on: #""arn:aws:s3:::a/b/?""#), allow("\"s3:*\"", on: #""arn:aws:s3:::a/*""#), "found"),
            (allow("\"s3:*\""), #"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#, "found"),
            (#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#, allow("\"s3:*\""), "proven"),
            (
                allow("\"*\"") + #", {"Effect": "Deny", "Action": "iam:*", "NotResource": "arn:aws:iam::*:user/a"}"#,
                allow("\"*\""), "found"
            ),
            (
                tagged(#""StringLike": {"aws:PrincipalTag/Team": "r*"}"#),
                tagged(#""StringEquals": {"aws:principaltag/team": ["red", "rose"]}"#), "proven"
            ),
            (
                tagged(#""StringEquals": {"aws:PrincipalTag/Team": "red"}"#),
                tagged(#""StringEqualsIfExists": {"aws:PrincipalTag/Team": "red"}"#), "found"
            ),
            (
                tagged(#""StringNotEquals": {"aws:PrincipalTag/Team": "red"}"#),
                tagged(#""Null": {"aws:PrincipalTag/Team": "true"}"#), "proven"
            ),
            (
                tagged(#""ForAllValues:StringEquals": {"aws:TagKeys": "a"}"#),
                tagged(#""ForAnyValue:StringEquals": {"aws:TagKeys": "a"}"#), "undecided"
            ),
            (
                tagged(#""NumericLessThan": {"s3:max-keys": "10"}"#),
                tagged(#""NumericLessThan": {"s3:max-keys": "10"}, "Bool": {"aws:SecureTransport": "true"}"#), "proven"
            ),
            (
                allow("\"s3:*\"", on: #""arn:aws:s3:::${aws:username}/*""#),
                allow("\"s3:Get*\"", on: #""arn:aws:s3:::${aws:username}/*""#), "proven"
            ),
        ])
    func z3Decides(_ older: String, _ newer: String, _ expected: String) throws {
        let program = try #require(Self.z3)
        #expect(try outcome(older, newer, program) == expected)
    }
}
