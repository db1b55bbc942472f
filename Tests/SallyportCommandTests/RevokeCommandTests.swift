import Accounts
import Audit
import FederationTesting
import Foundation
import IAMPolicy
import Keys
import SAML2
import STS
import Sessions
import Testing

@Suite("sallyport revoke")
struct RevokeCommandTests {
    private static let session = "ASIARZPUZDIKLK5JQFB4"

    @Test func listsWhatWasTypedUntilItIsTakenBack() throws {
        let premises = try Premises()
        #expect(try premises.run("revoke", "principal", Premises.role, "--until", "2026-01-02T03:04:05Z").status == 0)
        for arguments in [
            ["subject", "alice", "--provider", Fixture.provider], ["session", Self.session],
            ["session-name", "one@example.org"], ["attribute", "mail=one@example.org", "--provider", Fixture.provider],
        ] {
            let result = try premises.run(["revoke"] + arguments + ["--force"])
            #expect(result.status == 0, "\(result.errors)")
        }
        let list = try premises.run("revoke", "list").output
        #expect(list.contains("2026-01-02T03:04:05Z  principal \(Premises.role) (AROA"))
        #expect(list.contains("subject alice of \(Fixture.provider)") && list.contains("session \(Self.session)"))
        #expect(list.contains("session-name one@example.org\n"))
        #expect(list.contains("attribute mail=one@example.org of \(Fixture.provider)\n"))
        let json = try premises.run("revoke", "list", "--format", "json").output
        let entries = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: String]])
        #expect(
            Set(entries.compactMap { $0["kind"] }) == ["principal", "subject", "session", "session-name", "attribute"])
        #expect(entries.contains { $0["value"] == Premises.role && $0["uniqueID"]?.hasPrefix("AROA") == true })
        for arguments in [
            ["session", Self.session], ["principal", Premises.role], ["session-name", "one@example.org"],
        ] {
            #expect(try premises.run(["revoke"] + arguments + ["--withdraw"]).status == 0)
            let again = try premises.run(["revoke"] + arguments + ["--withdraw"])
            #expect(again.status == 1 && again.errors.contains("is not revoked"))
        }
        #expect(try premises.run("revoke", "list").output.split(separator: "\n").count == 2)
    }

    @Test func whatIsNotThereIsRefused() throws {
        let premises = try Premises()
        #expect(try premises.run("revoke", "principal", Premises.role + "x").status == 2)
        #expect(try premises.run("revoke", "subject", "a", "--provider", Fixture.provider + "x").status == 2)
        #expect(try premises.run("revoke", "session-name", "a", "--provider", Fixture.provider + "x").status == 2)
        #expect(try premises.run("revoke", "session", "AKIARZPUZDIKLK5JQFB4").status == 64)
        for attribute in ["mail", "=x", "mail=", "Role=x", "\(Fixture.prefix)RoleSessionName=x"] {
            #expect(try premises.run("revoke", "attribute", attribute).status == 64, "\(attribute)")
        }
        #expect(try premises.run("revoke", "list").output.isEmpty)
    }

    /// A trail with one session of one@example.org, whose identity provider sends another NameID each time.
    private func premisesWithSession(age: TimeInterval = 60) async throws -> Premises {
        let premises = try Premises(extra: "audit: { file: audit.jsonl }")
        let sink = InMemoryAuditSink()
        let account = Account(id: try #require(AccountID(Premises.account)), partition: .aws)
        let metadata = try IdentityProviderMetadata(
            parsing: Array(try premises.folder.read("idp.xml").utf8), at: .distantPast)
        let provider = try SAMLProvider(account: account, name: "corp", metadata: metadata)
        let service = SecurityTokenService(
            directory: try FederationDirectory(
                accounts: [account], providers: [provider],
                roles: [
                    Role(
                        account: account, name: "Admin",
                        trustPolicy: try .init(parsing: try premises.folder.read("trust.json"), kind: .trust))
                ]), keyRing: KeyRing(generatedAt: Date()), store: InMemoryFederationStore(), audit: sink)
        let issued = Date().addingTimeInterval(-age)
        var template = ResponseTemplate(
            id: "1", at: issued, recipient: Fixture.recipient, audience: Fixture.recipient,
            subject: NameID(value: "_transient1"),
            attributes: [
                SAMLAttribute(name: Fixture.prefix + "Role", values: ["\(Premises.role),\(Fixture.provider)"]),
                SAMLAttribute(name: Fixture.prefix + "RoleSessionName", values: ["one@example.org"]),
                SAMLAttribute(name: "urn:oid:0.9.2342.19200300.100.1.3", values: ["first@example.org"]),
            ])
        template.assertionID = "_1"
        let validator = ResponseValidator(
            serviceProvider: ServiceProvider(recipients: [Fixture.recipient], audiences: [Fixture.recipient]))
        let validation = validator.validate(
            xml: try Fixture.identityProvider.get().response(template),
            trusting: TrustedIdentityProviders(metadata.identityProviders), at: issued)
        _ = try await service.assumeRoleWithSAML(
            AssumeRoleWithSAMLRequest(
                roleARN: Premises.role, principalARN: Fixture.provider, response: validation, channel: .api),
            call: CallContext(requestID: "r"), at: issued)
        let lines = sink.events.map { String(decoding: $0.jsonLine, as: UTF8.self) + "\n" }
        try premises.folder.write("audit.jsonl", lines.joined())
        return premises
    }

    @Test(arguments: [
        ["session-name", "one@example.org"], ["session-name", "one@example.org", "--provider", Fixture.provider],
        ["attribute", "mail=first@example.org"], ["subject", "_transient1", "--provider", Fixture.provider],
        ["principal", Premises.role],
    ])
    func showsWhomItReaches(_ arguments: [String]) async throws {
        let result = try await premisesWithSession().run(["revoke"] + arguments)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("1 session in the last 36 hours, 1 of them may still run"))
        #expect(result.output.contains("assumed-role/Admin/one@example.org"))
        #expect(result.output.contains("is revoked"))
    }

    @Test(arguments: [
        ["session-name", "one@example.com"], ["attribute", "mail=one@example.org"],
        ["subject", "one@example.org", "--provider", Fixture.provider],
    ])
    func refusesWhoeverWasNotSeenAndNamesTheNearest(_ arguments: [String]) async throws {
        let premises = try await premisesWithSession()
        let result = try premises.run(["revoke"] + arguments)
        #expect(result.status == 1)
        #expect(result.errors.contains("session-name one@example.org"), "\(result.errors)")
        #expect(result.errors.contains("audit.jsonl") && result.errors.contains("--force"))
        #expect(try premises.run("revoke", "list").output.isEmpty)
        #expect(try premises.run(["revoke"] + arguments + ["--force"]).status == 0)
        #expect(try premises.run("revoke", "list").output.split(separator: "\n").count == 1)
    }

    @Test func saysThatNothingRunsAnyMore() async throws {
        let result = try await premisesWithSession(age: 7_200).run("revoke", "session-name", "one@example.org")
        #expect(result.status == 0)
        #expect(result.output.contains("1 session in the last 36 hours, 0 of them may still run"))
    }

    @Test func withoutATrailNobodyIsKnown() throws {
        let premises = try Premises()
        let result = try premises.run("revoke", "session-name", "one@example.org")
        #expect(result.status == 1 && result.errors.contains("audit.file is not set"))
    }
}
