import AWSQuery
import Accounts
import Crypto
import CryptoExtras
import Foundation
import IAMCredentials
import Testing

@Suite("Public keys for SSH")
struct SSHPublicKeyTests {
    /// Made once: keys take time.
    private static let keys = Result {
        try (0..<6).map { _ in try _RSA.Signing.PrivateKey(keySize: .bits2048).publicKey.pemRepresentation }
    }

    private func upload(_ world: World, _ body: String, for user: String = "alice") async throws -> QueryResult {
        try await world.perform("UploadSSHPublicKey", ["UserName": user, "SSHPublicKeyBody": body])
    }

    /// What OpenSSH says of a key of its own making.
    @Test("Form and fingerprint are those of OpenSSH")
    func openSSH() throws {
        let pem = try #require(try Self.keys.get().first)
        let key = try SSHPublicKey(pem)
        #expect(key.isPEM)
        #expect(key.openSSH.hasPrefix("ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB"))
        let other = try SSHPublicKey(key.openSSH + " alice@example.com\n")
        #expect(!other.isPEM)
        #expect(other.openSSH == key.openSSH + " alice@example.com\n")
        #expect(other.fingerprint == key.fingerprint)
        let parts = key.fingerprint.split(separator: ":")
        #expect(parts.count == 16 && parts.allSatisfy { $0.utf8.count == 2 })
        let back = try SSHPublicKey(try #require(other.pem))
        #expect(back.fingerprint == key.fingerprint)
    }

    @Test(
        "What is no such key is refused",
        arguments: [
            ("", SSHPublicKey.Refusal.unrecognized), ("ssh-rsa", .unrecognized), ("ssh-ed25519 AAAA", .unrecognized),
            ("ssh-rsa !", .invalid), ("ssh-rsa AAAA", .invalid), ("ssh-rsa AAAAB3NzaC1yc2E=", .invalid),
            // A length beyond the end; a negative number; the name of another type.
            ("ssh-rsa //////9zc2gtcnNh", .invalid), ("ssh-rsa AAAAB3NzaC1yc2EAAAABgAAAAAGA", .invalid),
            ("ssh-rsa AAAAB3NzaC1kc3MAAAABAwAAAAEF", .invalid), ("ssh-rsa AAAAB3NzaC1yc2EAAAAAAAAAAA==", .invalid),
            ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", .invalid),
            ("-----BEGIN CERTIFICATE-----", .invalid),
        ])
    func refused(_ text: String, _ refusal: SSHPublicKey.Refusal) {
        #expect(throws: refusal) { try SSHPublicKey(text) }
    }

    @Test("A key of fewer than 2048 bits is refused, and one with something behind it")
    func size() throws {
        let good = try SSHPublicKey(try #require(try Self.keys.get().first))
        let bytes = try #require(Data(base64Encoded: String(good.openSSH.dropFirst("ssh-rsa ".count))))
        #expect(throws: SSHPublicKey.Refusal.invalid) {
            try SSHPublicKey("ssh-rsa \((bytes + [0]).base64EncodedString())")
        }
        // The modulus of 257 bytes is said to have 200, and has them.
        var short = [UInt8](bytes.prefix(18)) + [0, 0, 0, 200, 0x7F]
        short += [UInt8](repeating: 0xFF, count: 199)
        #expect(throws: SSHPublicKey.Refusal.invalid) {
            try SSHPublicKey("ssh-rsa \(Data(short).base64EncodedString())")
        }
    }

    @Test("Whatever is cut off or changed, it is a key or it is refused")
    func hostile() throws {
        let text = try SSHPublicKey(try #require(try Self.keys.get().first)).openSSH
        for count in 0..<text.utf8.count { _ = try? SSHPublicKey(String(text.prefix(count))) }
        let bytes = Array(try #require(Data(base64Encoded: String(text.dropFirst("ssh-rsa ".count)))))
        for index in bytes.indices {
            for mask: UInt8 in [0x01, 0x80, 0xFF] {
                var changed = bytes
                changed[index] ^= mask
                let key = try? SSHPublicKey("ssh-rsa \(Data(changed).base64EncodedString())")
                _ = key?.pem
                #expect(key?.fingerprint.utf8.count ?? 47 == 47)
            }
        }
    }

    @Test("A key is uploaded, shown in both forms, switched off and removed", arguments: World.Storage.allCases)
    func life(_ storage: World.Storage) async throws {
        let world = try World(storage)
        _ = try await world.user("alice")
        _ = try await world.user("bob")
        let body = try SSHPublicKey(try #require(try Self.keys.get().first)).openSSH
        let made = try await upload(world, body)
        #expect(
            made.names("SSHPublicKey") == [
                "UserName", "SSHPublicKeyId", "Fingerprint", "SSHPublicKeyBody", "Status", "UploadDate",
            ])
        let id = try #require(made.text("SSHPublicKey.SSHPublicKeyId"))
        #expect(id.hasPrefix("APKA"))
        #expect(
            try await world.fault("UploadSSHPublicKey", ["UserName": "alice", "SSHPublicKeyBody": body]).code
                == "DuplicateSSHPublicKey")
        _ = try await upload(world, body, for: "bob")
        let named = ["UserName": "alice", "SSHPublicKeyId": id]
        let shown = try await world.perform("GetSSHPublicKey", named.merging(["Encoding": "SSH"]) { $1 })
        #expect(shown == made)
        let pem = try await world.perform("GetSSHPublicKey", named.merging(["Encoding": "PEM"]) { $1 })
        #expect(pem.text("SSHPublicKey.SSHPublicKeyBody")?.hasPrefix("-----BEGIN PUBLIC KEY-----") == true)
        try await world.perform("UpdateSSHPublicKey", named.merging(["Status": "Inactive"]) { $1 })
        let listed = try await world.perform("ListSSHPublicKeys", ["UserName": "alice"])
        #expect(listed.texts("SSHPublicKeys", each: "Status") == ["Inactive"])
        #expect(
            try await world.fault("UpdateSSHPublicKey", named.merging(["Status": "Expired"]) { $1 }).code
                == "InvalidInput")
        #expect(
            try await world.fault("DeleteUser", ["UserName": "alice"]).code == "DeleteConflict")
        let foreign = named.merging(["UserName": "bob"]) { $1 }
        #expect(
            try await world.fault("DeleteSSHPublicKey", foreign)
                == QueryFault("NoSuchEntity", "The Public Key with id \(id) cannot be found.", status: 404))
        try await world.perform("DeleteSSHPublicKey", named)
        #expect(try await world.perform("ListSSHPublicKeys", ["UserName": "alice"]).structures("SSHPublicKeys") == [])
    }

    @Test("Five a user")
    func quota() async throws {
        let world = try World()
        _ = try await world.user("alice")
        let keys = try Self.keys.get()
        for key in keys.prefix(5) { _ = try await upload(world, key) }
        let sixth = ["UserName": "alice", "SSHPublicKeyBody": keys[5]]
        #expect(
            try await world.fault("UploadSSHPublicKey", sixth)
                == QueryFault("LimitExceeded", "Cannot exceed quota for SSHPublicKeysPerUser: 5", status: 409))
    }
}

@Suite("Credentials for one service")
struct ServiceCredentialTests {
    private static let service = "codecommit.amazonaws.com"

    private func create(
        _ world: World, _ user: String = "alice", _ service: String = service
    ) async throws -> QueryResult {
        try await world.perform("CreateServiceSpecificCredential", ["UserName": user, "ServiceName": service])
    }

    @Test("A credential is made, shown without its password, reset and removed", arguments: World.Storage.allCases)
    func life(_ storage: World.Storage) async throws {
        let world = try World(storage)
        _ = try await world.user("alice")
        let made = try await create(world)
        #expect(made.text("ServiceSpecificCredential.ServiceUserName") == "alice-at-123456789012")
        let password = try #require(made.text("ServiceSpecificCredential.ServicePassword"))
        let id = try #require(made.text("ServiceSpecificCredential.ServiceSpecificCredentialId"))
        #expect(id.hasPrefix("ACCA"))
        let account = world.account.id
        let rows = try await world.store.readEntities { try await $0.rows(.below(.serviceCredential, account)) }
        #expect(rows.allSatisfy { !String(decoding: $0.body, as: UTF8.self).contains(password) })
        let named = ["UserName": "alice", "ServiceSpecificCredentialId": id]
        try await world.perform("UpdateServiceSpecificCredential", named.merging(["Status": "Inactive"]) { $1 })
        let listed = try await world.perform("ListServiceSpecificCredentials", ["UserName": "alice"])
        #expect(listed.names() == ["ServiceSpecificCredentials"])
        #expect(
            listed.structures("ServiceSpecificCredentials").first?.map(\.name) == [
                "CreateDate", "ServiceName", "ServiceUserName", "ServiceSpecificCredentialId", "UserName", "Status",
            ])
        let reset = try await world.perform("ResetServiceSpecificCredential", named)
        #expect(reset.text("ServiceSpecificCredential.Status") == "Inactive")
        #expect(reset.text("ServiceSpecificCredential.ServicePassword") != password)
        #expect(
            try await world.fault("DeleteUser", ["UserName": "alice"]).code == "DeleteConflict")
        try await world.perform("DeleteServiceSpecificCredential", named)
        #expect(
            try await world.fault("ResetServiceSpecificCredential", named)
                == QueryFault("NoSuchEntity", "No such credential \(id) exists", status: 404))
    }

    @Test("Two a service, each with a name that nobody has, whatever becomes of the user's")
    func names() async throws {
        let world = try World()
        _ = try await world.user("alice")
        #expect(try await create(world).text("ServiceSpecificCredential.ServiceUserName") == "alice-at-123456789012")
        #expect(try await create(world).text("ServiceSpecificCredential.ServiceUserName") == "alice+1-at-123456789012")
        let third = ["UserName": "alice", "ServiceName": Self.service]
        #expect(try await world.fault("CreateServiceSpecificCredential", third).code == "LimitExceeded")
        let other = try await create(world, "alice", "cassandra.amazonaws.com")
        #expect(other.text("ServiceSpecificCredential.ServiceUserName") == "alice-at-123456789012")
        try await world.perform("UpdateUser", ["UserName": "alice", "NewUserName": "alina"])
        _ = try await world.user("alice")
        #expect(try await create(world).text("ServiceSpecificCredential.ServiceUserName") == "alice+2-at-123456789012")
        let kept = try await world.perform(
            "ListServiceSpecificCredentials", ["UserName": "alina", "ServiceName": Self.service])
        #expect(
            Set(kept.texts("ServiceSpecificCredentials", each: "ServiceUserName"))
                == ["alice-at-123456789012", "alice+1-at-123456789012"])
    }

    @Test("Other services have none; the user is looked for first")
    func services() async throws {
        let world = try World()
        _ = try await world.user("alice")
        for service in ["lambda.amazonaws.com", "x"] {
            let message = "No such service \(service) is supported for Service Specific Credentials"
            let expected = QueryFault("NoSuchEntity", message, status: 404)
            let named = ["UserName": "alice", "ServiceName": service]
            #expect(try await world.fault("CreateServiceSpecificCredential", named) == expected)
            #expect(try await world.fault("ListServiceSpecificCredentials", named) == expected)
            let unknown = named.merging(["UserName": "bob"]) { $1 }
            #expect(
                try await world.fault("CreateServiceSpecificCredential", unknown).message
                    == "The user with name bob cannot be found.")
        }
    }
}
