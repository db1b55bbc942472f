import FederationTesting
import Foundation
import Testing

/// A data directory beside which an administrator works.
private struct Premises {
    static let account = "123456789012"
    static let role = "arn:aws:iam::123456789012:role/Admin"
    let folder: TemporaryFolder
    let configuration: String

    init(store: String = "dataDirectory: data") throws {
        folder = try TemporaryFolder()
        try folder.write("idp.xml", Fixture.identityProvider.get().metadata())
        try folder.write("trust.json", try Command.run("role", "template", "--saml", Fixture.provider).output)
        configuration = try folder.write(
            "sallyport.yaml",
            """
            publicURL: http://127.0.0.1:8080
            keyRing: ring.json
            \(store)
            listen: { host: 127.0.0.1, port: 0 }
            accounts:
              - id: "\(Self.account)"
                providers: [{ name: corp, metadata: idp.xml }]
                roles: [{ name: Admin, trustPolicy: trust.json }]
            """)
        _ = try Command.run("keys", "init", "--out", folder.path + "/ring.json")
    }

    func run(_ arguments: String...) throws -> Command.Result {
        try Command.run(arguments + ["--config", configuration])
    }

    func createRootKey(_ name: String, account: String = account) throws -> Command.Result {
        try run("account", "root-key", "create", "--account", account, "--out", "\(folder.path)/\(name)")
    }
}

@Suite("sallyport account")
struct AccountCommandTests {
    @Test func makesARootKeyInAFileOfItsOwn() throws {
        let premises = try Premises()
        let result = try premises.createRootKey("root")
        #expect(result.status == 0, "\(result.errors)")
        let text = try premises.folder.read("root")
        let words = text.split(separator: "\n").compactMap { $0.split(separator: " = ").last.map(String.init) }
        #expect(words.count == 3 && words[0] == "[default]" && words[1].hasPrefix("AKIA") && words[2].utf8.count == 40)
        #expect(result.output.contains(words[1]))
        #expect(!(result.output + result.errors).contains(words[2]))
        let attributes = try FileManager.default.attributesOfItem(atPath: premises.folder.path + "/root")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let listed = try premises.run("account", "root-key", "list", "--account", Premises.account)
        #expect(listed.output.contains("\(words[1])  Active"))
        #expect(!listed.output.contains(words[2]))
    }

    @Test func neverOverwritesAFileAndLeavesNoKeyBehind() throws {
        let premises = try Premises()
        try premises.folder.write("root", "precious")
        #expect(try premises.createRootKey("root").status == 2)
        #expect(try premises.folder.read("root") == "precious")
        #expect(try premises.run("account", "root-key", "list", "--account", Premises.account).output.isEmpty)
    }

    @Test func anAccountHasTwoAtMost() throws {
        let premises = try Premises()
        #expect(try premises.createRootKey("a").status == 0)
        #expect(try premises.createRootKey("b").status == 0)
        let third = try premises.createRootKey("c")
        #expect(third.status == 2 && third.errors.contains("root-key delete"))
        #expect(!FileManager.default.fileExists(atPath: premises.folder.path + "/c"))
        let listed = try premises.run("account", "root-key", "list", "--account", Premises.account)
        let key = try #require(listed.output.split(separator: " ").first.map(String.init))
        #expect(try premises.run("account", "root-key", "delete", "--account", Premises.account, key).status == 0)
        #expect(try premises.run("account", "root-key", "delete", "--account", Premises.account, key).status == 2)
        #expect(try premises.createRootKey("c").status == 0)
    }

    @Test func anUnknownAccountAndAStoreInMemoryAreRefused() throws {
        let unknown = try Premises().createRootKey("root", account: "999999999999")
        #expect(unknown.status == 2 && unknown.errors.contains(Premises.account))
        let memory = try Premises(store: "store: memory").createRootKey("root")
        #expect(memory.status == 2 && memory.errors.contains("dataDirectory"))
    }
}

@Suite("sallyport revoke")
struct RevokeCommandTests {
    @Test func listsWhatWasRevokedUntilItIsTakenBack() throws {
        let premises = try Premises()
        let session = "ASIARZPUZDIKLK5JQFB4"
        #expect(try premises.run("revoke", "principal", Premises.role, "--until", "2026-01-02T03:04:05Z").status == 0)
        #expect(try premises.run("revoke", "subject", "alice", "--provider", Fixture.provider).status == 0)
        #expect(try premises.run("revoke", "session", session).status == 0)
        let list = try premises.run("revoke", "list").output
        #expect(list.contains("2026-01-02T03:04:05Z  principal AROA"))
        #expect(list.contains("subject alice (") && list.contains("session \(session)"))
        #expect(try premises.run("revoke", "session", session, "--withdraw").status == 0)
        #expect(try premises.run("revoke", "principal", Premises.role, "--withdraw").status == 0)
        let rest = try premises.run("revoke", "list").output
        #expect(rest.contains("subject alice") && rest.split(separator: "\n").count == 1)
    }

    @Test func whatIsNotThereIsRefused() throws {
        let premises = try Premises()
        #expect(try premises.run("revoke", "principal", Premises.role + "x").status == 2)
        #expect(try premises.run("revoke", "subject", "a", "--provider", Fixture.provider + "x").status == 2)
        #expect(try premises.run("revoke", "session", "AKIARZPUZDIKLK5JQFB4").status == 64)
        #expect(try premises.run("revoke", "list").output.isEmpty)
    }
}
