import FederationTesting
import Foundation
import Testing

@Suite("sallyport policy test: keys")
struct PolicyTestKeysTests {
    private static let good = """
        defaults:
          principal: arn:aws:iam::123456789012:user/ana
          policies: { identity: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:*", Resource: "*" } } }
        tests:
          - name: reads
            action: s3:GetObject
            context: { "aws:SourceIp": 203.0.113.7, contxt: x }
            expected: Allowed
          - name: nothing else
            request: { action: "ec2:RunInstances", resource: "*" }
            expected: ImplicitlyDenied
            blockedBy: []
        """

    private func run(_ text: String, as name: String = "test.yaml") throws -> Command.Result {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        return try Command.run("policy", "test", try folder.write(name, text))
    }

    @Test func thoseThatMeanSomethingAreTaken() throws {
        let result = try run(Self.good)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("2 tests, 2 as expected"))
    }

    @Test(arguments: [
        ("    context:", "    contxt:", 7, "context"), ("expected: Implicitly", "expcted: Implicitly", 11, "expected"),
        ("principal:", "principle:", 2, "principal"), ("{ identity:", "{ identiy:", 3, "identity"),
        ("{ action:", "{ acton:", 10, "action"), ("tests:", "test:", 4, "tests"),
        ("blockedBy", "blockedby", 12, "blockedBy"),
    ])
    func othersAreRefusedWithTheirLine(_ right: String, _ wrong: String, _ line: Int, _ meant: String) throws {
        let result = try run(Self.good.replacing(right, with: wrong))
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("test.yaml:\(line): unknown key"), "\(result.errors)")
        #expect(result.errors.contains("did you mean \(meant)?"), "\(result.errors)")
    }

    @Test func whatResemblesNothingIsRefusedWithAllThatThereAre() throws {
        let result = try run(Self.good.replacing("    context:", with: "    somewhere:"))
        #expect(result.status == 2 && result.errors.contains("there are action, blockedBy, context"))
    }

    @Test func jsonIsHeldToTheSame() throws {
        let test = #"{"principal": "arn:aws:iam::123456789012:user/ana", "action": "s3:GetObject","#
        let rest = #" "policies": {"identity": []}, "expected": "ImplicitlyDenied""#
        #expect(try run("[\(test)\n\(rest)}]", as: "a.json").status == 0)
        let wrong = try run("[\(test)\n\(rest), \"contxt\": {}}]", as: "a.json")
        #expect(wrong.status == 2 && wrong.errors.contains("a.json:2: unknown key contxt"))
        // Records of others have members of their own; what looks like a misspelling is one.
        #expect(try run(test + rest + #", "explains": 1}"#, as: "a.jsonl").status == 0)
        let line = try run("\n" + test + rest + #", "contxt": {}}"#, as: "a.jsonl")
        #expect(line.status == 2 && line.errors.contains("a.jsonl:2: unknown key contxt"))
    }

    /// To compare such keys takes a time that doubles with each level.
    @Test(arguments: ["? *d\n: x", "? [*d]\n: x", "? {a: *d}\n: x", "*d : x", "[*d]: x"])
    func aliasesAreNoKeys(_ key: String) throws {
        let text = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\n\(key)\n"
        let result = try run(text)
        #expect(result.status == 2 && result.errors.contains("test.yaml:5: a key is a text"), "\(result.errors)")
        let broker = try Broker(text)
        let check = try broker.check()
        #expect(check.status == 2 && check.errors.contains(":14: a key is a text"), "\(check.errors)")
    }
}

@Suite("sallyport policy validate: trust policies")
struct TrustValidationTests {
    private static func trust(_ provider: String, _ action: String = "sts:AssumeRoleWithSAML") -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\#(provider)"},"#
            + #""Action":"\#(action)","Condition":{"StringEquals":{"SAML:aud":"http://127.0.0.1:8080/saml"}}}]}"#
    }

    private func validate(_ policy: String, _ options: String...) throws -> Command.Result {
        try Command.run(["policy", "validate", "--kind", "trust", "-"] + options, input: policy)
    }

    @Test func thePolicyAloneTellsWhoCanNeverUseIt() throws {
        #expect(try validate(Self.trust(Fixture.provider)).output == "-: ok\n")
        let result = try validate(Self.trust(Fixture.provider, "sts:AssumeRole"))
        #expect(
            result.status == 0 && result.output.contains("warning:") && result.output.contains("[unusable-principal]"))
        #expect(try validate(Self.trust(Fixture.provider, "sts:AssumeRole"), "--strict").status == 1)
    }

    @Test func aConfigurationTellsMore() throws {
        let broker = try Broker()
        func check(_ policy: String) throws -> Command.Result { try validate(policy, "--config", broker.configuration) }
        #expect(try check(Self.trust(Fixture.provider)).output == "-: ok\n")
        let typo = try check(Self.trust("arn:aws:iam::123456789012:saml-provider/typo"))
        #expect(typo.output.contains("[unknown-provider]") && typo.output.contains(Fixture.provider))
        let elsewhere = try check(Self.trust(Fixture.provider).replacing("127.0.0.1:8080", with: "127.0.0.1:8081"))
        #expect(elsewhere.output.contains("[impossible-audience]"))
        let moved = try Command.run(
            ["policy", "validate", "--kind", "trust", "-", "--config", broker.configuration],
            input: Self.trust(Fixture.provider), environment: ["SALLYPORT_PUBLIC_URL": "https://broker.example.com/"])
        #expect(moved.output.contains("taken for https://broker.example.com/saml"), "\(moved)")
        #expect(try validate(Self.trust(Fixture.provider), "--config", "/nonexistent").status == 2)
    }

    @Test func theCheckOfAConfigurationSaysSo() throws {
        let broker = try Broker()
        try broker.folder.write("trust.json", Self.trust("arn:aws:iam::123456789012:saml-provider/typo"))
        let result = try broker.check()
        #expect(result.status == 0 && result.output.contains("1 providers, 1 roles; 1 warning"))
        #expect(result.errors.contains("accounts[0].roles[0].trustPolicy") && result.errors.contains("typo"))
    }
}

@Suite("sallyport policy evaluate --http")
struct HTTPEvaluationTests {
    private static let policy = """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:Delete*"], "Resource": "arn:aws:s3:::films/*"},
          {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::films",
           "Condition": {"StringEquals": {"s3:prefix": "2026/"}}},
          {"Sid": "Masters", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::films/masters/*"}]}
        """

    private func evaluate(_ http: String, _ options: String...) throws -> Command.Result {
        let who = ["--identity", "-", "--principal", "arn:aws:iam::123456789012:user/ana"]
        return try Command.run(["policy", "evaluate", "--http", http] + who + options, input: Self.policy)
    }

    @Test func whatIsAllowedIsExplained() throws {
        let result = try evaluate("GET /films/2026/a%20b.mp4?partNumber=1", "--header", "Range: bytes=0-9")
        #expect(result.status == 0, "\(result)")
        #expect(
            result.output == """
                GetObject, bucket films, key 2026/a b.mp4
                  s3:GetObject on arn:aws:s3:::films/2026/a b.mp4
                    Allowed
                Allowed

                """)
    }

    @Test func everyQuestionHasToBeAllowed() throws {
        let result = try evaluate("PUT /films/a.mp4", "--header", "x-amz-acl: private", "--explain")
        #expect(result.status == 1)
        #expect(result.output.contains("s3:PutObjectAcl on arn:aws:s3:::films/a.mp4\n    s3:ObjectCreationOperation"))
        #expect(result.output.contains("    s3:x-amz-acl = \"private\"\n    Implicitly denied: s3:PutObjectAcl"))
        #expect(result.output.hasSuffix("\nImplicitlyDenied\n"))
        #expect(try evaluate("PUT /films/a.mp4").status == 0)
        let copy = try evaluate("PUT /films/a.mp4", "--header", "x-amz-copy-source: /other/a.mp4")
        #expect(copy.status == 1 && copy.output.contains("s3:GetObject on arn:aws:s3:::other/a.mp4"))
    }

    @Test func keysComeFromTheRequestUnlessGiven() throws {
        #expect(try evaluate("GET /films?list-type=2&prefix=2026/").status == 0)
        #expect(try evaluate("GET /films?list-type=2").status == 1)
        #expect(try evaluate("GET /films?list-type=2", "--context", "s3:prefix=2026/").status == 0)
        let host = ["--virtual-host", "s3.example.com", "--header", "Host: films.s3.example.com"]
        #expect(try evaluate("GET /?prefix=2026/", host[0], host[1], host[2], host[3]).status == 0)
    }

    @Test func aDenialOfSomeKeysRefusesABodyOfKeys() throws {
        let result = try evaluate("POST /films?delete")
        #expect(result.status == 1 && result.output.contains("some are denied by statement 3 \"Masters\""), "\(result)")
        #expect(result.output.hasSuffix("\nExplicitlyDenied\n"))
    }

    @Test func jsonHasTheSame() throws {
        let json = try evaluate("GET /films/a?versionId=3", "--format", "json").json
        #expect(json["operation"] as? String == "GetObject" && json["decision"] as? String == "ImplicitlyDenied")
        #expect(json["bucket"] as? String == "films" && json["key"] as? String == "a")
        let question = try #require((json["questions"] as? [[String: Any]])?.first)
        #expect(question["action"] as? String == "s3:GetObjectVersion")
        #expect(question["keys"] as? [String: [String]] == ["s3:VersionId": ["3"]])
        #expect((question["answer"] as? [String: Any])?["decision"] as? String == "ImplicitlyDenied")
        let refused = try evaluate("GET /films?acl&tagging", "--format", "json")
        #expect(refused.status == 1)
        let refusal = try #require(refused.json["refused"] as? [String: Any])
        #expect(refusal["code"] as? String == "InvalidRequest" && refusal["status"] as? Int == 400)
    }

    @Test(arguments: [
        "GET /films/a?foo", "GET //films", "PATCH /films/a", "GET /films/a?acl&tagging", "GET /fi\u{1B}lms",
    ])
    func whatS3DoesNotHaveIsRefused(_ http: String) throws {
        let result = try evaluate(http)
        #expect(result.status == 1 && result.output.hasPrefix("Refused: "), "\(result)")
        #expect(!result.output.contains("\u{1B}"))
    }

    @Test func wrongUsageIsSaid() throws {
        #expect(try evaluate("GET").status == 64)
        #expect(try evaluate("GET films/a").status == 64)
        #expect(try evaluate("GET /films/a", "--header", "x-amz-acl").status == 64)
        #expect(try evaluate("GET /films/a", "--action", "s3:GetObject").status == 64)
        let other = try Command.run(
            "policy", "evaluate", "--principal", "*", "--action", "a:b", "--header", "a: b")
        #expect(other.status == 64 && other.errors.contains("--header and --virtual-host go with --http"))
        #expect(try evaluate("GET /films/a", "--request", "/nonexistent").status == 2)
    }
}
