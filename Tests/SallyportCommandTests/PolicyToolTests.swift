import FederationTesting
import Foundation
import Testing

@Suite("sallyport policy test in CI")
struct PolicyTestReportTests {
    private static let tests = """
        policies:
          reader: { Version: "2012-10-17", Statement: [
            { Effect: Allow, Action: "s3:Get*", Resource: "*" },
            { Sid: Masters, Effect: Deny, Action: "s3:*", Resource: "arn:aws:s3:::masters/*" } ] }
        defaults:
          principal: arn:aws:iam::123456789012:user/ana
          policies: { identity: [reader] }
        tests:
          - name: reads & <looks>
            action: s3:GetObject
            expected: Allowed
          - name: "writes, #1"
            action: s3:PutObject
            expected: Allowed
        """

    private func run(_ options: String..., input: String = tests) throws -> Command.Result {
        try Command.run(["policy", "test", "-"] + options, input: input)
    }

    @Test func theStandardInputMayBeYAML() throws {
        let result = try run()
        #expect(result.status == 1 && result.output.contains("2 tests, 1 as expected, 1 different"), "\(result)")
        let wrong = try run(input: Self.tests.replacing("  - name: reads", with: "  - nam: reads"))
        #expect(wrong.status == 2 && wrong.errors.contains("-:9: unknown key nam"), "\(wrong)")
    }

    @Test func summariesHaveTheLevelsOfTheTable() throws {
        for (action, level) in [
            ("ec2:DescribeInstances", "List"), ("s3:PutBucketAcl", "Permissions management"),
            ("sqs:PurgeQueue", "Write"), ("s3:*", "Full access"), ("nowhere:ListThings", "List"),
        ] {
            let policy =
                #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "\#(action)", "Resource": "*"}}"#
            let result = try Command.run(["policy", "summary", "-", "--format", "json"], input: policy)
            let services = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
            #expect(services?.first?["accessLevels"] as? [String] == [level], "\(action): \(result)")
        }
    }

    /// A sample of the user guide: a service and an action are misspelt.
    @Test func summariesWarnOfWhatGrantsNothing() throws {
        let policy = #"""
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "dynamobd:*", "Resource": "*"},
              {"Effect": "Deny", "Action": ["ec2:StartInstances", "ec2:RebootInstaces"], "Resource": "*"}]}
            """#
        let lines = try Command.run(["policy", "summary", "-"], input: policy).output.split(separator: "\n")
        #expect(lines.contains("  unrecognised: the table of actions has no such service"), "\(lines)")
        #expect(lines.contains("  uncategorised: ec2:RebootInstaces"))
        #expect(lines.contains { $0.hasPrefix("-:2:") && $0.contains("did you mean dynamodb:*?") })
        #expect(lines.contains { $0.hasPrefix("-:3:") && $0.contains("did you mean ec2:RebootInstances?") })
        let json = try Command.run(["policy", "summary", "-", "--format", "json"], input: policy)
        let services = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        #expect(services?.map { $0["recognised"] as? Bool } == [false, true])
        let right = policy.replacing("dynamobd", with: "dynamodb").replacing("Instaces", with: "Instances")
        let plain = try Command.run(["policy", "summary", "-"], input: right).output
        #expect(!plain.contains("unrecognised") && !plain.contains("warning"), "\(plain)")
    }

    @Test func summariesGoDownToActionsAndResources() throws {
        let policy = #"""
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": ["s3:PutObject", "s3:ListAllMyBuckets", "s3:DeletObject"],
               "Resource": "arn:aws:s3:::films/*", "Condition": {"StringEquals": {"s3:x-amz-acl": "public-read"}}}]}
            """#
        let service = try Command.run(["policy", "summary", "-", "--service", "s3"], input: policy)
        let lines = service.output.split(separator: "\n").map(String.init)
        #expect(service.status == 0 && lines.first?.hasPrefix("Allow s3: 1 of ") == true, "\(service)")
        #expect(
            lines.contains {
                $0.contains("arn:aws:s3:::films/* if StringEquals s3:x-amz-acl = public-read (no access: ")
            })
        #expect(lines.contains { $0.hasPrefix("  Uncategorised") } && lines.contains("    DeletObject"))
        let action = try Command.run(["policy", "summary", "-", "--action", "s3:putobject"], input: policy)
        #expect(
            action.output == """
                Allow s3:putobject: Write
                  resource: arn:aws:s3:::films/*
                    region: all
                    account: all
                    condition: StringEquals s3:x-amz-acl = public-read

                """)
        let none = try Command.run(["policy", "summary", "-", "--service", "ec2"], input: policy)
        #expect(none.status == 0 && none.output == "The policy names no action of ec2.\n")
        for wrong in [["--action", "s3"], ["--action", "s3:PutObject", "--service", "s3"]] {
            #expect(try Command.run(["policy", "summary", "-"] + wrong, input: policy).status == 64)
        }
    }

    @Test func theStandardInputMayBeJSON() throws {
        let test =
            #"{"principal": "123456789012", "action": "a:b", "policies": {"identity": []}, "expected": "Allowed"}"#
        let lines = try run(input: "# a line each\n" + test + "\n" + test + "\n")
        #expect(lines.status == 0 && lines.output.contains("2 tests, 2 as expected"), "\(lines)")
        #expect(try run(input: "[\(test), \(test)]").output.contains("2 tests"))
        #expect(try run(input: "{\"tests\":\n[\(test)]}").output.contains("1 tests"))
    }

    @Test func junit() throws {
        let result = try run("--format", "junit")
        #expect(result.status == 1)
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.first == #"<?xml version="1.0" encoding="UTF-8"?>"# && lines.last == "</testsuites>")
        #expect(lines.contains(#"<testsuites tests="2" failures="1">"#))
        #expect(
            result.output.contains(#"<testcase name="reads &amp; &lt;looks&gt;" classname="-" file="-" line="9"/>"#))
        #expect(result.output.contains(#"<failure message="ImplicitlyDenied instead of Allowed">"#))
    }

    @Test func tap() throws {
        let lines = try run("--format", "tap").output.split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(4) == ["TAP version 14", "1..2", "ok 1 - -: reads & <looks>", "not ok 2 - -: writes, \\#1"])
        #expect(lines.contains(#"  actual: "ImplicitlyDenied""#) && lines.last == "  ...")
    }

    @Test func sarif() throws {
        let result = try run("--format", "sarif")
        #expect(result.json["version"] as? String == "2.1.0")
        let run = try #require((result.json["runs"] as? [[String: Any]])?.first)
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.count == 1 && results.first?["ruleId"] as? String == "policy-test")
        let place = (results.first?["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
        #expect((place?["region"] as? [String: Int]) == ["startLine": 12])
    }

    @Test func github() throws {
        let lines = try run("--format", "github").output.split(separator: "\n").map(String.init)
        #expect(lines.count == 2)
        #expect(
            lines.first?.hasPrefix("::error file=-,line=12,title=writes%2C #1::actual: ImplicitlyDenied%0Aexpected: ")
                == true)
    }

    @Test func statementsThatNoTestReachesAreListed() throws {
        let result = try run("--coverage")
        #expect(
            result.output.contains("1 of 2 statements reached, 50 %\n  not reached: statement 2 \"Masters\" of reader"))
        let all = Self.tests.replacing(
            "s3:PutObject\n    expected: Allowed", with: "s3:PutObject\n    expected: ImplicitlyDenied")
        #expect(try run("--minimum-coverage", "50", input: all).status == 0)
        #expect(try run("--minimum-coverage", "51", input: all).status == 1)
        let github = try run("--minimum-coverage", "51", "--format", "github", input: all)
        #expect(
            github.output.hasPrefix("::error file=-,line=1,title=not reached::statement 2 \"Masters\""), "\(github)")
        let denied =
            all
            + "\n  - name: no masters\n    action: s3:GetObject\n    resource: arn:aws:s3:::masters/1\n    expected: ExplicitlyDenied\n"
        #expect(try run("--minimum-coverage", "100", input: denied).status == 0)
        #expect(try run("--minimum-coverage", "101").status == 64)
        let other = #"{ Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:*", Resource: "*" } }"#
        let unused = denied.replacing("policies:\n  reader:", with: "policies:\n  other: \(other)\n  reader:")
        let missed = try run("--minimum-coverage", "100", input: unused)
        #expect(missed.status == 1 && missed.output.contains("not reached: statement 1 of other"), "\(missed)")
    }

    @Test func foldersAreGoneThrough() throws {
        let folder = try TemporaryFolder()
        let inner = folder.path + "/inner"
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
        let empty = try Command.run("policy", "test", inner)
        #expect(empty.status == 2 && empty.errors.contains("has no .yaml, .yml or .jsonl file"))
        try folder.write("a.yaml", Self.tests)
        try folder.write("inner/b.yml", Self.tests)
        try folder.write("inner/policy.json", "{}")
        try folder.write(".hidden.yaml", "no tests")
        let result = try Command.run("policy", "test", folder.path)
        #expect(result.status == 1 && result.output.contains("4 tests, 2 as expected"), "\(result)")
        #expect(result.output.contains("\(folder.path)/inner/b.yml\n"))
        try folder.write("c.yaml", "services: {}")
        #expect(try Command.run("policy", "test", folder.path).status == 2)
    }
}

@Suite("sallyport policy compare")
struct PolicyCompareTests {
    private static func policy(_ action: String) -> String {
        #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": \#(action), "Resource": "arn:aws:s3:::a/*"}}"#
    }

    @Test func whatIsAddedIsShown() throws {
        let folder = try TemporaryFolder()
        let old = try folder.write("old.json", Self.policy(#""s3:GetObject""#))
        let new = try folder.write("new.json", Self.policy(#"["s3:GetObject", "s3:PutObject"]"#))
        let result = try Command.run("policy", "compare", old, new)
        #expect(result.status == 1, "\(result)")
        #expect(result.output.contains("  s3:PutObject on arn:aws:s3:::a/"))
        #expect(result.output.contains("1 found in "))
        let back = try Command.run("policy", "compare", new, old)
        #expect(back.status == 0 && back.output.hasPrefix("0 found in "))
        let json = try Command.run("policy", "compare", old, new, "--format", "json").json
        let differences = try #require(json["differences"] as? [[String: Any]])
        #expect(differences.first?["action"] as? String == "s3:PutObject")
        // Without a solver nothing is proven.
        let alone = try Command.run(["policy", "compare", new, old], environment: ["PATH": "/nonexistent"])
        #expect(alone.status == 0 && !alone.output.contains("z3"), "\(alone)")
        #expect(try Command.run("policy", "compare", old, "/nonexistent").status == 2)
        #expect(try Command.run("policy", "compare", old, new, "--limit", "0").status == 64)
    }
}

@Suite("sallyport policy compare with a solver")
struct PolicyProofCommandTests {
    /// A program in the place of z3 that answers so.
    private func compare(_ answer: String, _ options: String...) throws -> Command.Result {
        let folder = try TemporaryFolder()
        let z3 = try folder.write("z3", "#!/bin/sh\ncat > /dev/null\ncat <<'END'\n\(answer)\nEND\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: z3)
        let policy =
            #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#
        let (old, new) = (try folder.write("old.json", policy), try folder.write("new.json", policy))
        return try Command.run(
            ["policy", "compare", old, new] + options, environment: ["PATH": folder.path + ":/usr/bin:/bin"])
    }

    @Test func whatItProvesIsSaid() throws {
        let result = try compare("unsat\n(error \"no model\")\nunsat\n(error \"no model\")")
        #expect(result.status == 0 && result.output.contains("z3 proves that there is none"), "\(result)")
        let json = try compare("unsat\nunsat", "--format", "json")
        #expect(json.json["proof"] as? String == "proven", "\(json)")
        #expect(try !compare("unsat\nunsat", "--no-proof").output.contains("z3"))
    }

    @Test(arguments: [
        "unsat\nunknown", "timeout", "", "sat\n((action \"s3:putobject\") (isarn false))\nunsat",
        "sat\n((action \"s3:getobject\") (isarn false))\nsat", "nonsense (",
    ])
    func whatTheEvaluatorDoesNotConfirmIsNoFinding(_ answer: String) throws {
        let result = try compare(answer)
        #expect(result.status == 0 && result.output.contains("z3 cannot tell"), "\(result)")
    }
}

@Suite("sallyport policy validate: risks")
struct PolicyRiskCommandTests {
    private static let policy =
        #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}}"#

    @Test func theyAreWarnings() throws {
        let result = try Command.run(["policy", "validate", "-"], input: Self.policy)
        #expect(result.status == 0 && result.output.contains("warning:") && result.output.contains("[pass-any-role]"))
        #expect(try Command.run(["policy", "validate", "--strict", "-"], input: Self.policy).status == 1)
    }

    @Test func theyMayBeShownByCI() throws {
        let github = try Command.run(["policy", "validate", "-", "--format", "github"], input: Self.policy)
        #expect(github.output.hasPrefix("::warning file=-,line=1,col=40,title=pass-any-role::Any role"), "\(github)")
        let sarif = try Command.run(["policy", "validate", "-", "--format", "sarif"], input: Self.policy)
        #expect(sarif.json["version"] as? String == "2.1.0" && sarif.output.contains("\"startColumn\": 40"), "\(sarif)")
        #expect(try Command.run("policy", "validate", "-", "--format", "tap").status == 64)
    }
}
