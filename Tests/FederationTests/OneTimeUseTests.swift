import Accounts
import Audit
import FederationTesting
import Foundation
import SAML2
import STS
import Testing

@Suite struct OneTimeUseTests {
    @Test func theSameRoleIsGivenOnceInAChannel() async throws {
        let broker = try Broker()
        try await broker.assume()
        let error = try await broker.refusal(World.request(), at: World.now.addingTimeInterval(5))
        #expect(error.message == "Response has already been redeemed")
        #expect(error.cause.contains("2023-11-14T22:13:20Z"))
    }

    @Test func otherRolesAndTheOtherChannelAreFurtherUses() async throws {
        let broker = try Broker()
        try await broker.assume(World.request(channel: .browser))
        try await broker.assume(World.request(channel: .api))
        try await broker.assume(World.request(role: World.reader))
        _ = try await broker.refusal(World.request(channel: .browser))
        try await broker.assume(World.request(World.assertion(id: "_other")))
    }

    @Test(arguments: Channel.allCases)
    func oneTimeUseCountsOverRolesAndChannels(channel: Channel) async throws {
        let broker = try Broker()
        let assertion = try World.assertion(oneTimeUse: true)
        try await broker.assume(World.request(assertion))
        let error = try await broker.refusal(World.request(assertion, role: World.reader, channel: channel))
        #expect(error.message == "Response has already been redeemed")
    }

    @Test func aRefusalUsesNothingUp() async throws {
        let broker = try Broker()
        _ = try await broker.refusal(World.request(duration: 43_200))
        try await broker.assume()
    }

    @Test(arguments: Channel.allCases)
    func withoutRoomForTheRecordNothingIsUsedUp(channel: Channel) async throws {
        let broker = try Broker()
        broker.sink.hasRoom = false
        #expect(try await broker.refusal(World.request(channel: channel)).code == .serviceUnavailable)
        broker.sink.hasRoom = true
        try await broker.assume(World.request(channel: channel))
        #expect(
            try await broker.refusal(World.request(channel: channel)).message == "Response has already been redeemed")
        #expect(broker.sink.reservations == 0)
        #expect(
            broker.sink.events.map { $0.errorCode ?? "ok" } == ["ServiceUnavailable", "ok", "InvalidIdentityToken"])
    }

    /// Room was held, and the record is not kept all the same: nobody knows what the caller got.
    @Test func aUseWhoseRecordFailsStaysUsed() async throws {
        let broker = try Broker()
        broker.sink.isFailing = true
        #expect(try await broker.refusal(World.request()).code == .serviceUnavailable)
        broker.sink.isFailing = false
        #expect(try await broker.refusal(World.request()).message == "Response has already been redeemed")
        #expect(broker.sink.reservations == 0)
    }

    @Test func whoNeedsNoRecordNeedsNoRoom() async throws {
        let broker = try Broker(options: .init(requiresAudit: false))
        broker.sink.hasRoom = false
        try await broker.assume()
    }

    @Test func ofConcurrentRedemptionsOneSucceeds() async throws {
        let broker = try Broker()
        let successes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 {
                group.addTask { (try? await broker.assume()) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(successes == 1)
    }

    @Test func aClockThatJumpsBackReadmitsNothing() async throws {
        let broker = try Broker()
        try await broker.assume()
        try await broker.store.sweep(at: World.now.addingTimeInterval(86_400))
        let error = try await broker.refusal(World.request(), at: World.now.addingTimeInterval(1))
        #expect(error.message == "Response has already been redeemed")
    }

    @Test func usesAreKeptAsLongAsAnySkewCouldAcceptThem() async throws {
        let broker = try Broker()
        try await broker.assume()
        #expect(try await broker.store.sweep(at: World.now.addingTimeInterval(600)) == 0)
        #expect(try await broker.store.sweep(at: World.now.addingTimeInterval(601)) == 1)
    }

    @Test func aFullStoreGivesNothing() async throws {
        let broker = try Broker(store: InMemoryFederationStore(capacity: 1))
        try await broker.assume()
        let error = try await broker.refusal(
            World.request(World.assertion(id: "_2")), at: World.now.addingTimeInterval(2))
        #expect(error.code.httpStatus == 503)
        try await broker.assume(
            World.request(World.assertion(id: "_3", issued: World.now.addingTimeInterval(700))),
            at: World.now.addingTimeInterval(700))
    }
}
