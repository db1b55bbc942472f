import Accounts
import Crypto
import Encodings
import FederationTesting
import Foundation
import Keys
import STS
import Sessions
import Testing

@Suite struct KeyRingTests {
    private func path() -> String { NSTemporaryDirectory() + "keyring-\(UUID().uuidString).json" }

    @Test func survivesItsFile() async throws {
        let file = KeyRingFile(path: path())
        defer { unlink(file.path) }
        let ring = KeyRing(generatedAt: World.now)
        try file.create(ring)
        var status = stat()
        #expect(stat(file.path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(try file.read().keyIDs == ring.keyIDs)
        #expect(throws: ConfigurationError.self) { try file.create(KeyRing(generatedAt: World.now)) }
        let rotated = try ring.rotated(at: World.now)
        try file.replace(with: rotated)
        #expect(try file.read().keyIDs == rotated.keyIDs)
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602, 0o610, 0o666] as [mode_t])
    func filesThatOthersCanUseAreRefused(mode: mode_t) throws {
        let file = KeyRingFile(path: path())
        defer { unlink(file.path) }
        try file.create(KeyRing(generatedAt: World.now))
        #expect(chmod(file.path, mode) == 0)
        #expect(throws: ConfigurationError.self) { try file.read() }
    }

    @Test func missingFilesAndFoldersAreRefused() {
        #expect(throws: ConfigurationError.self) { try KeyRingFile(path: path()).read() }
        #expect(throws: ConfigurationError.self) { try KeyRingFile(path: "/tmp").read() }
        #expect(throws: ConfigurationError.self) {
            try KeyRingFile(path: path()).replace(with: KeyRing(generatedAt: World.now))
        }
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"version":1,"tokenKeys":[],"storageKeys":[]}"#,
        #"{"version":2,"tokenKeys":[],"storageKeys":[]}"#,
        #"{"version":1,"tokenKeys":[{"id":"1","created":0,"material":""}],"storageKeys":[]}"#,
        #"{"version":1,"tokenKeys":[{"id":"00000001","created":0,"material":"c2hvcnQ="}],"storageKeys":[]}"#,
    ])
    func otherTextsAreNoRing(text: String) {
        #expect(throws: ConfigurationError.self) { try KeyRing(json: Array(text.utf8)) }
    }

    @Test func rotationKeepsSessionsUntilTheLongestIsOver() async throws {
        let ring = KeyRing(generatedAt: World.now)
        let store = try Broker(ring: ring)
        let result = try await store.assume()
        let rotated = try ring.rotated(at: World.now)
        #expect(rotated.keyIDs.count == 3)
        let broker = try Broker(ring: rotated)
        _ = try await broker.service.session(
            accessKeyID: result.credentials.accessKeyID, sessionToken: result.credentials.sessionToken, at: World.now)
        let much = World.now.addingTimeInterval(129_600)
        let again = try rotated.rotated(at: much)
        #expect(!again.keyIDs.contains(ring.keyIDs[0]))
        #expect(again.keyIDs.contains(rotated.keyIDs[0]))
    }

    @Test func retiringCutsAtOnce() async throws {
        let ring = KeyRing(generatedAt: World.now)
        let result = try await Broker(ring: ring).assume()
        #expect(throws: ConfigurationError.self) { try ring.retiring(keyID: ring.keyIDs[0]) }
        #expect(throws: ConfigurationError.self) { try ring.retiring(keyID: "ffffffff") }
        let retired = try ring.rotated(at: World.now).retiring(keyID: ring.keyIDs[0])
        let broker = try Broker(ring: retired)
        await #expect(throws: STSError.self) {
            try await broker.service.session(
                accessKeyID: result.credentials.accessKeyID, sessionToken: result.credentials.sessionToken,
                at: World.now)
        }
    }

    @Test func storageKeysSealForOneContext() throws {
        let ring = KeyRing(generatedAt: World.now)
        let secret = Array("a long-term secret".utf8)
        let sealed = try ring.sealForStorage(secret, context: "access key AKIA1")
        #expect(ring.openFromStorage(sealed, context: "access key AKIA1") == secret)
        #expect(ring.openFromStorage(sealed, context: "access key AKIA2") == nil)
        // Neither a rotation nor another ring changes what opens.
        let rotated = try ring.rotated(at: World.now)
        #expect(rotated.openFromStorage(sealed, context: "access key AKIA1") == secret)
        #expect(KeyRing(generatedAt: World.now).openFromStorage(sealed, context: "access key AKIA1") == nil)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 0x10
            #expect(ring.openFromStorage(changed, context: "access key AKIA1") == nil)
            #expect(ring.openFromStorage(Array(sealed[..<index]), context: "access key AKIA1") == nil)
        }
    }

    /// Tokens that are out there must open: a purpose keeps its number and its key, and a number is never given again.
    @Test(
        arguments: zip(
            TokenPurpose.allCases,
            [
                (1, "08940ec3d6de424953906c00e5c361af735f3a763efb80092d485ac119d20616"),
                (2, "8b25fb5948dae561682ace2fe734a8e972c6ef28e07a5f23f19b4e84ec544c84"),
                (3, "b15a7af52d2af66963733e608ca0a9cf13a2f7aa300664677f471371bed08c70"),
                (5, "746c5399f559b2229b52d7bb58172a66e930f2f12aa57782d9d64c883f256e7c"),
                (7, "2a35e0d8175f04e5146663a6fec06e3fffedee46277a5c5ceaba2cd8b90b700f"),
                (8, "10543875b922f8517b72ac562167004be5ba28a6fef6a3303e97068868af3ff8"),
                (9, "4d5e40df2940acc9e4dd355737e41e0f147fb3402374ddd902f724fe19aeb6a8"),
            ] as [(number: UInt8, key: String)]))
    func purposesKeepNumberAndKey(_ purpose: TokenPurpose, _ known: (number: UInt8, key: String)) {
        let ring = TokenKey(
            id: 1, created: Timestamp(roundingDown: World.now), opensUntil: nil,
            material: SymmetricKey(data: [UInt8](repeating: 7, count: 32)))
        let key = ring.tokenKey(purpose, salt: [UInt8](repeating: 9, count: 32)[...])
        #expect(purpose.rawValue == known.number)
        #expect(key.withUnsafeBytes { Hexadecimal.text($0) } == known.key)
        #expect(TokenPurpose.allCases.count == 7 && TokenPurpose(rawValue: 4) == nil)
    }

    @Test func idsStayTheSameForConfiguredRoles() throws {
        let first = try World.directory().role(arn: World.admin)?.uniqueID
        let second = try World.directory().role(arn: World.admin)?.uniqueID
        #expect(first == second && first?.utf8.count == 21)
        #expect(try World.directory().role(arn: World.reader)?.uniqueID != first)
    }
}
