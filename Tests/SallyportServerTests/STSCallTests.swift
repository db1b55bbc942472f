import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Hummingbird
import STS
import Testing

@testable import SallyportServer

@Suite("Calls of STS")
struct STSCallTests {
    private static func assume(_ role: String, _ name: String = "work") -> [(String, String)] {
        [("RoleArn", Site.role(role)), ("RoleSessionName", name)]
    }

    @Test func assumeRole() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            try await staff.addRole("Worker")
            let ana = try await staff.client(browser, user: "ana", policy: Site.everything)
            let answer = try await ana.sts(
                "AssumeRole",
                Self.assume("Worker") + [
                    ("DurationSeconds", "900"), ("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue"),
                    ("TransitiveTagKeys.member.1", "Team"), ("SourceIdentity", "ana"),
                    ("PolicyArns.member.1.arn", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
                ])
            #expect(answer.status == .ok)
            #expect(
                answer.text.hasPrefix(
                    #"<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIA"#
                ))
            #expect(answer.element("Arn") == "arn:aws:sts::123456789012:assumed-role/Worker/work")
            #expect(answer.element("AssumedRoleId")?.hasSuffix(":work") == true)
            #expect(answer.element("Expiration") == "2023-11-14T22:28:20Z")
            #expect(answer.element("SourceIdentity") == "ana")
            #expect(try #require(answer.element("PackedPolicySize").flatMap { Int($0) }) > 0)
            let worker = try SignedClient(browser, answer)
            #expect(try await worker.sts("GetCallerIdentity").element("Arn") == answer.element("Arn"))
            // The policy that was passed lets it read.
            #expect(try await worker.iam("ListUsers").status == .ok)
            #expect(try await worker.iam("CreateUser", [("UserName", "eve")]).status == .forbidden)
        }
        #expect(
            site.recorded == ["AssumeRole ok", "GetCallerIdentity ok", "ListUsers ok", "CreateUser AccessDenied"])
    }

    @Test func whatDoesNotFitTheModelIsRefusedAtOnceAndRecordedOnce() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            let ana = try await staff.client(browser, user: "ana")
            let answer = try await ana.sts("AssumeRole", [("RoleArn", "short"), ("TokenCode", "12345")])
            #expect(
                answer.element("Message")
                    == "3 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null; Value at 'tokenCode' failed to satisfy constraint: Member must have length greater than or equal to 6"
            )
            let contexts = try await ana.sts(
                "AssumeRole", Self.assume("Worker") + [("ProvidedContexts.member.1.ContextAssertion", "abcd")])
            #expect(contexts.status == .notImplemented)
            #expect(contexts.element("Code") == "NotImplemented")
        }
        #expect(site.recorded == ["AssumeRole ValidationError", "AssumeRole NotImplemented"])
    }

    @Test func everyKindOfCallerIsNamed() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            let root = try await staff.client(browser, user: nil)
            let ana = try await staff.client(browser, user: "ana", policy: Site.everything)
            let token = try SignedClient(browser, try await ana.sts("GetSessionToken"))
            let rootToken = try SignedClient(browser, try await root.sts("GetSessionToken"))
            let federated = try await ana.sts("GetFederationToken", [("Name", "carol")])
            #expect(federated.element("FederatedUserId") == "123456789012:carol")
            #expect(federated.element("PackedPolicySize") == "0")
            let expected: [(SignedClient, String, String?)] = [
                (root, "arn:aws:iam::123456789012:root", "123456789012"),
                (rootToken, "arn:aws:iam::123456789012:root", "123456789012"),
                (ana, "arn:aws:iam::123456789012:user/ana", nil), (token, "arn:aws:iam::123456789012:user/ana", nil),
                (
                    try SignedClient(browser, federated), "arn:aws:sts::123456789012:federated-user/carol",
                    "123456789012:carol"
                ),
            ]
            for (client, arn, id) in expected {
                let answer = try await client.sts("GetCallerIdentity")
                #expect(answer.element("Arn") == arn)
                #expect(answer.element("Account") == "123456789012")
                if let id { #expect(answer.element("UserId") == id) }
            }
        }
    }

    /// Which credentials may do what, as the answer's code.
    @Test func credentialsOfEachKindHaveTheirLimits() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            try await staff.addRole("Worker", trusting: "*")
            let ana = try await staff.client(browser, user: "ana", policy: Site.everything)
            let token = try SignedClient(browser, try await ana.sts("GetSessionToken"))
            let worker = try SignedClient(browser, try await ana.sts("AssumeRole", Self.assume("Worker")))
            let carol = try SignedClient(
                browser, try await ana.sts("GetFederationToken", [("Name", "carol"), ("Policy", Site.everything)]))
            func codes(_ client: SignedClient) async throws -> [String] {
                [
                    try await client.sts("GetCallerIdentity"),
                    try await client.sts("AssumeRole", Self.assume("Worker")),
                    try await client.sts("GetSessionToken"),
                    try await client.sts("GetFederationToken", [("Name", "dave")]),
                    try await client.sts("GetAccessKeyInfo", [("AccessKeyId", client.accessKeyID)]),
                    try await client.sts("DecodeAuthorizationMessage", [("EncodedMessage", "x")]),
                    try await client.iam("ListUsers"),
                ].map { $0.element("Code") ?? "ok" }
            }
            let unknown = "InvalidAuthorizationMessageException"
            #expect(try await codes(ana) == ["ok", "ok", "ok", "ok", "ok", unknown, "ok"])
            #expect(try await codes(worker) == ["ok", "ok", "AccessDenied", "AccessDenied", "ok", unknown, "ok"])
            #expect(
                try await codes(token)
                    == ["ok", "ok"] + Array(repeating: "AccessDenied", count: 4) + ["InvalidClientTokenId"])
            #expect(
                try await codes(carol)
                    == ["ok"] + Array(repeating: "AccessDenied", count: 5) + ["InvalidClientTokenId"])
        }
    }

    @Test func getAccessKeyInfo() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            let ana = try await staff.client(browser, user: "ana", policy: Site.everything)
            let token = try SignedClient(browser, try await ana.sts("GetSessionToken"))
            for id in [ana.accessKeyID, token.accessKeyID] {
                let answer = try await ana.sts("GetAccessKeyInfo", [("AccessKeyId", id)])
                #expect(answer.element("Account") == "123456789012")
            }
            for id in ["AKIA000000000000", "AKIA1111111111111111", "XXIA" + ana.accessKeyID.dropFirst(4)] {
                let answer = try await ana.sts("GetAccessKeyInfo", [("AccessKeyId", id)])
                #expect(answer.element("Code") == "ValidationError")
            }
            let nobody = try await staff.client(browser, user: "nobody")
            let refused = try await nobody.sts("GetAccessKeyInfo", [("AccessKeyId", ana.accessKeyID)])
            #expect(refused.status == .forbidden)
            #expect(refused.element("Code") == "AccessDenied")
        }
    }

    @Test func aRefusalCanBeDecodedAndThatIsNotRecorded() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            try await staff.addRole("Worker")
            let ana = try await staff.client(browser, user: "ana")
            let admin = try await staff.client(browser, user: "admin", policy: Site.everything)
            let name = try #require(HTTPField.Name("x-sallyport-authorization-message"))
            for (refused, action) in [
                (try await ana.sts("AssumeRole", Self.assume("Worker")), "sts:AssumeRole"),
                (try await ana.iam("CreateUser", [("UserName", "eve")]), "iam:CreateUser"),
            ] {
                #expect(refused.element("Code") == "AccessDenied")
                let message = try #require(refused.headers[name])
                let answer = try await admin.sts("DecodeAuthorizationMessage", [("EncodedMessage", message)])
                let decoded = try #require(answer.element("DecodedMessage"))
                #expect(decoded.contains("\"action\":\"\(action)\""))
                #expect(decoded.contains("\"allowed\":false"))
            }
            #expect(try await ana.sts("GetCallerIdentity").headers[name] == nil)
        }
        #expect(site.recorded == ["AssumeRole AccessDenied", "CreateUser AccessDenied", "GetCallerIdentity ok"])
    }

    @Test(arguments: ["AssumeRoot", "GetDelegatedAccessToken"])
    func whatIsNotOfferedSaysSo(_ action: String) async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            let root = try await staff.client(browser, user: nil)
            let answer = try await root.sts(action)
            #expect(answer.status == .notImplemented)
            #expect(answer.element("Code") == "NotImplemented")
        }
    }

    @Test func everyOperationOfTheTableIsOneOfAWS() {
        let names = STSOperations.all.map(\.name)
        #expect(names == names.sorted())
        #expect(Set(names).isSubset(of: OperationNames.sts))
        let open = STSOperations.all.filter { $0.access.action == nil }.map(\.name)
        #expect(open == ["GetCallerIdentity", "GetSessionToken"])
    }

    // MARK: Console

    @Test func federationTokensSignInUntilTheyEnd() async throws {
        let site = try await Site()
        let staff = site.staff
        let clock = site.clock
        try await site.visit { browser in
            let ana = try await staff.client(browser, user: "ana", policy: Site.everything)
            let carol = try SignedClient(
                browser,
                try await ana.sts("GetFederationToken", [("Name", "carol"), ("DurationSeconds", "129600")]))
            let (login, visitor) = try await carol.signIn([("SessionDuration", "900")])
            #expect(login.status == .found)
            #expect(login.headers[.setCookie]?.contains("Max-Age=129600") == true)
            let page = try await visitor.get("/console")
            #expect(page.status == .ok)
            // She has no role; a user gave her what she may do.
            #expect(page.text.contains("carol") && page.text.contains("<dt>Given by</dt><dd>ana</dd>"))
            #expect(!page.text.contains("<dt>Role</dt>"))
            let json = try await visitor.get("/console", headers: [.accept: "application/json"]).json
            #expect((json["givenBy"] as? String)?.hasSuffix(":user/ana") == true && json["role"] == nil)
            clock.advance(by: 129_599)
            #expect(try await visitor.get("/console").status == .ok)
            clock.advance(by: 1)
            #expect(try await visitor.get("/console").status == .unauthorized)
        }
        let note = try #require(site.sink.events.first { $0.eventName == "GetSigninToken" }).additionalEventData
        #expect(note.contains { $0.name == "note" })
    }

    @Test func aRolesSessionSignsInAndAChainedOneDoesNot() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            try await staff.addRole("Worker")
            let ana = try await staff.client(browser, user: "ana", policy: Site.everything)
            let token = try SignedClient(browser, try await ana.sts("GetSessionToken"))
            for client in [ana, token] {
                let worker = try SignedClient(browser, try await client.sts("AssumeRole", Self.assume("Worker")))
                let (login, visitor) = try await worker.signIn([("SessionDuration", "43200")])
                #expect(login.headers[.setCookie]?.contains("Max-Age=43200") == true)
                let page = try await visitor.get("/console")
                #expect(page.status == .ok)
                #expect(page.text.contains("assumed-role/Worker/work"))
                let chained = try SignedClient(browser, try await worker.sts("AssumeRole", Self.assume("Worker", "on")))
                let (refused, _) = try await chained.signIn()
                #expect(refused.status == .badRequest)
                #expect(refused.text.contains("credentials of a chained role cannot sign in"))
            }
            let (refused, _) = try await token.signIn()
            #expect(refused.status == .badRequest)
            #expect(refused.text.contains("credentials of GetSessionToken cannot sign in"))
        }
    }
}
