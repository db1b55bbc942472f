import AWSQuery
import Accounts
import Encodings
import FederationTesting
import Foundation
import IAM
import IAMPolicy
import STS
import Testing

@Suite("SAML providers")
struct SAMLProviderTests {
    static let arn = "arn:aws:iam::123456789012:saml-provider/corp"
    static let named = ["SAMLProviderArn": arn]
    static let otherIssuer = "https://other.example.com/metadata"

    static func metadata(_ issuer: String = "https://corp.example.com", validUntil: Date? = nil) throws -> String {
        let key = try World.identityProvider.get().privateKeyPEM()
        let provider = try TestIdentityProvider(
            entityID: issuer, singleSignOnURL: issuer, privateKeyPEM: key, at: World.now)
        return provider.metadata(validUntil: validUntil)
    }

    /// A private key that is RSA, as PEM.
    static func privateKey() throws -> String {
        String(decoding: try World.identityProvider.get().privateKeyPEM(), as: UTF8.self)
    }

    static func parameters(_ more: [String: String] = [:]) throws -> [String: String] {
        ["Name": "corp", "SAMLMetadataDocument": try metadata()].merging(more) { $1 }
    }

    static func issuers(_ world: World) async throws -> [String] {
        let account = world.account.id
        return try await world.store.readEntities { reader in
            guard let row = try await reader.row(.samlProvider, account: account, name: "corp") else { return [] }
            return try await reader.targets(of: row.uniqueID, .issuer)
        }
    }

    @Test("A provider is made, got, listed and deleted", arguments: World.Storage.allCases)
    func life(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let made = try await world.perform(
            "CreateSAMLProvider", Self.parameters(["Tags.member.1.Key": "team", "Tags.member.1.Value": "blue"]))
        #expect(made.names() == ["SAMLProviderArn", "Tags"])
        #expect(made.text("SAMLProviderArn") == Self.arn)
        let got = try await world.perform("GetSAMLProvider", Self.named)
        #expect(
            got.names() == [
                "SAMLProviderUUID", "SAMLMetadataDocument", "CreateDate", "ValidUntil", "Tags", "PrivateKeyList",
            ])
        #expect(got.text("SAMLMetadataDocument") == (try Self.metadata()))
        #expect(got.text("CreateDate") == "2023-11-14T22:13:20Z")
        #expect(got.text("ValidUntil")?.hasPrefix("2123-11-1") == true)
        let uuid = try #require(got.text("SAMLProviderUUID"))
        #expect((22...64).contains(uuid.utf8.count))
        #expect(uuid.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) })
        let listed = try await world.perform("ListSAMLProviders")
        #expect(
            listed.texts("SAMLProviderList", each: "Arn") == [
                "arn:aws:iam::123456789012:saml-provider/configured-idp", Self.arn,
            ])
        #expect(listed.structures("SAMLProviderList").last?.map(\.name) == ["Arn", "ValidUntil", "CreateDate"])
        #expect(try await Self.issuers(world) == ["https://corp.example.com"])
        #expect(try await world.tokens.registeredProvider(arn: Self.arn) != nil)
        #expect(try await world.perform("DeleteSAMLProvider", Self.named).members == nil)
        #expect(
            try await world.fault("GetSAMLProvider", Self.named)
                == QueryFault("NoSuchEntity", "Manifest not found for arn \(Self.arn)", status: 404))
        #expect(try await world.tokens.registeredProvider(arn: Self.arn) == nil)
    }

    @Test("The end of the metadata is told, and metadata that has ended is refused")
    func validity() async throws {
        let world = try World()
        let end = World.now.addingTimeInterval(86_400)
        try await world.perform(
            "CreateSAMLProvider", Self.parameters(["SAMLMetadataDocument": try Self.metadata(validUntil: end)]))
        #expect(
            try await world.perform("GetSAMLProvider", Self.named).text("ValidUntil") == "2023-11-15T22:13:20Z")
        #expect(try await world.iam.providerEnds() == [#require(ARN(Self.arn)): end])
        let later = try await world.fault(
            "UpdateSAMLProvider",
            Self.named.merging(["SAMLMetadataDocument": try Self.metadata(validUntil: end)]) { $1 },
            at: end)
        #expect(later.code == "InvalidInput")
        #expect(later.message.hasPrefix("Could not parse metadata"))
    }

    @Test(
        "Metadata that is none is refused with AWS's words",
        arguments: [
            "\u{FEFF}", "<md:EntityDescriptor>", "<!DOCTYPE x>", "\u{1}",
        ])
    func malformed(_ start: String) async throws {
        let world = try World()
        let text = try Self.metadata()
        let document = start + text
        for operation in ["CreateSAMLProvider", "UpdateSAMLProvider"] {
            let parameters = try Self.parameters(["SAMLMetadataDocument": document, "SAMLProviderArn": Self.arn])
            if operation == "UpdateSAMLProvider" { try await world.perform("CreateSAMLProvider", Self.parameters()) }
            let fault = try await world.fault(operation, parameters)
            #expect(fault.code == "InvalidInput")
            #expect(fault.message.hasPrefix("Could not parse metadata"))
        }
        #expect(try await world.perform("GetSAMLProvider", Self.named).text("SAMLMetadataDocument") == text)
        let short = try await world.fault(
            "CreateSAMLProvider", ["Name": "short", "SAMLMetadataDocument": "<EntityDescriptor/>"])
        #expect(short.code == "ValidationError")
    }

    @Test("New metadata counts at once, for whom the provider is found by as well")
    func update() async throws {
        let world = try World()
        try await world.perform("CreateSAMLProvider", Self.parameters())
        let known = try #require(try await world.tokens.registeredProvider(arn: Self.arn)).entityIDs
        #expect(known == ["https://corp.example.com"])
        let result = try await world.perform(
            "UpdateSAMLProvider",
            Self.named.merging(["SAMLMetadataDocument": try Self.metadata(Self.otherIssuer)]) { $1 })
        #expect(result.members == [.text("SAMLProviderArn", Self.arn)])
        #expect(try await Self.issuers(world) == [Self.otherIssuer])
        let now = try #require(try await world.tokens.registeredProvider(arn: Self.arn)).entityIDs
        #expect(now == [Self.otherIssuer])
    }

    @Test(
        "Private keys are sealed, at most two, and needed when assertions must be encrypted",
        arguments: World.Storage.allCases)
    func keys(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let required = try Self.parameters(["AssertionEncryptionMode": "Required"])
        #expect(try await world.fault("CreateSAMLProvider", required).code == "InvalidInput")
        let key = try Self.privateKey()
        try await world.perform("CreateSAMLProvider", required.merging(["AddPrivateKey": key]) { $1 })
        func list() async throws -> [String] {
            try await world.perform("GetSAMLProvider", Self.named).texts("PrivateKeyList", each: "KeyId")
        }
        let first = try #require(try await list().first)
        #expect((22...64).contains(first.utf8.count))
        #expect(
            try await world.perform("GetSAMLProvider", Self.named).text("AssertionEncryptionMode") == "Required")
        let account = world.account.id
        let record = try await world.store.readEntities {
            try await $0.entity(SAMLProviderRecord.self, account: account, name: "corp")?.record
        }
        let sealed = try #require(record?.privateKeys.first?.sealed)
        #expect(!String(decoding: sealed, as: UTF8.self).contains("PRIVATE KEY"))
        let registered = try #require(try await world.tokens.registeredProvider(arn: Self.arn))
        #expect(registered.rules.requiresEncryption && registered.rules.decryptionKeys.count == 1)

        let last = try await world.fault("UpdateSAMLProvider", Self.named.merging(["RemovePrivateKey": first]) { $1 })
        #expect(last.code == "InvalidInput")
        let add = Self.named.merging(["AddPrivateKey": key]) { $1 }
        try await world.perform("UpdateSAMLProvider", add)
        let third = try await world.fault("UpdateSAMLProvider", add)
        #expect((third.code, third.status) == ("LimitExceeded", 409))
        // One in the place of another is no third.
        try await world.perform("UpdateSAMLProvider", add.merging(["RemovePrivateKey": first]) { $1 })
        #expect(try await list().count == 2)
        #expect(try await !list().contains(first))
        let gone = try await world.fault("UpdateSAMLProvider", Self.named.merging(["RemovePrivateKey": first]) { $1 })
        #expect(gone.code == "NoSuchEntity")
        for id in try await list() {
            let parameters = ["RemovePrivateKey": id, "AssertionEncryptionMode": "Allowed"]
            try await world.perform("UpdateSAMLProvider", Self.named.merging(parameters) { $1 })
        }
        #expect(try await list().isEmpty)
        // Whatever else changed, the metadata did not.
        #expect(
            try await world.perform("GetSAMLProvider", Self.named).text("SAMLMetadataDocument") == (try Self.metadata())
        )
    }

    @Test("A private key that is none, or not RSA, is refused without being repeated")
    func badKeys() async throws {
        let world = try World()
        let curve = try TestIdentityProvider(keyKind: .ellipticCurve("P-256"), at: World.now).privateKeyPEM()
        for text in ["secret text", String(decoding: curve, as: UTF8.self)] {
            let fault = try await world.fault("CreateSAMLProvider", Self.parameters(["AddPrivateKey": text]))
            #expect(fault.code == "InvalidInput")
            #expect(fault.message.hasPrefix("Could not parse private key"))
            #expect(!fault.message.contains(text))
        }
        let unicode = try await world.fault("CreateSAMLProvider", Self.parameters(["AddPrivateKey": "geheim\u{1F600}"]))
        #expect(unicode.code == "ValidationError")
        #expect(!unicode.message.contains("geheim"))
    }

    @Test("A hundred providers, and no two of one name")
    func quota() async throws {
        let world = try World()
        try await world.perform("CreateSAMLProvider", Self.parameters())
        for name in ["CORP", "Configured-IdP"] {
            let fault = try await world.fault("CreateSAMLProvider", Self.parameters(["Name": name]))
            #expect(
                fault
                    == QueryFault("EntityAlreadyExists", "SAMLProvider with name \(name) already exists.", status: 409))
        }
        let account = world.account.id
        try await world.store.writeEntities { transaction in
            for number in 0..<98 {
                try await transaction.insert(
                    Entity(
                        account: account, name: "provider\(number)", uniqueID: "ASPA\(number)",
                        createDate: Timestamp(roundingDown: World.now), record: SAMLProviderRecord()))
            }
        }
        let fault = try await world.fault("CreateSAMLProvider", Self.parameters(["Name": "further"]))
        #expect(
            fault == QueryFault("LimitExceeded", "Cannot exceed quota for SAMLProvidersPerAccount: 100", status: 409))
        // A list does not ask for metadata, which these have not; whoever asks for it is told.
        #expect(try await world.perform("ListSAMLProviders").structures("SAMLProviderList").count == 100)
        let arn = "arn:aws:iam::123456789012:saml-provider/provider0"
        #expect(try await world.fault("GetSAMLProvider", ["SAMLProviderArn": arn]).code == "ServiceFailure")
    }

    @Test("Tags of a provider")
    func tags() async throws {
        let world = try World()
        try await world.perform("CreateSAMLProvider", Self.parameters())
        try await world.perform(
            "TagSAMLProvider", Self.named.merging(["Tags.member.1.Key": "a", "Tags.member.1.Value": "b"]) { $1 })
        let tags = try await world.perform("ListSAMLProviderTags", Self.named)
        #expect(tags.structures("Tags") == [[.text("Key", "a"), .text("Value", "b")]])
        let reader = try await world.user(
            "reader",
            World.policy("iam:GetSAMLProvider", condition: #"{"StringEquals":{"aws:ResourceTag/a":"b"}}"#))
        try await world.perform("GetSAMLProvider", Self.named, as: reader)
        try await world.perform("UntagSAMLProvider", Self.named.merging(["TagKeys.member.1": "a"]) { $1 })
        #expect(try await world.perform("ListSAMLProviderTags", Self.named).structures("Tags").isEmpty)
        #expect(try await world.fault("GetSAMLProvider", Self.named, as: reader).code == "AccessDenied")
    }

    static let operations: [(String, [String: String], isChange: Bool)] = [
        ("GetSAMLProvider", [:], false), ("UpdateSAMLProvider", ["AssertionEncryptionMode": "Allowed"], true),
        ("ListSAMLProviderTags", [:], false),
        ("TagSAMLProvider", ["Tags.member.1.Key": "a", "Tags.member.1.Value": "b"], true),
        ("UntagSAMLProvider", ["TagKeys.member.1": "a"], true), ("DeleteSAMLProvider", [:], true),
    ]

    @Test(
        "Refused for other accounts, other ARNs, configured providers and without the permission",
        arguments: operations.indices)
    func refusals(_ index: Int) async throws {
        let (operation, parameters, isChange) = Self.operations[index]
        let world = try World()
        try await world.perform("CreateSAMLProvider", Self.parameters())
        func of(_ arn: String) -> [String: String] { parameters.merging(["SAMLProviderArn": arn]) { $1 } }
        let stranger = try await world.root(world.other)
        #expect(try await world.fault(operation, of(Self.arn), as: stranger).code == "NoSuchEntity")
        for (arn, code) in [
            ("arn:aws:iam::123456789012:saml-provider/Corp", "NoSuchEntity"),
            ("arn:aws:iam::123456789012:role/corp", "InvalidInput"),
        ] {
            #expect(try await world.fault(operation, of(arn)).code == code, "\(arn)")
        }
        let configured = of("arn:aws:iam::123456789012:saml-provider/\(World.configuredProvider)")
        if isChange {
            #expect(try await world.fault(operation, configured).code == "UnmodifiableEntity")
        } else {
            try await world.perform(operation, configured)
        }
        let user = try await world.user("reader", World.policy("iam:\(operation)", resource: "*/corpus"))
        let denied = try await world.fault(operation, of(Self.arn), as: user)
        #expect(denied.message.contains("iam:\(operation) on resource: \(Self.arn)"))
        let permitted = try await world.user("editor", World.policy("iam:\(operation)", resource: Self.arn))
        try await world.perform(operation, of(Self.arn), as: permitted)
    }
}
