import AWSQuery
import Accounts
import FederationTesting
import Foundation
import Testing

@Suite("Certificates of users and servers")
struct CertificateTests {
    /// A certificate that its key signed, both in PEM.
    private struct Pair {
        let certificate: String
        let key: String

        init(_ name: String) throws {
            let provider = try TestIdentityProvider(entityID: "https://\(name).example.com", at: World.now)
            certificate = provider.certificatePEM
            key = String(decoding: try provider.privateKeyPEM(), as: UTF8.self)
        }
    }

    private static let pairs = Result { try ["a", "b", "c"].map(Pair.init) }

    private func parameters(_ pair: Pair, _ more: [String: String] = [:]) -> [String: String] {
        ["ServerCertificateName": "site", "CertificateBody": pair.certificate, "PrivateKey": pair.key].merging(more) {
            $1
        }
    }

    // MARK: Servers

    @Test("A certificate is uploaded, shown without its key, renamed and removed", arguments: World.Storage.allCases)
    func server(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let pairs = try Self.pairs.get()
        let made = try await world.perform(
            "UploadServerCertificate",
            parameters(pairs[0], ["Path": "/cloudfront/films/", "CertificateChain": pairs[1].certificate]))
        #expect(
            made.names("ServerCertificateMetadata") == [
                "Path", "ServerCertificateName", "ServerCertificateId", "Arn", "UploadDate", "Expiration",
            ])
        #expect(made.text("ServerCertificateMetadata.ServerCertificateId")?.hasPrefix("ASCA") == true)
        #expect(
            made.text("ServerCertificateMetadata.Arn")
                == "arn:aws:iam::123456789012:server-certificate/cloudfront/films/site")
        let shown = try await world.perform("GetServerCertificate", ["ServerCertificateName": "SITE"])
        #expect(
            shown.names("ServerCertificate") == ["ServerCertificateMetadata", "CertificateBody", "CertificateChain"])
        #expect(shown.text("ServerCertificate.CertificateBody") == pairs[0].certificate)
        #expect(shown.text("ServerCertificate.CertificateChain") == pairs[1].certificate)
        let account = world.account.id
        let kept = try await world.store.readEntities { reader in
            let rows = try await reader.rows(.below(.serverCertificate, account))
            var texts = rows.map { String(decoding: $0.body, as: UTF8.self) }
            for row in rows {
                let document = try await reader.document(of: row.uniqueID)
                texts.append(String(decoding: document ?? [], as: UTF8.self))
            }
            return texts
        }
        // The key is not kept.
        #expect(kept.count == 2 && kept.allSatisfy { !$0.contains("PRIVATE KEY") })
        #expect(try await world.perform("GetAccountSummary").map("SummaryMap")["ServerCertificates"] == "1")
        try await world.perform(
            "UpdateServerCertificate",
            ["ServerCertificateName": "site", "NewServerCertificateName": "films", "NewPath": "/"])
        let listed = try await world.perform("ListServerCertificates")
        #expect(
            listed.texts("ServerCertificateMetadataList", each: "Arn") == [
                "arn:aws:iam::123456789012:server-certificate/films"
            ])
        try await world.perform("DeleteServerCertificate", ["ServerCertificateName": "films"])
        #expect(
            try await world.fault("GetServerCertificate", ["ServerCertificateName": "films"])
                == QueryFault(
                    "NoSuchEntity", "The Server Certificate with name films cannot be found.", status: 404))
    }

    @Test("What does not belong together, holds no more or is no certificate is refused")
    func refused() async throws {
        let world = try World()
        let pairs = try Self.pairs.get()
        func code(_ more: [String: String], at instant: Date = World.now) async throws -> String {
            try await world.fault("UploadServerCertificate", parameters(pairs[0], more), at: instant).code
        }
        #expect(try await code(["PrivateKey": pairs[1].key]) == "KeyPairMismatch")
        for more in [
            ["CertificateBody": "x"], ["CertificateBody": pairs[0].certificate + pairs[1].certificate],
            ["PrivateKey": "x"], ["PrivateKey": pairs[0].certificate], ["CertificateChain": "x"],
            [
                "CertificateBody":
                    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
            ],
        ] {
            #expect(try await code(more) == "MalformedCertificate")
        }
        #expect(try await code([:], at: World.now.addingTimeInterval(86_400 * 365 * 100)) == "MalformedCertificate")
        try await world.perform("UploadServerCertificate", parameters(pairs[0]))
        #expect(try await code(["Path": "/other/"]) == "EntityAlreadyExists")
        #expect(try await code(["ServerCertificateName": "a b"]) == "ValidationError")
    }

    @Test("Twenty an account")
    func quota() async throws {
        let world = try World()
        let pair = try #require(try Self.pairs.get().first)
        for number in 0..<20 {
            try await world.perform(
                "UploadServerCertificate", parameters(pair, ["ServerCertificateName": "site\(number)"]))
        }
        #expect(
            try await world.fault("UploadServerCertificate", parameters(pair))
                == QueryFault("LimitExceeded", "Cannot exceed quota for ServerCertificatesPerAccount: 20", status: 409))
    }

    // MARK: Users

    @Test("A signing certificate is uploaded, listed, switched off and removed", arguments: World.Storage.allCases)
    func signing(_ storage: World.Storage) async throws {
        let world = try World(storage)
        _ = try await world.user("alice")
        let pairs = try Self.pairs.get()
        func upload(_ pair: Pair) -> [String: String] { ["UserName": "alice", "CertificateBody": pair.certificate] }
        let made = try await world.perform("UploadSigningCertificate", upload(pairs[0]))
        #expect(
            made.names("Certificate") == ["UserName", "CertificateId", "CertificateBody", "Status", "UploadDate"])
        let id = try #require(made.text("Certificate.CertificateId"))
        #expect(try await world.fault("UploadSigningCertificate", upload(pairs[0])).code == "DuplicateCertificate")
        try await world.perform("UploadSigningCertificate", upload(pairs[1]))
        #expect(
            try await world.fault("UploadSigningCertificate", upload(pairs[2]))
                == QueryFault("LimitExceeded", "Cannot exceed quota for CertificatesPerUser: 2", status: 409))
        let named = ["UserName": "alice", "CertificateId": id]
        try await world.perform("UpdateSigningCertificate", named.merging(["Status": "Inactive"]) { $1 })
        let listed = try await world.perform("ListSigningCertificates", ["UserName": "alice"])
        #expect(listed.structures("Certificates").count == 2)
        #expect(
            try await world.fault("DeleteUser", ["UserName": "alice"]).code == "DeleteConflict")
        try await world.perform("DeleteSigningCertificate", named)
        #expect(
            try await world.fault("DeleteSigningCertificate", named)
                == QueryFault("NoSuchEntity", "The Certificate with id \(id) cannot be found.", status: 404))
        let later = World.now.addingTimeInterval(86_400 * 365 * 100)
        #expect(
            try await world.fault("UploadSigningCertificate", upload(pairs[0]), at: later).code == "InvalidCertificate")
        #expect(
            try await world.fault("UploadSigningCertificate", ["UserName": "alice", "CertificateBody": "x"]).code
                == "MalformedCertificate")
    }
}
