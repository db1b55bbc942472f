import Encodings
import Testing
import TraceContext

@Suite("traceparent")
struct TraceParentTests {
    private static let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func itComesBackAsItWas() throws {
        let place = try #require(TraceParent(Self.good))
        #expect(place.isSampled)
        #expect(Hexadecimal.text(place.traceID) == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(Hexadecimal.text(place.spanID) == "00f067aa0ba902b7")
        #expect(place.header == Self.good)
        #expect(try #require(TraceParent(Self.good.dropLast(2) + "00")).isSampled == false)
        #expect(try #require(TraceParent(Self.good.dropLast(2) + "03")).isSampled)
    }

    @Test func laterVersionsMayGoOn() {
        #expect(TraceParent("01-" + Self.good.dropFirst(3) + "-more") != nil)
        #expect(TraceParent("cc-" + Self.good.dropFirst(3)) != nil)
        #expect(TraceParent("01-" + Self.good.dropFirst(3) + "more") == nil)
        #expect(TraceParent(Self.good + "-more") == nil)
    }

    @Test(arguments: [
        "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0-04bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0é",
        String(repeating: "0", count: 100_000),
    ])
    func anythingElseIsNone(_ header: String) { #expect(TraceParent(header) == nil) }

    @Test func whatIsBelowIsOfTheSameTrace() throws {
        let parent = try #require(TraceParent(Self.good))
        let child = TraceParent(below: parent, isSampled: true, random: SystemRandomSource())
        #expect(child.traceID == parent.traceID)
        #expect(child.spanID != parent.spanID)
        let other = TraceParent(below: nil, isSampled: false, random: SystemRandomSource())
        #expect(other.traceID != parent.traceID)
        #expect(TraceParent(other.header) == other)
    }
}
