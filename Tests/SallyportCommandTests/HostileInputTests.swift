import FederationTesting
import Foundation
import SAML2
import Testing

/// Files and options that a program would fall over: it says what is wrong with them, and ends.
@Suite("Hostile files and options")
struct HostileInputTests {
    private func run(_ arguments: String..., input: String = "") throws -> Command.Result {
        try run(arguments, input: input)
    }

    private func run(_ arguments: [String], input: String = "") throws -> Command.Result {
        let result = try Command.run(arguments, input: input)
        // A trap ends a process with a signal, which is told as 4, 5, 6 or 11.
        #expect([0, 1, 2, 64].contains(result.status), "\(arguments): \(result.status) \(result.errors)")
        return result
    }

    @Test(arguments: ["9223372036854775807", "9223372036854775808", "1e300", "-1", "nan", "inf", "0"])
    func inspectTakesAnySkew(_ skew: String) throws {
        let fixture = try Fixture()
        let file = try fixture.write(try Fixture.response())
        for instant in [Fixture.at, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
            _ = try run("inspect", file, "--metadata", fixture.metadata, "--at", instant, "--clock-skew", skew)
        }
    }

    /// A hundred thousand deep.
    @Test(arguments: ["[", "{\"a\":", "[{\"Statement\":", "<a>", "- ", "${"])
    func nesting(_ piece: String) throws {
        let text = String(repeating: piece, count: 100_000)
        let folder = try TemporaryFolder()
        let file = try folder.write("file", text)
        _ = try run("policy", "validate", "-", input: text)
        _ = try run("policy", "validate", "--kind", "trust", file)
        _ = try run("policy", "test", file)
        let request = ["--principal", "*", "--action", "s3:GetObject", "--resource", "*"]
        _ = try run(["policy", "evaluate", "--identity", file] + request)
        _ = try run("policy", "evaluate", "--request", file, "--identity", file)
        _ = try run("inspect", file)
        _ = try run("metadata", file)
        _ = try run("audit", file)
        _ = try run("audit", "-", "--verbose", input: text + "\n")
        _ = try run("serve", "--check", "--config", file)
        _ = try run("keys", "rotate", "--file", file)
    }

    /// Combining marks: to hash n of them takes n² steps.
    @Test func marks() throws {
        let marks = "e" + String(repeating: "\u{301}\u{327}", count: 30_000)
        let policy =
            #"{"Version":"2012-10-17","Statement":{"Sid":"a","Effect":"Allow","Action":"s3:Get*","Resource":"\#(marks)"}}"#
        _ = try run("policy", "validate", "-", input: policy)
        let few = marks.unicodeScalars.prefix(4_000).map(String.init).joined()
        let record =
            #"{"eventTime":"2026-01-01T00:00:00Z","eventName":"\#(few)","resources":[{"ARN":"\#(few)"}],"requestParameters":{"roleArn":"arn:\#(few)"}}"#
        _ = try run("audit", "-", "--event", "X*", input: record + "\n")
        _ = try run("audit", "-", "--verbose", input: record + "\n")
    }

    /// Its stamp has sixteen bytes and fewer characters.
    @Test func auditPassesOverStrangeNames() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("audit.jsonl", "")
        try folder.write("audit-2023111T2213e\u{301}Z-0001.jsonl", "")
        try folder.write("audit-\u{1F1E9}\u{1F1EA}\u{1F1E9}\u{1F1EA}-0001.jsonl", "")
        #expect(try run("audit", file).status == 1, "there is no record")
    }

    /// Cases whose names are everything but names.
    @Test(arguments: [
        "", "null", "[]", "{}", "[[]]", "[{\"policies\":[]}]", "\u{0}", "\u{FEFF}{}", "1e999", "\"\\ud800\"",
    ])
    func oddFiles(_ text: String) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("file", text)
        for arguments in [
            ["policy", "validate", file], ["policy", "test", file], ["inspect", file], ["metadata", file],
            ["audit", file],
            ["policy", "evaluate", "--identity", file, "--principal", "*", "--action", "", "--resource", ""],
            ["policy", "evaluate", "--request", file, "--identity", file],
        ] {
            _ = try run(arguments)
        }
    }
}
