import Synchronization
import Testing

@testable import SallyportServer
@testable import ServerConnections

@Suite("The budget of what has not arrived")
struct ArrivalBudgetTests {
    /// Names of those that were turned away.
    private final class Names: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    private let budget = ArrivalBudget(limit: 100)
    private let away = Names()

    private func reservation(_ name: String) -> ArrivalBudget.Reservation {
        budget.reservation { [away] in away.add(name) }
    }

    @Test func whoeverBroughtNothingForLongestMakesRoom() {
        let (a, b, c) = (reservation("a"), reservation("b"), reservation("c"))
        #expect(a.hold(40) && b.hold(60))
        #expect(away.all.isEmpty && budget.used == 100)
        #expect(a.hold(40))
        #expect(c.hold(1))
        #expect(away.all == ["b"] && budget.used == 41)
        #expect(!b.hold(1) && !b.settle())
        #expect(a.settle() && c.settle())
    }

    @Test func whatIsWholeIsNotTurnedAway() {
        let (a, b, c) = (reservation("a"), reservation("b"), reservation("c"))
        #expect(a.hold(90) && a.settle())
        #expect(b.hold(10))
        #expect(!c.hold(11))
        #expect(away.all == ["b"] && budget.used == 90)
        a.release()
        #expect(reservation("d").hold(100))
    }

    @Test func bytesGoBackOnceHoweverAReservationEnds() {
        do {
            let a = reservation("a")
            #expect(a.hold(70) && a.hold(80))
            #expect(budget.used == 80)
        }
        #expect(budget.used == 0)
        let b = reservation("b")
        #expect(b.hold(50) && b.settle())
        b.release()
        b.release()
        #expect(budget.used == 0)
        #expect(!reservation("c").hold(101))
        #expect(budget.used == 0 && away.all.isEmpty)
    }
}
