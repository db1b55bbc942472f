import Accounts
import Testing

@testable import SallyportPostgres

@Suite("Whether the server can be reached")
struct ReachabilityTests {
    private let reachability = Reachability()
    private let first = PostgresConnection(PostgresServers(hosts: [.init(name: "127.0.0.1", port: 1)]))
    private let second = PostgresConnection(PostgresServers(hosts: [.init(name: "127.0.0.1", port: 1)]))
    private let broken = PostgresFailure.lost("the connection broke")

    @Test("nothing is wrong before anything was tried")
    func start() { #expect(reachability.fault == nil) }

    @Test("one connection that breaks is no fault while another one works")
    func one() {
        reachability.reached(first)
        reachability.reached(second)
        reachability.lost(first, broken)
        #expect(reachability.fault == nil)
        reachability.lost(second, broken)
        #expect(reachability.fault?.code == .unavailable)
        #expect(reachability.fault?.message.contains("the connection broke") == true)
        reachability.reached(first)
        #expect(reachability.fault == nil)
    }

    @Test("a server that is silent, or takes no new connection, is suspected at once", arguments: [true, false])
    func suspicion(_ isSilent: Bool) {
        reachability.reached(second)
        if isSilent { reachability.reached(first) }
        reachability.lost(first, isSilent ? .silence : broken)
        #expect(reachability.fault != nil)
        reachability.reached(second)
        #expect(reachability.fault == nil)
    }

    @Test("a connection that is not used any more says nothing")
    func forgotten() {
        reachability.reached(first)
        reachability.reached(second)
        reachability.forget(second)
        reachability.lost(first, broken)
        #expect(reachability.fault != nil)
    }
}
