import Testing

@testable import SallyportServer
@testable import ServerConnections

@Suite("The order of progress")
struct RecencyOrderTests {
    @Test func theOldestIsTheOneWithoutProgress() {
        var order = RecencyOrder<String>()
        #expect(order.oldest == nil)
        let a = order.add("a")
        let b = order.add("b")
        let c = order.add("c")
        #expect(order.oldest == "a" && order.count == 3)
        order.touch(a)
        order.touch(a)
        #expect(order.oldest == "b")
        order.remove(c)
        order.remove(b)
        #expect(order.oldest == "a" && order.count == 1)
        // A place that was given back is used again.
        let d = order.add("d")
        order.touch(a)
        #expect(order.oldest == "d")
        order.remove(a)
        order.remove(d)
        #expect(order.oldest == nil && order.count == 0)
    }
}
