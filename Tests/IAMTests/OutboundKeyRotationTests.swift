import Accounts
import Encodings
import Foundation
import IAM
import Testing

@Suite("Keys of web identity tokens come and go")
struct OutboundKeyRotationTests {
    private typealias Key = OutboundIssuerRecord.Key
    private static let day = 86_400.0

    private static func record(_ world: World) async throws -> OutboundIssuerRecord {
        let id = "outbound-web-identity/\(world.account.id)"
        let issuer = try await world.store.readEntities { try await $0.entity(OutboundIssuerRecord.self, uniqueID: id) }
        return try #require(issuer).record
    }

    private static func instant(_ days: Double) -> Date { World.now.addingTimeInterval(days * day) }

    private static func time(_ days: Double) -> Timestamp { Timestamp(roundingDown: instant(days)) }

    /// The keys after maintenance at each of these days.
    private static func keys(_ world: World, after days: Double) async throws -> [Key] {
        try await world.iam.rotateOutboundKeys(at: instant(days))
        return try await record(world).keys
    }

    private static func signer(_ world: World, _ days: Double, _ algorithm: String = "ES384") async throws -> String? {
        try await record(world).signingKey(algorithm, at: time(days))?.id
    }

    @Test("The next key is published before it signs, the last one after it did", arguments: World.Storage.allCases)
    func overlap(_ storage: World.Storage) async throws {
        let world = try World(storage)
        try await world.perform("EnableOutboundWebIdentityFederation")
        let first = try await Self.record(world).keys
        let old = try #require(first.first { $0.algorithm == "ES384" })
        #expect(try await Self.keys(world, after: 22.99) == first)
        let both = try await Self.keys(world, after: 23)
        #expect(both.map(\.algorithm) == ["RS256", "ES384", "RS256", "ES384"])
        #expect(Array(both.prefix(2)) == first)
        #expect(Set(both.map(\.id)).count == 4)
        #expect(both.suffix(2).allSatisfy { $0.signsFrom == Self.time(30) && $0.createDate == Self.time(23) })
        let new = try #require(both.last)
        // Again and again it changes nothing.
        #expect(try await Self.keys(world, after: 29.5) == both)
        #expect(try await Self.signer(world, 29.99) == old.id)
        #expect(try await Self.signer(world, 30) == new.id)
        #expect(try await Self.keys(world, after: 30.99) == both)
        #expect(try await Self.keys(world, after: 31) == Array(both.suffix(2)))
        // And on with the next.
        #expect(try await Self.keys(world, after: 52.99).count == 2)
        #expect(try await Self.keys(world, after: 53).count == 4)
    }

    @Test("A key is shown for longer before and after than any token lives and any reader of keys waits")
    func spans() {
        #expect(OutboundIssuerRecord.lead > 2 * 3_600)
        #expect(OutboundIssuerRecord.afterlife > 2 * 3_600)
        #expect(OutboundIssuerRecord.term > OutboundIssuerRecord.lead + OutboundIssuerRecord.afterlife)
    }

    @Test("A broker that stood still makes up for it, and signs with the old key until the new one is known")
    func late() async throws {
        let world = try World()
        try await world.perform("EnableOutboundWebIdentityFederation")
        let old = try await Self.signer(world, 0)
        let keys = try await Self.keys(world, after: 100)
        #expect(keys.count == 4)
        #expect(try await Self.signer(world, 106.99) == old)
        #expect(try await Self.signer(world, 107) == keys.last?.id)
    }

    @Test("An account that gives no tokens gets no keys, and keeps what it has")
    func disabled() async throws {
        let world = try World()
        try await world.iam.rotateOutboundKeys(at: World.now)
        try await world.perform("EnableOutboundWebIdentityFederation")
        try await world.perform("DisableOutboundWebIdentityFederation")
        let keys = try await Self.record(world).keys
        #expect(try await Self.keys(world, after: 100) == keys)
        try await world.perform("EnableOutboundWebIdentityFederation", at: Self.instant(100))
        #expect(try await Self.keys(world, after: 100).count == 4)
    }

    @Test("Of two brokers at once one makes the keys")
    func twoBrokers() async throws {
        let world = try World()
        try await world.perform("EnableOutboundWebIdentityFederation")
        let record = try await Self.record(world)
        let now = Self.time(29)
        let made = try ["ES384", "ES384"].map { algorithm in
            try OutboundIssuerRecord.makeKey(
                algorithm, signsFrom: Self.time(30), keyRing: world.keyRing, random: SystemRandomSource(), at: now)
        }
        let once = record.rotated(adding: [made[0]], at: now)
        #expect(once.keys.last == made[0])
        #expect(once.rotated(adding: [made[1]], at: now) == once)
    }

    @Test("Keys of before there were certificates get theirs, once", arguments: World.Storage.allCases)
    func certificates(_ storage: World.Storage) async throws {
        let world = try World(storage)
        try await world.perform("EnableOutboundWebIdentityFederation")
        let id = "outbound-web-identity/\(world.account.id)"
        func strip() async throws {
            try await world.store.writeEntities { writer in
                guard var issuer = try await writer.entity(OutboundIssuerRecord.self, uniqueID: id) else { return }
                for index in issuer.record.keys.indices { issuer.record.keys[index].certificate = nil }
                try await writer.update(issuer)
            }
        }
        let made = try await Self.record(world).keys
        #expect(made.allSatisfy { $0.certificate != nil })
        try await strip()
        let keys = try await Self.keys(world, after: 1)
        #expect(keys.map(\.id) == made.map(\.id) && keys.allSatisfy { $0.certificate != nil })
        #expect(try await Self.keys(world, after: 2) == keys)
        // What gives no tokens is left as it is.
        try await strip()
        try await world.perform("DisableOutboundWebIdentityFederation")
        #expect(try await Self.keys(world, after: 3).allSatisfy { $0.certificate == nil })
    }

    @Test("With a clock that was set back the first key signs")
    func clock() async throws {
        let world = try World()
        try await world.perform("EnableOutboundWebIdentityFederation")
        #expect(try await Self.signer(world, -3) == (try await Self.signer(world, 0)))
        #expect(try await Self.signer(world, 0, "HS256") == nil)
    }
}
