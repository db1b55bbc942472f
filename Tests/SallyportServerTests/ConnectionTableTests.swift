import NIOCore
import Synchronization
import Testing

@testable import SallyportServer

@Suite("How many connections there are")
struct ConnectionTableTests {
    private final class Closed: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    private let closed = Closed()

    private func open(
        _ name: String, _ address: String?, limit: Int = 2, in table: ConnectionTable
    ) -> ConnectionTable.Connection {
        table.open(address, limit: limit) { [closed] in closed.add(name) }
    }

    @Test func anAddressWithTooManyLosesTheOneWithoutProgress() {
        let table = ConnectionTable(limit: 100)
        let a = open("a", "192.0.2.1", in: table)
        let b = open("b", "192.0.2.1", in: table)
        _ = open("other", "192.0.2.2", in: table)
        #expect(closed.all.isEmpty)
        a.progress()
        _ = open("c", "192.0.2.1", in: table)
        #expect(closed.all == ["b"] && table.count == 3)
        // What was closed has no say any more.
        b.progress()
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
        proxy.progress()
        _ = open("b", "192.0.2.2", in: table)
        #expect(closed.all == ["a"])
        _ = open("proxy as well", nil, in: table)
        #expect(closed.all == ["a", "proxy too"] && table.count == 3)
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
