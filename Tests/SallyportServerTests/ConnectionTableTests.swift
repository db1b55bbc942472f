import NIOCore
import Synchronization
import Testing

@testable import SallyportServer
@testable import ServerConnections

@Suite("How many connections there are")
struct ConnectionTableTests {
    private final class Closed: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    private let closed = Closed()

    private let start = NIODeadline.uptimeNanoseconds(0)

    private func open(
        _ name: String, _ address: String?, limit: Int = 2, at milliseconds: Int64 = 0, in table: ConnectionTable
    ) -> ConnectionTable.Connection {
        table.open(address, limit: limit, at: start + .milliseconds(milliseconds)) { [closed] in closed.add(name) }
    }

    @Test func atTheEndAllAreClosed() {
        let table = ConnectionTable(limit: 100)
        open("asking", "192.0.2.1", in: table).isAsking(at: start)
        open("served", nil, in: table).isAnswered(at: start)
        open("gone", nil, in: table).end()
        _ = open("new", "192.0.2.1", in: table)
        table.closeAll()
        #expect(closed.all.sorted() == ["asking", "new", "served"])
    }

    @Test func anAddressWithTooManyLosesTheOneWithoutProgress() {
        let table = ConnectionTable(limit: 100)
        let a = open("a", "192.0.2.1", in: table)
        let b = open("b", "192.0.2.1", in: table)
        _ = open("other", "192.0.2.2", in: table)
        #expect(closed.all.isEmpty)
        a.progress(at: start)
        _ = open("c", "192.0.2.1", in: table)
        #expect(closed.all == ["b"] && table.count == 3)
        // What was closed has no say any more.
        b.progress(at: start)
        b.isAnswered(at: start)
        b.end()
        #expect(table.count == 3)
        a.end()
        _ = open("d", "192.0.2.1", in: table)
        #expect(closed.all == ["b"])
        // A limit that was lowered counts for the next one.
        _ = open("e", "192.0.2.1", limit: 1, in: table)
        #expect(closed.all == ["b", "c", "d"])
    }

    @Test func amongAllTheOneWithoutProgressIsClosed() {
        let table = ConnectionTable(limit: 3)
        let proxy = open("proxy", nil, in: table)
        _ = open("a", "192.0.2.1", in: table)
        _ = open("proxy too", nil, in: table)
        proxy.progress(at: start)
        _ = open("b", "192.0.2.2", in: table)
        #expect(closed.all == ["a"])
        _ = open("proxy as well", nil, in: table)
        #expect(closed.all == ["a", "proxy too"] && table.count == 3)
    }

    @Test func whoeverWaitsForAnAnswerStays() {
        let table = ConnectionTable(limit: 100)
        let asking = open("asking", "192.0.2.1", in: table)
        asking.isAsking(at: start)
        let busy = open("busy", "192.0.2.1", in: table)
        busy.isAsking(at: start)
        busy.isAnswered(at: start + .milliseconds(500))
        _ = open("new", "192.0.2.1", at: 600, in: table)
        #expect(closed.all == ["busy"])
        // With its answer it is as any other, and only who asks is more than the limit.
        asking.isAnswered(at: start + .milliseconds(700))
        let next = open("next", "192.0.2.1", at: 800, in: table)
        #expect(closed.all == ["busy", "asking"])
        next.isAsking(at: start + .milliseconds(900))
    }

    @Test func whoeverAsksAllTheTimePushesNobodyOut() {
        let table = ConnectionTable(limit: 100)
        let busy = open("busy", "192.0.2.1", in: table)
        busy.isAnswered(at: start)
        _ = open("new", "192.0.2.1", at: 1, in: table)
        busy.progress(at: start + .milliseconds(900))
        let other = open("other", "192.0.2.1", at: 1_000, in: table)
        #expect(closed.all == ["busy"])
        // Nor does whoever asks nothing keep out who was served.
        other.isAnswered(at: start + .milliseconds(1_000))
        _ = open("last", "192.0.2.1", at: 1_001, in: table)
        #expect(closed.all == ["busy", "new"])
    }

    @Test func ofThoseThatAllWaitForAnswersNoneIsClosed() {
        let table = ConnectionTable(limit: 2)
        for _ in 0..<3 { open("asking", "192.0.2.1", in: table).isAsking(at: start) }
        #expect(closed.all.isEmpty && table.count == 3)
        _ = open("new", "192.0.2.1", in: table)
        _ = open("newer", "192.0.2.1", in: table)
        #expect(closed.all == ["new"])
    }

    @Test(arguments: [(64, 32, 28), (16, 8, 4), (0, 8, 4), (1_024, 960, 840), (1_000_000, 16_384, 14_336)])
    func descriptorsAreLeftForTheRest(_ descriptors: Int, _ most: Int, _ usual: Int) {
        let limit = ConnectionLimit(descriptors: descriptors)
        #expect(limit.most == most && limit.usual == usual)
    }

    @Test func proxiesAndNetworksCountAsSuch() async throws {
        let site = try await Site(
            extra: "endpoints: { trustedProxies: [10.0.0.5] }\nlimits: { connectionsPerAddress: 9 }\n")
        let rules = AddressRules(site.configuration)
        #expect(rules.connections == 9)
        #expect(rules.counted(try SocketAddress(ipAddress: "10.0.0.5", port: 1)) == nil)
        #expect(rules.counted(try SocketAddress(ipAddress: "10.0.0.6", port: 1)) == "10.0.0.6")
        #expect(rules.counted(try SocketAddress(ipAddress: "::ffff:10.0.0.6", port: 1)) == "10.0.0.6")
        #expect(
            rules.counted(try SocketAddress(ipAddress: "2001:db8::1", port: 1))
                == rules.counted(try SocketAddress(ipAddress: "2001:db8::2", port: 1)))
        #expect(AddressRules(try await Site().configuration).connections == 1_024)
    }
}
