import FederationTesting
import Foundation
import SAML2
import Testing

@testable import sallyport

/// A running broker and responses for it.
struct Token {
    static let reader = "arn:aws:iam::123456789012:role/Reader"
    static let other = "arn:aws:iam::123456789012:saml-provider/other"

    let broker: Broker
    let process: Process
    let endpoint: String

    init(_ extra: String = "") async throws {
        broker = try Broker(extra)
        let (process, port) = try await broker.start()
        self.process = process
        endpoint = "http://127.0.0.1:\(port)"
    }

    static func response(
        roles: [String] = ["\(Fixture.role),\(Fixture.provider)"], at instant: Date = Date()
    ) throws -> [UInt8] {
        let acs = "http://127.0.0.1:8080/saml"
        let template = ResponseTemplate(
            id: UUID().uuidString, at: instant, recipient: acs, audience: acs, subject: NameID(value: "alice"),
            attributes: [
                SAMLAttribute(name: Fixture.prefix + "Role", values: roles),
                SAMLAttribute(name: Fixture.prefix + "RoleSessionName", values: ["alice@example.com"]),
            ])
        return try Fixture.identityProvider.get().response(template)
    }

    func write(_ response: [UInt8]) throws -> String {
        try broker.folder.write("\(UUID().uuidString).xml", response)
    }

    func assume(_ response: [UInt8], _ options: String...) throws -> Command.Result {
        try Command.run(["assume", "--saml", try write(response), "--endpoint-url", endpoint] + options)
    }

    func end() { _ = Broker.end(process) }
}

@Suite("sallyport assume")
struct AssumeCommandTests {
    @Test func givesCredentialsInEveryForm() async throws {
        let token = try await Token()
        defer { token.end() }
        let table = try token.assume(try Token.response())
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.output.contains("arn:aws:sts::123456789012:assumed-role/Admin/alice@example.com"))
        #expect(table.output.split(separator: "\n").count == 6)

        let json = try token.assume(try Token.response(), "--format", "json").json
        let credentials = try #require(json["Credentials"] as? [String: String])
        #expect(credentials["AccessKeyId"]?.hasPrefix("ASIA") == true)
        #expect(credentials["SecretAccessKey"]?.count == 40)
        #expect(credentials["SessionToken"]?.isEmpty == false)
        #expect(json["Subject"] as? String == "alice")

        let process = try token.assume(try Token.response(), "--format", "credential-process").json
        #expect(process["Version"] as? Int == 1)
        #expect(Set(process.keys) == ["Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"])

        let variables = try token.assume(try Token.response(), "--format", "env", "--region", "it's; x")
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        let script =
            variables.output
            + "\nprintf '%s|%s|%s' \"$AWS_ACCESS_KEY_ID\" \"${#AWS_SECRET_ACCESS_KEY}\" \"$AWS_REGION\""
        shell.arguments = ["-c", script]
        let pipe = Pipe()
        shell.standardOutput = pipe
        try shell.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(output.wholeMatch(of: /ASIA[A-Z0-9]{16}\|40\|it's; x/) != nil)
        #expect(variables.output.contains("export AWS_SESSION_TOKEN='"))
    }

    @Test(arguments: ["xml", "base64", "form body"])
    func takesTheResponseAsInspectDoes(_ form: String) async throws {
        let token = try await Token()
        defer { token.end() }
        let base64 = HTTPPostBinding.encode(try Token.response())
        let input =
            switch form {
            case "xml": String(decoding: try Token.response(), as: UTF8.self)
            case "base64": base64 + "\n"
            default:
                "RelayState=&SAMLResponse="
                    + (base64.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
            }
        // The endpoint of the environment, and the standard input.
        for variable in ["SALLYPORT_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"] {
            let options = ["assume", "--saml", "-", "--role-arn", Fixture.role, "--format", "json"]
            let result = try Command.run(options, input: input, environment: [variable: token.endpoint])
            // The second time it was used already, which the broker alone can know.
            #expect(result.status == (variable.hasPrefix("SALLYPORT") ? 0 : 1), "\(result.errors)")
        }
    }

    @Test func passesOnWhatLimitsTheSession() async throws {
        let token = try await Token()
        defer { token.end() }
        let policy = try token.broker.folder.write(
            "policy.json",
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#)
        let limited = try token.assume(
            try Token.response(), "--duration-seconds", "900", "--policy", policy, "--policy-arn",
            "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/IAMReadOnlyAccess", "--format", "json")
        #expect(limited.status == 0, "\(limited.errors)")
        #expect(limited.json["PackedPolicySize"] is Int)
        let record = try token.broker.folder.read("audit.jsonl")
        for text in [#""durationSeconds":900"#, "IAMReadOnlyAccess", "s3:*"] { #expect(record.contains(text)) }

        let bad = try token.broker.folder.write("bad.json", #"{"Statement":[{"Effect":"Maybe"}]}"#)
        let refused = try token.assume(try Token.response(), "--policy", bad)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("MalformedPolicyDocument: "))
        #expect(refused.errors.contains("hint: sallyport policy validate"))
        let long = try token.assume(try Token.response(), "--duration-seconds", "43200")
        #expect(long.status == 1)
        #expect(long.errors.contains("ValidationError: The requested DurationSeconds exceeds"))
        #expect(try token.assume(try Token.response(), "--policy", "/nonexistent").status == 2)
    }

    @Test func saysWhyItIsRefusedAndKeepsSecrets() async throws {
        let token = try await Token()
        defer { token.end() }
        let response = try Token.response()
        let first = try token.assume(response, "--format", "json")
        #expect(first.status == 0)
        let again = try token.assume(response)
        #expect(again.status == 1)
        #expect(again.output.isEmpty)
        #expect(again.errors.hasPrefix("sallyport: InvalidIdentityToken: Response has already been redeemed\n"))
        #expect(again.errors.contains("hint: a response works once for each role"))
        // The request id leads to the record.
        let id = try #require(again.errors.firstMatch(of: /--request-id (\S+)/)).1
        let record = try Command.run("audit", token.broker.folder.path + "/audit.jsonl", "--request-id", String(id))
        #expect(record.output.contains("DENIED InvalidIdentityToken"))

        let old = try token.assume(try Token.response(at: Date(timeIntervalSinceNow: -3_600)))
        #expect(old.status == 1)
        #expect(old.errors.contains("hint: a response must be redeemed within 5 minutes"))
        let base64 = HTTPPostBinding.encode(response)
        for result in [again, old] {
            #expect(!result.errors.contains(base64.prefix(40)))
            #expect(!result.errors.contains("<saml"))
        }
        #expect(first.errors.isEmpty)
    }

    // MARK: Which role

    @Test func aRoleIsChosenWhenThereAreSeveral() async throws {
        let token = try await Token()
        defer { token.end() }
        let roles = ["\(Fixture.role),\(Fixture.provider)", "\(Fixture.provider), \(Token.reader)"]
        let several = try token.assume(try Token.response(roles: roles))
        #expect(several.status == 64)
        #expect(several.output.isEmpty)
        #expect(several.errors.contains("  --role-arn \(Token.reader) --principal-arn \(Fixture.provider)\n"))
        let chosen = try token.assume(try Token.response(roles: roles), "--role-arn", Fixture.role)
        #expect(chosen.status == 0, "\(chosen.errors)")
        // Both pairs have the provider.
        #expect(
            try token.assume(try Token.response(roles: roles), "--principal-arn", Fixture.provider).status == 64)
        let foreign = try token.assume(try Token.response(roles: roles), "--role-arn", Fixture.role + "x")
        #expect(foreign.status == 64)
        #expect(foreign.errors.contains("gives no such role"))
        let providers = ["\(Fixture.role),\(Fixture.provider)", "\(Fixture.role),\(Token.other)"]
        #expect(try token.assume(try Token.response(roles: providers), "--role-arn", Fixture.role).status == 64)
        #expect(
            try token.assume(try Token.response(roles: providers), "--principal-arn", Fixture.provider).status == 0)
        // What is said is asked for as it is: the broker decides.
        let stranger = try token.assume(
            try Token.response(), "--role-arn", Token.reader, "--principal-arn", Fixture.provider)
        #expect(stranger.status == 1)
        #expect(stranger.errors.contains("AccessDenied: "))
        #expect(try token.assume(try Token.response(roles: ["nothing"])).status == 2)
    }

    @Test func anEncryptedAssertionNeedsBothNames() throws {
        let folder = try TemporaryFolder()
        let xml = """
            <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0">\
            <saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/></samlp:Response>
            """
        let result = try Command.run("assume", "--saml", try folder.write("response.xml", xml))
        #expect(result.status == 64)
        #expect(result.errors.contains("the assertion is encrypted; give --role-arn and --principal-arn"))
    }

    @Test(arguments: ["", "hello, world!", "<a/>", "<unfinished"])
    func saysWhenItCannotReadTheResponse(_ input: String) throws {
        let result = try Command.run("assume", "--saml", "-", input: input)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("sallyport: -: "))
    }

    // MARK: The endpoint

    @Test(
        arguments: [
            (nil, [:], "http://127.0.0.1:8080/"), ("http://localhost:9", [:], "http://localhost:9/"),
            (nil, ["SALLYPORT_ENDPOINT_URL": "https://a.example/x"], "https://a.example/x"),
            (nil, ["AWS_ENDPOINT_URL_STS": "https://b.example"], "https://b.example/"),
            (nil, ["AWS_ENDPOINT_URL": "https://d.example"], "https://d.example/"),
            (nil, ["SALLYPORT_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_STS": "http://[::1]:8080"], "http://[::1]:8080/"),
            ("https://c.example/", ["SALLYPORT_ENDPOINT_URL": "https://a.example"], "https://c.example/"),
        ] as [(String?, [String: String], String)])
    func theEndpointIsFound(_ option: String?, _ environment: [String: String], _ expected: String) throws {
        let endpoint = try ServiceEndpoint.broker(option: option, environment: environment, allowsPlainHTTP: false)
        #expect(endpoint.url.absoluteString == expected)
    }

    @Test(arguments: [
        "http://broker.example.com", "http://127.0.0.1.example.com", "http://10.0.0.1:8080", "ftp://127.0.0.1", "x",
        "https://", "https://user:s3cr3t@broker.example.com", "http://localhost@broker.example.com",
        "https://a.example/?x", "https://a.example/#x", "",
    ])
    func anEndpointThatIsNotSafeIsRefused(_ text: String) throws {
        let response = HTTPPostBinding.encode(try Token.response())
        let result = try Command.run("assume", "--saml", "-", "--endpoint-url", text, input: response)
        #expect(result.status == 64)
        #expect(!result.errors.contains("s3cr3t"))
        if text.hasPrefix("http://"), !text.contains("@") {
            #expect(result.errors.contains("--insecure-plain-http"))
            _ = try ServiceEndpoint.broker(option: text, environment: [:], allowsPlainHTTP: true)
        }
    }

    @Test func whatDoesNotAnswerAsABrokerIsNoRefusal() async throws {
        let token = try await Token()
        let response = try Token.response()
        let wrong = try Command.run(
            ["assume", "--saml", try token.write(response), "--endpoint-url", token.endpoint + "/health"])
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("HTTP status 404"))
        token.end()
        let gone = try token.assume(response)
        #expect(gone.status == 2)
        #expect(gone.errors.contains("no answer"))
    }

    @Test(arguments: [
        [], ["--saml", "-", "--format", "text"], ["--saml", "-", "--duration-seconds", "x"], ["--saml", "-", "extra"],
    ])
    func wrongUsageEndsWith64(_ options: [String]) throws {
        #expect(try Command.run(["assume"] + options).status == 64)
    }

    @Test func helpTeaches() throws {
        let help = try Command.run("assume", "--help").output
        for word in ["eval", "credential_process", "SALLYPORT_ENDPOINT_URL", "Exit codes"] {
            #expect(help.contains(word))
        }
    }
}

@Suite("Answers of a token service")
struct QueryAnswerTests {
    private static let namespace = "https://sts.amazonaws.com/doc/2011-06-15/"

    private static func answer(_ credentials: String) -> QueryAnswer? {
        let user = "<AssumedRoleUser><AssumedRoleId>AROA:a</AssumedRoleId><Arn>arn</Arn></AssumedRoleUser>"
        return QueryAnswer(
            parsing: Array(
                "<AssumeRoleWithSAMLResponse xmlns=\"\(namespace)\"><AssumeRoleWithSAMLResult>\(user)<Credentials>\(credentials)</Credentials></AssumeRoleWithSAMLResult></AssumeRoleWithSAMLResponse>"
                    .utf8))
    }

    private static let good =
        "<AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s/+=</SecretAccessKey><SessionToken>t</SessionToken>"
        + "<Expiration>2026-11-21T12:00:00Z</Expiration>"

    @Test func credentialsAreRead() throws {
        let answer = try #require(Self.answer(Self.good))
        #expect(answer.refusal == nil)
        let result = try #require(AssumedRole(answer))
        #expect(result.credentials.secretAccessKey == "s/+=")
    }

    @Test(arguments: [
        ("<SessionToken>t</SessionToken>", ""), ("ASIA1", ""), ("ASIA1", "A&#10;B"), ("s/+=", "a b"), ("s/+=", "ü"),
    ])
    func whatIsNoCredentialsIsNotTaken(_ text: String, _ replacement: String) throws {
        let answer = try #require(Self.answer(Self.good.replacing(text, with: replacement)))
        #expect(AssumedRole(answer) == nil)
    }

    @Test(arguments: ["", "{}", "<html/>", "<ErrorResponse/>", "<!DOCTYPE a []><ErrorResponse/>"])
    func whatIsNoAnswerIsNotTaken(_ text: String) { #expect(QueryAnswer(parsing: Array(text.utf8)) == nil) }

    @Test func aRefusalHasCodeAndText() throws {
        let refusal = try #require(
            QueryAnswer(
                parsing: Array(
                    "<ErrorResponse xmlns=\"\(Self.namespace)\"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no &lt;way&gt;</Message></Error><RequestId>1</RequestId></ErrorResponse>"
                        .utf8))?.refusal)
        #expect(refusal.code == "AccessDenied")
        #expect(refusal.message == "no <way>")
        #expect(refusal.requestID == "1")
    }

    @Test(arguments: ["", "plain", "it's", "'", "$(x) `y` \\ \"z\"\n"])
    func theShellTakesAQuotedTextAsItIs(_ text: String) throws {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", "printf %s " + CredentialsFormat.quoted(text)]
        let pipe = Pipe()
        shell.standardOutput = pipe
        try shell.run()
        #expect(pipe.fileHandleForReading.readDataToEndOfFile() == Data(text.utf8))
    }
}
