import AWSQuery
import Accounts
import IAM
import Testing

@Suite("OpenID Connect providers")
struct OIDCProviderTests {
    static let url = "https://issuer.example.org/tenant"
    static let arn = "arn:aws:iam::123456789012:oidc-provider/issuer.example.org/tenant"
    static let named = ["OpenIDConnectProviderArn": arn]
    static let thumbprint = String(repeating: "9e", count: 20)

    static func list(_ name: String, _ values: [String]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: values.enumerated().map { ("\(name).member.\($0 + 1)", $1) })
    }

    /// Parameters of a provider with one client id.
    static func parameters(_ more: [String: String] = [:]) -> [String: String] {
        ["Url": url, "ClientIDList.member.1": "client"].merging(more) { $1 }
    }

    /// A provider with this client id beside its ARN.
    static func with(_ clientID: String) -> [String: String] { named.merging(["ClientID": clientID]) { $1 } }

    static func clientIDs(_ world: World) async throws -> [String] {
        try await world.perform("GetOpenIDConnectProvider", named).list("ClientIDList")
    }

    @Test("A provider is made, got, listed and deleted", arguments: World.Storage.allCases)
    func life(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let made = try await world.perform(
            "CreateOpenIDConnectProvider",
            Self.parameters([
                "ThumbprintList.member.1": Self.thumbprint.uppercased(), "Tags.member.1.Key": "team",
                "Tags.member.1.Value": "blue",
            ]))
        #expect(made.names() == ["OpenIDConnectProviderArn", "Tags"])
        #expect(made.text("OpenIDConnectProviderArn") == Self.arn)
        let got = try await world.perform("GetOpenIDConnectProvider", Self.named)
        #expect(got.names() == ["Url", "ClientIDList", "ThumbprintList", "CreateDate", "Tags"])
        #expect(got.text("Url") == "issuer.example.org/tenant")
        #expect(got.list("ClientIDList") == ["client"])
        #expect(got.list("ThumbprintList") == [Self.thumbprint])
        #expect(got.text("CreateDate") == "2023-11-14T22:13:20Z")
        let listed = try await world.perform("ListOpenIDConnectProviders")
        #expect(listed.texts("OpenIDConnectProviderList", each: "Arn") == [Self.arn])
        #expect(listed.structures("OpenIDConnectProviderList").first?.map(\.name) == ["Arn"])
        #expect(try await world.perform("DeleteOpenIDConnectProvider", Self.named).members == nil)
        #expect(
            try await world.fault("GetOpenIDConnectProvider", Self.named)
                == QueryFault("NoSuchEntity", "OpenIDConnect Provider not found for arn \(Self.arn)", status: 404))
        // Once more, as AWS has it.
        #expect(try await world.perform("DeleteOpenIDConnectProvider", Self.named).members == nil)
    }

    @Test(
        "A URL that no provider can have is refused",
        arguments: [
            "http://issuer.example.org", "https://issuer.example.org:8443", "https://issuer.example.org/?a=b",
            "issuer.example.org", "https://issuer.example.org/#a", "https://*.example.org",
        ])
    func malformed(_ url: String) async throws {
        let world = try World()
        #expect(
            try await world.fault("CreateOpenIDConnectProvider", ["Url": url])
                == QueryFault("InvalidInput", "Invalid Open ID Connect Provider URL"))
        #expect(
            try await world.perform("ListOpenIDConnectProviders").texts("OpenIDConnectProviderList", each: "Arn") == [])
    }

    @Test("A URL is there once in an account, and in another account as well")
    func uniqueness() async throws {
        let world = try World()
        try await world.perform("CreateOpenIDConnectProvider", Self.parameters())
        for url in [Self.url, Self.url + "/", "https://issuer.example.org/TENANT"] {
            let fault = try await world.fault("CreateOpenIDConnectProvider", Self.parameters(["Url": url]))
            #expect(fault.code == "EntityAlreadyExists" && fault.message.hasPrefix("Provider with url https://"))
        }
        let other = try await world.root(world.other)
        let made = try await world.perform("CreateOpenIDConnectProvider", Self.parameters(), as: other)
        #expect(
            made.text("OpenIDConnectProviderArn")
                == "arn:aws:iam::210987654321:oidc-provider/issuer.example.org/tenant")
        #expect(try await world.fault("GetOpenIDConnectProvider", Self.named, as: other).code == "NoSuchEntity")
    }

    @Test("A slash at the end is not in the ARN, and stays in the URL")
    func slash() async throws {
        let world = try World()
        let made = try await world.perform("CreateOpenIDConnectProvider", ["Url": "https://issuer.example.org/"])
        let arn = try #require(made.text("OpenIDConnectProviderArn"))
        #expect(arn == "arn:aws:iam::123456789012:oidc-provider/issuer.example.org")
        let got = try await world.perform("GetOpenIDConnectProvider", ["OpenIDConnectProviderArn": arn])
        #expect(got.text("Url") == "issuer.example.org/")
    }

    @Test("A list of tags is there without tags as well, but not where a provider is made")
    func noTags() async throws {
        let world = try World()
        let made = try await world.perform("CreateOpenIDConnectProvider", ["Url": "https://issuer.example.org/tenant"])
        #expect(made.names() == ["OpenIDConnectProviderArn"])
        let got = try await world.perform("GetOpenIDConnectProvider", Self.named)
        #expect(got.names() == ["Url", "ClientIDList", "ThumbprintList", "CreateDate", "Tags"])
        #expect(got.structures("Tags").isEmpty)
    }

    @Test("Client ids are added and taken away, each once")
    func clientIDs() async throws {
        let world = try World()
        try await world.perform("CreateOpenIDConnectProvider", Self.parameters(["ClientIDList.member.2": "client"]))
        #expect(try await Self.clientIDs(world) == ["client"])
        for _ in 0..<2 { try await world.perform("AddClientIDToOpenIDConnectProvider", Self.with("two")) }
        #expect(try await Self.clientIDs(world) == ["client", "two"])
        for _ in 0..<2 { try await world.perform("RemoveClientIDFromOpenIDConnectProvider", Self.with("client")) }
        #expect(try await Self.clientIDs(world) == ["two"])
        let unknown = ["OpenIDConnectProviderArn": Self.arn + "x", "ClientID": "two"]
        for operation in ["AddClientIDToOpenIDConnectProvider", "RemoveClientIDFromOpenIDConnectProvider"] {
            #expect(try await world.fault(operation, unknown).code == "NoSuchEntity")
        }
    }

    @Test("A hundred client ids are taken, and five thumbprints")
    func limits() async throws {
        let world = try World()
        let ids = Self.list("ClientIDList", (0..<100).map { "client-\($0)" })
        try await world.perform("CreateOpenIDConnectProvider", ids.merging(["Url": Self.url]) { $1 })
        let full = QueryFault(
            "LimitExceeded", "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100", status: 409)
        #expect(try await world.fault("AddClientIDToOpenIDConnectProvider", Self.with("one-more")) == full)
        try await world.perform("AddClientIDToOpenIDConnectProvider", Self.with("client-7"))
        let more = ids.merging(["ClientIDList.member.101": "more", "Url": "https://b.example.org"]) { $1 }
        #expect(try await world.fault("CreateOpenIDConnectProvider", more) == full)

        func update(_ thumbprints: [String]) -> [String: String] {
            Self.named.merging(Self.list("ThumbprintList", thumbprints)) { $1 }
        }
        let five = (0..<5).map { String(repeating: "\($0)", count: 40) }
        try await world.perform("UpdateOpenIDConnectProviderThumbprint", update(five))
        #expect(try await world.perform("GetOpenIDConnectProvider", Self.named).list("ThumbprintList") == five)
        #expect(
            try await world.fault("UpdateOpenIDConnectProviderThumbprint", update(five + [Self.thumbprint])).code
                == "InvalidInput")
        #expect(
            try await world.fault(
                "UpdateOpenIDConnectProviderThumbprint", update([String(repeating: "z", count: 40)])
            ).code == "InvalidInput")
        #expect(
            try await world.fault("UpdateOpenIDConnectProviderThumbprint", update(["ab"])).code == "ValidationError")
    }

    @Test("Tags are added, listed and taken away")
    func tags() async throws {
        let world = try World()
        try await world.perform("CreateOpenIDConnectProvider", Self.parameters())
        try await world.perform(
            "TagOpenIDConnectProvider",
            Self.named.merging(["Tags.member.1.Key": "team", "Tags.member.1.Value": "blue"]) { $1 })
        let listed = try await world.perform("ListOpenIDConnectProviderTags", Self.named)
        #expect(listed.texts("Tags", each: "Key") == ["team"])
        try await world.perform(
            "UntagOpenIDConnectProvider", Self.named.merging(["TagKeys.member.1": "TEAM"]) { $1 })
        #expect(
            try await world.perform("ListOpenIDConnectProviderTags", Self.named).texts("Tags", each: "Key") == [])
    }

    @Test(
        "The ARN of something else is refused",
        arguments: [
            "arn:aws:iam::123456789012:saml-provider/corp", "arn:aws:iam::123456789012:oidc-provider",
            "arn:aws:sts::123456789012:oidc-provider/issuer.example.org", "issuer.example.org/tenant",
        ])
    func otherARN(_ arn: String) async throws {
        let world = try World()
        for operation in ["GetOpenIDConnectProvider", "DeleteOpenIDConnectProvider"] {
            let fault = try await world.fault(operation, ["OpenIDConnectProviderArn": arn])
            #expect(fault.code == "InvalidInput" && fault.message.hasPrefix("Invalid OpenIDConnect provider ARN: "))
        }
    }

    @Test("The permission is that for the provider's ARN, in the making and after it")
    func permission() async throws {
        let world = try World()
        let maker = try await world.user("maker", World.policy("iam:CreateOpenIDConnectProvider", resource: Self.arn))
        try await world.perform("CreateOpenIDConnectProvider", Self.parameters(), as: maker)
        let other = Self.parameters(["Url": "https://other.example.org"])
        #expect(try await world.fault("CreateOpenIDConnectProvider", other, as: maker).code == "AccessDenied")
        let tagged = World.policy(
            "iam:GetOpenIDConnectProvider", condition: #"{"StringEquals":{"iam:ResourceTag/team":"blue"}}"#)
        let reader = try await world.user("reader", tagged)
        #expect(try await world.fault("GetOpenIDConnectProvider", Self.named, as: reader).code == "AccessDenied")
        try await world.perform(
            "TagOpenIDConnectProvider",
            Self.named.merging(["Tags.member.1.Key": "team", "Tags.member.1.Value": "blue"]) { $1 })
        try await world.perform("GetOpenIDConnectProvider", Self.named, as: reader)
    }

    @Test("They count as providers in the summary")
    func summary() async throws {
        let world = try World()
        func providers() async throws -> String? {
            try await world.perform("GetAccountSummary").map("SummaryMap")["Providers"]
        }
        #expect(try await providers() == "1")
        try await world.perform("CreateOpenIDConnectProvider", Self.parameters())
        #expect(try await providers() == "2")
    }
}
