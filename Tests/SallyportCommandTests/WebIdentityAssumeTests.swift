import Foundation
import Testing

@testable import sallyport

/// A broker and a store that says yes, unless told otherwise, and the command between them.
private struct Doors {
    static let role = "arn:aws:iam::role/Writer"
    static let claims = #"{"iss":"https://broker.example.org/oidc/1","aud":"films","sub":"arn:aws:iam::1:role/Admin"}"#
    static let signature = String(repeating: "c2lnbmF0dXJl", count: 8)
    static let token = [#"{"alg":"RS256","kid":"k"}"#, claims].map(base64url).joined(separator: ".") + "." + signature
    static let sessionToken = String(repeating: "c2Vzc2lvbg", count: 6)

    static let session =
        "<AssumedRoleUser><AssumedRoleId>AROA1:alice</AssumedRoleId>"
        + "<Arn>arn:aws:sts::123456789012:assumed-role/Admin/alice</Arn></AssumedRoleUser>"
        + credentials(id: "ASIABROKER", token: sessionToken) + "<Subject>alice</Subject>"
    static let stored =
        "<AssumedRoleUser><AssumedRoleId>AROA2:alice</AssumedRoleId>"
        + "<Arn>arn:aws:sts::assumed-role/Writer/alice</Arn></AssumedRoleUser>"
        + credentials(id: "ASIASTORE", token: "store-session")
        + "<SubjectFromWebIdentityToken>arn:aws:iam::1:role/Admin</SubjectFromWebIdentityToken>"

    let stub: TokenServiceStub
    private let response: String

    init(token: TokenServiceStub.Answer? = nil, store: TokenServiceStub.Answer? = nil) async throws {
        stub = try await TokenServiceStub([
            "AssumeRoleWithSAML": .result(of: "AssumeRoleWithSAML", Self.session),
            "GetWebIdentityToken": token
                ?? .result(
                    of: "GetWebIdentityToken",
                    "<WebIdentityToken>\(Self.token)</WebIdentityToken><Expiration>2030-01-01T00:05:00Z</Expiration>"),
            "AssumeRoleWithWebIdentity": store ?? .result(of: "AssumeRoleWithWebIdentity", Self.stored),
        ])
        response = String(decoding: try Token.response(), as: UTF8.self)
    }

    static func credentials(id: String, token: String, expiration: String? = "2030-01-01T01:00:00Z") -> String {
        "<Credentials><AccessKeyId>\(id)</AccessKeyId><SecretAccessKey>its-secret</SecretAccessKey>"
            + "<SessionToken>\(token)</SessionToken>\(expiration.map { "<Expiration>\($0)</Expiration>" } ?? "")"
            + "</Credentials>"
    }

    /// A line of the table.
    static func row(_ label: String, _ value: String) -> String {
        label + String(repeating: " ", count: 20 - label.count) + value + "\n"
    }

    private static func base64url(_ text: String) -> String {
        Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// As far as the token.
    func assume(_ options: String...) throws -> Command.Result {
        let always = ["assume", "--saml", "-", "--endpoint-url", stub.url("/broker")]
        return try Command.run(always + options, input: response)
    }

    /// Through both doors.
    func enter(_ options: String...) throws -> Command.Result {
        let always = [
            "assume", "--saml", "-", "--endpoint-url", stub.url("/broker"), "--web-identity-for", "films",
            "--relying-party-endpoint", stub.url("/store"), "--relying-party-role", Self.role,
        ]
        return try Command.run(always + options, input: response)
    }
}

@Suite("sallyport assume --web-identity-for")
struct WebIdentityAssumeTests {
    // MARK: The token

    @Test func printsTheTokenAlone() async throws {
        let doors = try await Doors()
        let result = try doors.assume("--web-identity-for", "films")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == Doors.token + "\n")
        #expect(result.errors.isEmpty)
        #expect(doors.stub.requests.map { $0.fields["Action"] } == ["AssumeRoleWithSAML", "GetWebIdentityToken"])
        let asked = try #require(doors.stub.requests.last)
        #expect(
            asked.fields == [
                "Action": "GetWebIdentityToken", "Version": "2011-06-15", "Audience.member.1": "films",
                "SigningAlgorithm": "RS256",
            ])
        let authorization = try #require(asked.headers["authorization"])
        #expect(authorization.contains("Credential=ASIABROKER/"))
        #expect(authorization.contains("/us-east-1/sts/aws4_request, "))
        #expect(authorization.contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, "))
        #expect(asked.headers["x-amz-security-token"] == Doors.sessionToken)
        #expect(doors.stub.requests.first?.headers["authorization"] == nil)
    }

    @Test func saysWhatTheTokenShallBe() async throws {
        let doors = try await Doors()
        let result = try doors.assume(
            "--web-identity-for", "films", "--signing-algorithm", "ES384", "--token-duration", "600", "--region",
            "eu-west-1", "--format", "json")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.json["WebIdentityToken"] as? String == Doors.token)
        #expect(result.json["Expiration"] as? String == "2030-01-01T00:05:00Z")
        let asked = try #require(doors.stub.requests.last)
        #expect(asked.fields["SigningAlgorithm"] == "ES384")
        #expect(asked.fields["DurationSeconds"] == "600")
        #expect(asked.headers["authorization"]?.contains("/eu-west-1/sts/aws4_request, ") == true)
    }

    @Test func withoutATokenThereIsNothing() async throws {
        for answer in ["", "<WebIdentityToken></WebIdentityToken>", "<WebIdentityToken>a b</WebIdentityToken>"] {
            let doors = try await Doors(token: .result(of: "GetWebIdentityToken", answer))
            let result = try doors.enter()
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errors.contains("the answer holds no token"))
            #expect(doors.stub.requests.count == 2)
        }
    }

    @Test func theBrokersRefusalIsExplained() async throws {
        let message = "no: \(Doors.sessionToken.prefix(20))"
        let doors = try await Doors(token: .refusal("AccessDenied", message))
        let result = try doors.enter()
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("sallyport: the broker gives no token for films: AccessDenied: no: […]\n"))
        #expect(result.errors.contains("hint: the role needs sts:GetWebIdentityToken"))
        #expect(result.errors.contains("--request-id its-request"))
        #expect(doors.stub.requests.count == 2)
    }

    /// A broker that runs takes the signature, and looks for the permission, which the role does not have.
    @Test func theBrokerItselfTakesTheSignature() async throws {
        let token = try await Token()
        defer { token.end() }
        let result = try token.assume(try Token.response(), "--web-identity-for", "films")
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("sallyport: the broker gives no token for films: AccessDenied: User: "))
        #expect(result.errors.contains("is not authorized to perform: sts:GetWebIdentityToken"))
    }

    // MARK: Credentials of the relying party

    @Test func printsTheCredentialsOfTheRelyingParty() async throws {
        let doors = try await Doors()
        let table = try doors.enter()
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.errors.isEmpty)
        for text in ["assumed-role/Writer/alice", "role/Admin", "2030-01-01T01:00:00Z", "ASIASTORE", "store-session"] {
            #expect(table.output.contains(text))
        }
        for text in ["ASIABROKER", Doors.sessionToken, Doors.token] { #expect(!table.output.contains(text)) }
        let asked = try #require(doors.stub.requests.last)
        #expect(asked.path == "/store")
        #expect(asked.headers["authorization"] == nil)
        #expect(asked.headers["x-amz-security-token"] == nil)
        #expect(
            asked.fields == [
                "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": Doors.role,
                "RoleSessionName": "alice", "WebIdentityToken": Doors.token,
            ])

        let variables = try doors.enter("--format", "env", "--region", "us-east-1").output
        #expect(variables.contains("export AWS_ACCESS_KEY_ID='ASIASTORE'\n"))
        #expect(variables.contains("export AWS_CREDENTIAL_EXPIRATION='2030-01-01T01:00:00Z'\n"))
        let process = try doors.enter("--format", "credential-process").json
        #expect(process["Version"] as? Int == 1)
        #expect(Set(process.keys) == ["Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"])
        let json = try doors.enter("--format", "json", "--relying-party-duration", "900").json
        #expect(json["SubjectFromWebIdentityToken"] as? String == "arn:aws:iam::1:role/Admin")
        #expect((json["AssumedRoleUser"] as? [String: String])?["AssumedRoleId"] == "AROA2:alice")
        #expect(doors.stub.requests.last?.fields["DurationSeconds"] == "900")
    }

    /// Ceph takes a plus sign in a form for a plus sign.
    @Test func aBlankIsPercentEncoded() async throws {
        let doors = try await Doors()
        _ = try doors.assume(
            "--web-identity-for", "two words", "--relying-party-endpoint", doors.stub.url("/store"),
            "--relying-party-role", "arn:aws:iam:::role/A B+C")
        let bodies = doors.stub.requests.map(\.body)
        #expect(bodies.count == 3)
        #expect(bodies[1].contains("Audience.member.1=two%20words"))
        #expect(bodies[2].contains("RoleArn=arn%3Aaws%3Aiam%3A%3A%3Arole%2FA%20B%2BC&"))
    }

    @Test func lessThanAWSTellsIsEnough() async throws {
        let credentials = Doors.credentials(id: "ASIASTORE", token: "t")
        let arn = "arn:aws:sts:::assumed-role/W/a"
        let ceph = "<AssumedRoleUser><Arn>\(arn)</Arn><AssumeRoleId>x</AssumeRoleId></AssumedRoleUser>"
        for (user, session) in [("", "-"), (ceph, arn)] {
            let doors = try await Doors(store: .result(of: "AssumeRoleWithWebIdentity", user + credentials))
            let table = try doors.enter()
            #expect(table.status == 0, "\(table.errors)")
            #expect(table.output.hasPrefix(Doors.row("session", session)))
            #expect(try doors.enter("--format", "credential-process").status == 0)
            #expect(try doors.enter("--format", "json").json["Credentials"] != nil)
        }
    }

    /// Tools would keep such credentials for ever.
    @Test func credentialsWithoutAnEndAreNotGivenToAProcess() async throws {
        let credentials = Doors.credentials(id: "ASIASTORE", token: "t", expiration: nil)
        let doors = try await Doors(store: .result(of: "AssumeRoleWithWebIdentity", credentials))
        let process = try doors.enter("--format", "credential-process")
        #expect(process.status == 2)
        #expect(process.output.isEmpty)
        #expect(process.errors.contains("does not tell when the credentials end"))
        let variables = try doors.enter("--format", "env")
        #expect(variables.status == 0)
        #expect(variables.output.contains("AWS_SESSION_TOKEN"))
        #expect(!variables.output.contains("EXPIRATION"))
        #expect(try doors.enter().output.contains(Doors.row("expires", "-")))
    }

    @Test func whatIsMissingInCredentialsIsNotMadeUp() async throws {
        let whole = Doors.credentials(id: "ASIASTORE", token: "t")
        for part in ["<SessionToken>t</SessionToken>", "its-secret", "ASIASTORE"] {
            let answer = whole.replacing(part, with: "")
            let doors = try await Doors(store: .result(of: "AssumeRoleWithWebIdentity", answer))
            let result = try doors.enter("--format", "env")
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errors.contains("/store: the answer holds no credentials"))
        }
    }

    // MARK: Refusals of the relying party

    @Test func theRelyingPartysRefusalIsExplained() async throws {
        let message = "token \(Doors.token) of x=\(Doors.signature.prefix(40))... is not for us"
        for code in ["AccessDenied", "InvalidIdentityToken", "ExpiredTokenException", "Whatever"] {
            let doors = try await Doors(store: .refusal(code, message))
            let result = try doors.enter("--format", "env")
            #expect(result.status == 1)
            #expect(result.output.isEmpty)
            let words = "\(code): token […] of x=[…]... is not for us\n"
            #expect(result.errors.contains("/store does not give \(Doors.role) for the token: \(words)"))
            #expect(result.errors.contains("hint: ") == (code != "Whatever"))
            let claims = "iss https://broker.example.org/oidc/1, aud films, sub arn:aws:iam::1:role/Admin\n"
            #expect(result.errors.contains("the token says: \(claims)"))
            #expect(result.errors.contains("the request there: its-request\n"))
            #expect(!result.errors.contains(Doors.signature.prefix(16)))
            #expect(!result.errors.contains("sallyport audit"))
        }
    }

    /// Stores that answer S3 at the same URL refuse in its form.
    @Test func aRefusalInTheFormOfS3IsRead() async throws {
        let xml = "<?xml version=\"1.0\"?><Error><Code>MethodNotAllowed</Code><Message>not here</Message></Error>"
        let doors = try await Doors(store: .text(xml, "405 Method Not Allowed"))
        let result = try doors.enter()
        #expect(result.status == 1)
        #expect(result.errors.contains("for the token: MethodNotAllowed: not here\n"))
        #expect(result.errors.contains("hint: the endpoint offers no AssumeRoleWithWebIdentity"))
    }

    @Test(arguments: [
        ("<html><body>Bad\n gateway</body></html>", "502 Bad Gateway", "but \"<html><body>Bad gateway</body></html>\""),
        (#"{"error":"no such thing"}"#, "400 Bad Request", #"but "{"error":"no such thing"}""#),
        ("", "302 Found", "HTTP status 302, and no answer of a token service;"),
        (#"{"secret":"a"}"#, "200 OK", "HTTP status 200, and no answer of a token service;"),
    ])
    func whatIsNoAnswerIsNoRefusal(_ body: String, _ status: String, _ expected: String) async throws {
        let doors = try await Doors(store: .text(body, status))
        let result = try doors.enter()
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains(expected), "\(result.errors)")
        #expect(result.errors.contains("is --relying-party-endpoint the URL of its STS?"))
    }

    // MARK: Usage

    /// The response works once: nobody is asked before all of the usage is right.
    @Test(arguments: [
        ["--token-duration", "300"], ["--signing-algorithm", "RS256"], ["--relying-party-duration", "900"],
        ["--relying-party-role", "r", "--relying-party-endpoint", "http://127.0.0.1:1"],
        ["--web-identity-for", ""], ["--web-identity-for", "films", "--signing-algorithm", "HS256"],
        ["--web-identity-for", "films", "--token-duration", "59"],
        ["--web-identity-for", "films", "--token-duration", "3601"],
        ["--web-identity-for", "films", "--format", "env"],
        ["--web-identity-for", "films", "--format", "credential-process"],
        ["--web-identity-for", "films", "--relying-party-role", "r"],
        ["--web-identity-for", "films", "--relying-party-endpoint", "http://127.0.0.1:1"],
        ["--web-identity-for", "films", "--relying-party-duration", "900"],
        ["--web-identity-for", "films", "--relying-party-role", "", "--relying-party-endpoint", "http://127.0.0.1:1"],
        ["--web-identity-for", "films", "--relying-party-role", "r", "--relying-party-endpoint", "http://10.0.0.1"],
        ["--web-identity-for", "films", "--relying-party-role", "r", "--relying-party-endpoint", "http://a:s3cr3t@b"],
        ["--web-identity-for", "films", "--relying-party-role", "r", "--relying-party-endpoint", "store"],
    ])
    func wrongUsageCostsNoResponse(_ options: [String]) async throws {
        let doors = try await Doors()
        let always = ["assume", "--saml", "-", "--endpoint-url", doors.stub.url("/broker")]
        let result = try Command.run(always + options, input: String(decoding: try Token.response(), as: UTF8.self))
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(!result.errors.contains("s3cr3t"))
        #expect(doors.stub.requests.isEmpty)
    }

    @Test func aTokenGoesOverPlainHTTPOnlyWhenTold() throws {
        let text = "http://store.example.org:8333"
        #expect(throws: (any Error).self) {
            try ServiceEndpoint(text, of: .relyingParty, from: "it", allowsPlainHTTP: false)
        }
        let told = try ServiceEndpoint(text, of: .relyingParty, from: "it", allowsPlainHTTP: true)
        #expect(told.url.absoluteString == text + "/")
    }

    @Test func helpTeaches() throws {
        let help = try Command.run("assume", "--help").output
        for word in ["GetWebIdentityToken", "AssumeRoleWithWebIdentity", "--relying-party-role", "--token-duration"] {
            #expect(help.contains(word))
        }
    }
}

@Suite("Secrets in the words of others")
struct RedactionTests {
    private let secret = "0123456789abcdefghijABCDEFGHIJ-_.~"

    @Test func everyPartOfASecretIsTakenOut() {
        let redaction = Redaction(of: [secret, "short"])
        #expect(redaction.applied(to: "a \(secret) b") == "a […] b")
        #expect(redaction.applied(to: "x=\(secret.prefix(16))…") == "x=[…]…")
        #expect(redaction.applied(to: "é\(secret.suffix(20))é \(secret.dropFirst(3).prefix(18))") == "é[…]é […]")
        #expect(redaction.applied(to: "\(secret)\(secret)") == "[…][…]")
        #expect(redaction.applied(to: String(secret)) == "[…]")
    }

    @Test func whatIsNoSecretStays() {
        let redaction = Redaction(of: [secret, "short"])
        for text in ["", "a short text", String(secret.prefix(15)), "arn:aws:iam::123456789012:role/Écriture"] {
            #expect(redaction.applied(to: text) == text)
        }
        #expect(Redaction(of: []).applied(to: secret) == secret)
    }

    @Test func aTokenDoesNotDescribeItself() throws {
        let xml =
            "<GetWebIdentityTokenResponse><GetWebIdentityTokenResult><WebIdentityToken>\(secret)</WebIdentityToken>"
            + "</GetWebIdentityTokenResult></GetWebIdentityTokenResponse>"
        let token = try #require(QueryAnswer(parsing: Array(xml.utf8)).flatMap { WebIdentityToken($0) })
        #expect(token.text == secret)
        var dumped = "\(token) \(String(reflecting: token))"
        dump(token, to: &dumped)
        #expect(!dumped.contains(secret))
        #expect(token.claims == nil)
    }
}
