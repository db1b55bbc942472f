import FederationTesting
import Foundation
import Glibc
import Testing

/// A data directory beside which an administrator works.
struct Premises {
    static let account = "123456789012"
    static let role = "arn:aws:iam::123456789012:role/Admin"
    let folder: TemporaryFolder
    let configuration: String

    init(store: String = "dataDirectory: data", extra: String = "") throws {
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
            \(extra)
            """)
        _ = try Command.run("keys", "init", "--out", folder.path + "/ring.json")
    }

    func run(_ arguments: String...) throws -> Command.Result { try run(arguments) }

    func run(_ arguments: [String]) throws -> Command.Result {
        try Command.run(arguments + ["--config", configuration])
    }

    func createRootKey(_ name: String, account: String = account) throws -> Command.Result {
        try run("account", "root-key", "create", "--account", account, "--out", "\(folder.path)/\(name)")
    }
}

/// The records in an audit file.
func auditRecords(_ folder: TemporaryFolder, named names: Set<String>) throws -> [[String: Any]] {
    try folder.read("audit.jsonl").split(separator: "\n").compactMap {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }.filter { names.contains($0["eventName"] as? String ?? "") }
}

@Suite("What administrators do is recorded")
struct AdministratorActTests {
    private static let audit = "audit: { file: audit.jsonl }"

    private func identity(_ record: [String: Any]) -> [String: String] {
        record["userIdentity"] as? [String: String] ?? [:]
    }

    @Test func rootKeys() throws {
        let premises = try Premises(extra: Self.audit)
        #expect(try premises.createRootKey("root").status == 0)
        let listed = try premises.run("account", "root-key", "list", "--account", Premises.account)
        let key = try #require(listed.output.split(separator: " ").first.map(String.init))
        #expect(try premises.run("account", "root-key", "delete", "--account", Premises.account, key).status == 0)
        #expect(try premises.run("account", "root-key", "delete", "--account", Premises.account, key).status == 2)
        let records = try auditRecords(premises.folder, named: ["CreateRootAccessKey", "DeleteRootAccessKey"])
        #expect(records.compactMap { $0["eventName"] as? String } == ["CreateRootAccessKey", "DeleteRootAccessKey"])
        for record in records {
            #expect(record["recipientAccountId"] as? String == Premises.account)
            #expect(identity(record)["type"] == "SystemUser" && identity(record)["principalId"] == "\(getuid())")
        }
        #expect((records[0]["responseElements"] as? [String: String])?["accessKeyId"] == key)
        let secret = try premises.folder.read("root").split(separator: " ").last.map { $0.dropLast() } ?? ""
        #expect(try !premises.folder.read("audit.jsonl").contains(secret))
    }

    @Test func revocations() throws {
        let premises = try Premises(extra: Self.audit)
        #expect(try premises.run("revoke", "session-name", "one@example.org").status == 1)
        #expect(try premises.run("revoke", "session-name", "one@example.org", "--force").status == 0)
        #expect(try premises.run("revoke", "session-name", "one@example.org", "--withdraw").status == 0)
        let records = try auditRecords(premises.folder, named: ["RevokeSessions", "WithdrawRevocation"])
        #expect(records.compactMap { $0["eventName"] as? String } == ["RevokeSessions", "WithdrawRevocation"])
        for record in records {
            let parameters = record["requestParameters"] as? [String: String]
            #expect(parameters?["target"] == "session name one@example.org")
        }
    }

    @Test func keyRings() throws {
        let premises = try Premises(extra: Self.audit)
        let ring = premises.folder.path + "/ring.json"
        let rotated = try Command.run("keys", "rotate", "--file", ring)
        #expect(rotated.status == 0 && rotated.errors.isEmpty)
        let old = try #require(rotated.output.split(separator: ", ").dropFirst().first.map(String.init))
        #expect(try Command.run("keys", "retire", "--file", ring, old).status == 0)
        #expect(try Command.run("keys", "retire", "--file", ring, old).status == 2)
        let records = try auditRecords(premises.folder, named: ["CreateKeyRing", "RotateKeyRing", "RetireKey"])
        #expect(
            records.compactMap { $0["eventName"] as? String } == ["CreateKeyRing", "RotateKeyRing", "RetireKey"])
        #expect((records[2]["requestParameters"] as? [String: String])?["key"] == old)
        let audit = try premises.folder.read("audit.jsonl")
        let material = try premises.folder.read("ring.json").split(separator: "\"").filter { $0.utf8.count > 40 }
        #expect(!material.isEmpty && material.allSatisfy { !audit.contains($0) })
    }

    @Test func withoutAFileThatIsSaid() throws {
        let premises = try Premises()
        let made = try premises.createRootKey("root")
        #expect(made.status == 0 && made.errors.contains("CreateRootAccessKey is not recorded"))
        let lonely = try TemporaryFolder()
        #expect(try Command.run("keys", "init", "--out", lonely.path + "/ring.json").errors.isEmpty)
        let rotated = try Command.run("keys", "rotate", "--file", lonely.path + "/ring.json")
        #expect(rotated.status == 0 && rotated.errors.contains("--config"))
    }

    @Test func withoutRoomNothingIsDone() throws {
        let premises = try Premises()
        let text = try premises.folder.read("sallyport.yaml")
        try premises.folder.write("sallyport.yaml", text + "\naudit: { file: nowhere/audit.jsonl }\n")
        let made = try premises.createRootKey("root")
        #expect(made.status == 2 && made.errors.contains("audit.file"), "\(made.errors)")
        #expect(!FileManager.default.fileExists(atPath: premises.folder.path + "/root"))
        #expect(try premises.run("account", "root-key", "list", "--account", Premises.account).output.isEmpty)
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
