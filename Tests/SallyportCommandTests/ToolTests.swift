import FederationTesting
import Foundation
import SAML2
import Testing

@Suite("sallyport metadata")
struct MetadataCommandTests {
    private func run(_ text: String, _ options: String...) throws -> Command.Result {
        try Command.run(["metadata", "-", "--at", Fixture.at] + options, input: text)
    }

    @Test func showsKeysAndVerdict() throws {
        let text = try Fixture.identityProvider.get().metadata()
        let result = try run(text)
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("ACCEPTED as a SAML provider at \(Fixture.at)"))
        #expect(result.output.contains("https://idp.example.com/corp"))
        #expect(result.output.contains("RSA 2048 bits, SHA-256"))
        let json = try run(text, "--format", "json").json
        #expect(json["verdict"] as? String == "accepted")
        let entity = try #require((json["entities"] as? [[String: Any]])?.first)
        #expect(entity["entityID"] as? String == "https://idp.example.com/corp")
        let key = try #require((entity["keys"] as? [[String: Any]])?.first)
        #expect(key["bits"] as? Int == 2_048)
        #expect((key["fingerprint"] as? String)?.count == 64)
    }

    @Test func refusesWhatNoProviderTakes() throws {
        let good = try Fixture.identityProvider.get().metadata()
        let expired = try Fixture.identityProvider.get().metadata(validUntil: Fixture.now)
        for text in [
            "\u{FEFF}" + good, expired, "<a/>", good.replacing("IDPSSODescriptor", with: "SPSSODescriptor"), "no XML",
        ] {
            let result = try run(text)
            #expect(result.status == 1)
            #expect(result.output.contains("REFUSED"))
        }
        #expect(try run("\u{FEFF}" + good, "--strip-byte-order-mark").status == 0)
        #expect(try run(expired, "--at", "2023-11-14T22:13:19Z").status == 0)
        let json = try run("<a/>", "--format", "json").json
        #expect(json["verdict"] as? String == "refused")
        #expect(
            ((json["error"] as? [String: Any])?["message"] as? String)?.hasPrefix("Could not parse metadata") == true)
    }

    @Test func verifiesTheOperatorsSignature() throws {
        let fixture = try Fixture()
        let provider = try Fixture.identityProvider.get()
        let xml = provider.metadata().replacing("<md:EntityDescriptor ", with: "<md:EntityDescriptor ID=\"_m\" ")
        let signed = String(decoding: try provider.signedMetadata(xml), as: UTF8.self)
        let good = try fixture.folder.write("good.pem", provider.certificatePEM)
        let bad = try fixture.folder.write("bad.pem", try Fixture.other.get().certificatePEM)
        #expect(try run(signed, "--trust-certificate", good).status == 0)
        #expect(try run(signed, "--trust-certificate", bad).status == 1)
        #expect(try run(provider.metadata(), "--trust-certificate", good).status == 1)
        #expect(try run(signed).output.contains("signed, not verified"))
    }

    @Test func saysWhatItCannotRead() throws {
        #expect(try Command.run("metadata", "/nonexistent").status == 2)
        #expect(try run("<a/>", "--trust-certificate", "/nonexistent").status == 2)
        #expect(try Command.run("metadata", "-", "--format", "csv").status == 64)
    }
}

@Suite("sallyport keys")
struct KeysCommandTests {
    private func mode(_ file: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    }

    @Test func makesRotatesAndRetires() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/ring.json"
        let made = try Command.run("keys", "init", "--out", file)
        #expect(made.status == 0)
        #expect(try mode(file) == 0o600)
        let first = try folder.read("ring.json")
        // A ring that is there is never overwritten.
        let again = try Command.run("keys", "init", "--out", file)
        #expect(again.status == 2)
        #expect(again.errors.contains("is there already"))
        #expect(try folder.read("ring.json") == first)

        let rotated = try Command.run("keys", "rotate", "--file", file)
        #expect(rotated.status == 0)
        #expect(try mode(file) == 0o600)
        let ids = try #require(rotated.output.firstRange(of: "now holds ")).upperBound
        let keys = rotated.output[ids...].split(whereSeparator: { !$0.isHexDigit }).map(String.init)
        // The new key that seals, the old one, and the one for storage.
        #expect(keys.count == 3)
        let new = try #require(keys.first)
        let old = try #require(keys.dropFirst().first)
        #expect(made.output.contains(old) && !made.output.contains(new))
        #expect(try Command.run("keys", "retire", "--file", file, new).status == 2)
        #expect(try Command.run("keys", "retire", "--file", file, old).status == 0)
        #expect(try Command.run("keys", "retire", "--file", file, old).status == 2)
        #expect(try mode(file) == 0o600)
        #expect(try Command.run("keys", "rotate", "--file", folder.path + "/none.json").status == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["ring.json"])
    }

    @Test func printsNoKey() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/ring.json"
        let made = try Command.run("keys", "init", "--out", file)
        let ring = try JSONSerialization.jsonObject(with: Data(folder.read("ring.json").utf8))
        for secret in Self.texts(ring) where secret.count > 24 { #expect(!made.output.contains(secret)) }
        #expect(try Command.run("keys", "init", "--output", file).status == 64)
    }

    private static func texts(_ value: Any) -> [String] {
        switch value {
        case let text as String: [text]
        case let list as [Any]: list.flatMap(texts)
        case let object as [String: Any]: object.values.flatMap(texts)
        default: []
        }
    }
}

@Suite("sallyport role template")
struct RoleTemplateTests {
    @Test(arguments: [
        ("aws", "https://signin.aws.amazon.com/saml"), ("aws-cn", "https://signin.amazonaws.cn/saml"),
        ("aws-us-gov", "https://signin.amazonaws-us-gov.com/saml"),
    ])
    func fitsThePartition(_ partition: String, _ audience: String) throws {
        let provider = "arn:\(partition):iam::123456789012:saml-provider/corp"
        let result = try Command.run("role", "template", "--saml", provider, "--console")
        #expect(result.status == 0)
        let statement = try #require((result.json["Statement"] as? [[String: Any]])?.first)
        #expect(statement["Effect"] as? String == "Allow")
        #expect((statement["Principal"] as? [String: String])?["Federated"] == provider)
        let condition = try #require(statement["Condition"] as? [String: [String: Any]])
        #expect(condition["StringEquals"]?["SAML:aud"] as? String == audience)
    }

    private static let oidc = "arn:aws:iam::123456789012:oidc-provider/issuer.example.org/t"

    @Test func writesThePolicyForTokens() throws {
        let result = try Command.run(
            "role", "template", "--oidc", Self.oidc, "--audience", "client", "--subject", "repo:acme/app:*")
        #expect(result.status == 0)
        let statement = try #require((result.json["Statement"] as? [[String: Any]])?.first)
        #expect(statement["Action"] as? String == "sts:AssumeRoleWithWebIdentity")
        let condition = try #require(statement["Condition"] as? [String: [String: String]])
        #expect(condition["StringEquals"] == ["issuer.example.org/t:aud": "client"])
        #expect(condition["StringLike"] == ["issuer.example.org/t:sub": "repo:acme/app:*"])
        let exact = try Command.run("role", "template", "--oidc", Self.oidc, "--audience", "c", "--subject", "ana")
        #expect(exact.output.contains("\"issuer.example.org/t:sub\": \"ana\"") && !exact.output.contains("StringLike"))
    }

    @Test(arguments: [
        [], ["--oidc", oidc], ["--oidc", oidc, "--audience", "c", "--console"],
        ["--oidc", oidc, "--audience", "c", "--saml", Fixture.provider],
        ["--saml", Fixture.provider, "--audience", "c"], ["--saml", Fixture.provider, "--subject", "s"],
    ])
    func takesOneKindOfProvider(_ options: [String]) throws {
        #expect(try Command.run(["role", "template"] + options).status == 64)
    }

    @Test(arguments: ["x", "arn:aws:iam::123456789012:saml-provider/corp", "arn:aws:iam::1:oidc-provider/a.org"])
    func takesTheARNOfAnOIDCProvider(_ text: String) throws {
        #expect(try Command.run("role", "template", "--oidc", text, "--audience", "c").status == 2)
    }

    @Test func anotherEndpointTakesItsPlace() throws {
        let result = try Command.run(
            "role", "template", "--saml", Fixture.provider, "--console", "--endpoint", "https://broker.example.com/saml"
        )
        #expect(result.output.contains("https://broker.example.com/saml"))
        #expect(!result.output.contains("signin.aws.amazon.com"))
        #expect(try Command.run("role", "template", "--saml", Fixture.provider, "--endpoint", "x").status == 64)
    }

    @Test func anotherAccountMayBeTrusted() throws {
        func statement(_ options: String...) throws -> [String: Any] {
            let result = try Command.run(["role", "template", "--account"] + options)
            #expect(result.status == 0, "\(result)")
            return try #require((result.json["Statement"] as? [[String: Any]])?.first)
        }
        let plain = try statement("210987654321")
        #expect(plain["Action"] as? String == "sts:AssumeRole" && plain["Condition"] == nil)
        #expect(plain["Principal"] as? [String: String] == ["AWS": "arn:aws:iam::210987654321:root"])
        let tested = try statement("arn:aws-cn:iam::210987654321:user/ana", "--external-id", "a:1/2", "--require-mfa")
        #expect(tested["Principal"] as? [String: String] == ["AWS": "arn:aws-cn:iam::210987654321:user/ana"])
        #expect(
            tested["Condition"] as? [String: [String: String]] == [
                "StringEquals": ["sts:ExternalId": "a:1/2"], "Bool": ["aws:MultiFactorAuthPresent": "true"],
            ])
    }

    @Test(
        arguments: [
            (["--account", "12345"], Int32(2)), (["--account", "*"], 2), (["--account", Fixture.provider], 2),
            (["--account", "arn:moon:iam::123456789012:root"], 2),
            (["--account", "210987654321", "--external-id", "1"], 2),
            (["--account", "210987654321", "--external-id", "a b"], 2),
            (["--account", "210987654321", "--console"], 64),
            (["--account", "210987654321", "--saml", Fixture.provider], 64),
            (["--saml", Fixture.provider, "--external-id", "12345"], 64),
            (["--saml", Fixture.provider, "--require-mfa"], 64),
        ] as [([String], Int32)])
    func whatIsNoAccountIsRefused(_ options: [String], _ status: Int32) throws {
        #expect(try Command.run(["role", "template"] + options).status == status)
    }

    @Test func theLinkToSwitchStandsBesideThePolicy() throws {
        let result = try Command.run(
            "role", "template", "--account", "210987654321", "--role", "arn:aws:iam::123456789012:role/team/Support",
            "--broker", "https://broker.example.com/")
        #expect(result.status == 0 && result.json["Statement"] != nil)
        #expect(
            result.errors.contains(
                "https://broker.example.com/switchrole?account=123456789012&roleName=team%2FSupport"))
    }

    @Test(
        arguments: [
            (["--role", "arn:aws:iam::123456789012:role/x"], Int32(64)), (["--broker", "https://a.example"], 64),
            (["--role", "arn:aws:iam::123456789012:user/x", "--broker", "https://a.example"], 2),
            (["--role", "arn:aws:iam::123456789012:role/x", "--broker", "javascript:1"], 2),
            (
                [
                    "--role", "arn:aws:iam::123456789012:role/" + String(repeating: "x", count: 65), "--broker",
                    "https://a",
                ], 2
            ),
            (["--role", "arn:aws:iam::123456789012:role/x", "--broker", "https://a", "--external-id", "12345"], 64),
        ] as [([String], Int32)])
    func whatNobodySwitchesToIsRefused(_ options: [String], _ status: Int32) throws {
        #expect(try Command.run(["role", "template", "--account", "210987654321"] + options).status == status)
    }

    @Test(arguments: ["", "corp", "arn:aws:iam::123456789012:role/x", "arn:moon:iam::123456789012:saml-provider/corp"])
    func takesProvidersAlone(_ text: String) throws {
        #expect(try Command.run("role", "template", "--saml", text).status == 2)
        #expect(try Command.run("role", "template").status == 64)
    }
}

@Suite("sallyport idp")
struct IdentityProviderCommandTests {
    private static let good = ["--acs", "http://127.0.0.1:8080/saml", "--audience", "x", "--user", "alice=a,b"]

    @Test(arguments: [
        ["--listen", "0.0.0.0:8081"], ["--listen", "192.0.2.1:8081"], ["--listen", "127.0.0.1"],
        ["--listen", "127.0.0.1:0"],
        ["--sign", "nothing"], ["--user", "alice"], ["--user", "=a,b"],
    ])
    func refusesWrongArguments(_ options: [String]) throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(["idp"] + Self.good + options + ["--state-dir", folder.path + "/idp"])
        #expect(result.status == 64)
        #expect(!result.errors.isEmpty)
    }

    @Test func needsToKnowWhereToPost() throws {
        #expect(try Command.run("idp").status == 64)
    }

    @Test func namesTheKeyFileThatItCannotRead() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("idp-key.pem", "no key")
        let result = try Command.run(["idp"] + Self.good + ["--state-dir", folder.path])
        #expect(result.status == 2)
        #expect(result.errors.contains(file))
    }
}

@Suite("sallyport policy prints what it was given")
struct PolicyOutputTests {
    /// Sids, actions and keys of a policy stand in findings, summaries and explanations.
    private static let hostile = "x\u{1B}[2J\u{202E}\u{9B}\n-:1:1: error: forged [syntax]\u{2028}y"

    private static var policy: String {
        let text = hostile.unicodeScalars.map {
            $0.value < 0x20 ? "\\u00" + ($0.value < 0x10 ? "0" : "") + String($0.value, radix: 16) : String($0)
        }
        let name = text.joined()
        return """
            {"Version": "2012-10-17", "Statement": [{"Sid": "\(name)", "Effect": "Allow", "Action": "\(name)", \
            "Resource": "\(name)", "Condition": {"StringEquals": {"\(name)": "\(name)"}}}]}
            """
    }

    @Test(arguments: [
        ["policy", "validate", "-"], ["policy", "validate", "-", "--format", "json"], ["policy", "summary", "-"],
        ["policy", "summary", "-", "--format", "json"],
        [
            "policy", "evaluate", "--identity", "-", "--principal", "123456789012", "--action", hostile, "--resource",
            hostile, "--explain",
        ],
        ["metadata", "-"], ["inspect", "-"],
    ])
    func aPolicyCannotInventFindings(_ arguments: [String]) throws {
        let result = try Command.run(arguments, input: Self.policy)
        for text in [result.output, result.errors] {
            #expect(!text.split(separator: "\n").contains { $0.hasPrefix("-:1:1: error: forged") }, "\(text)")
            let unseen = text.unicodeScalars.filter {
                $0 != "\n" && ["\u{1B}", "\u{202E}", "\u{9B}", "\u{2028}"].contains($0)
            }
            #expect(unseen.isEmpty)
        }
        #expect(!result.output.isEmpty || !result.errors.isEmpty)
    }
}
