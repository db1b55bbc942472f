import NIOCore
import NIOEmbedded
import Testing

@testable import SallyportServer
@testable import ServerConnections

@Suite("One request after the other")
struct RequestGateTests {
    private func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }
    private let post = "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
    private let chunked = "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test func theNextOneWaitsForTheAnswer() throws {
        let connection = try EmbeddedConnection()
        connection.receive(get("/1") + post + "12345" + get("/2") + "GET /3")
        #expect(connection.requests == ["/1", "end"])
        #expect(!connection.isRead)
        connection.answer()
        #expect(connection.requests == ["/1", "end", "/p", "5", "end"])
        connection.answer()
        #expect(connection.requests.suffix(2) == ["/2", "end"] && !connection.isRead)
        connection.answer()
        #expect(connection.requests.count == 7 && connection.isRead)
        connection.receive(" HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(connection.requests.suffix(2) == ["/3", "end"])
        // A client that waits for its answers is listened to all the time.
        #expect(connection.isRead)
    }

    @Test func whoeverTakesNoAnswerIsNotListenedTo() throws {
        let connection = try EmbeddedConnection()
        connection.takesAnswers = false
        connection.receive(get("/1") + get("/2"))
        connection.answer(body: "one")
        #expect(connection.requests == ["/1", "end"] && !connection.isRead)
        connection.takesAnswers = true
        connection.giveTurn()
        #expect(connection.requests == ["/1", "end", "/2", "end"] && connection.isRead)
    }

    @Test func whatWaitsLeavesTheLoopToOthersInBetween() throws {
        let loop = EmbeddedEventLoop()
        let turns = TurnQueue(loop)
        let connections = try (0..<3).map { _ in try EmbeddedConnection(on: loop, turns: turns) }
        for connection in connections {
            connection.receive(get("/1") + get("/2") + get("/3"))
            connection.answer(givingTurn: false)
        }
        func begun(_ path: String) -> Int { connections.filter { $0.requests.contains(path) }.count }
        #expect(begun("/2") == 0)
        loop.advanceTime(by: .milliseconds(1))
        #expect(begun("/2") == 2)
        // Those that were answered wait behind the others.
        for connection in connections.prefix(2) { connection.answer(givingTurn: false) }
        loop.advanceTime(by: .milliseconds(1))
        #expect(begun("/2") == 3 && begun("/3") == 1)
    }

    @Test func theEndOfInputIsToldAfterWhatWaits() throws {
        let connection = try EmbeddedConnection()
        connection.receive(get("/1") + get("/2"))
        connection.closeInput()
        #expect(!connection.isInputClosed)
        connection.answer()
        #expect(connection.requests == ["/1", "end", "/2", "end"])
        #expect(connection.isInputClosed)
    }

    @Test func manySmallChunksAreAFewParts() throws {
        let connection = try EmbeddedConnection()
        connection.receive(chunked + String(repeating: "1\r\nx\r\n", count: 2_000) + "0\r\n\r\n" + get("/2"))
        let parts = connection.requests
        #expect(parts.first == "/c" && parts.last == "end")
        #expect(parts.count <= 6)
        #expect(parts.compactMap { Int($0) }.reduce(0, +) == 2_000)
        connection.answer()
        #expect(connection.requests.suffix(2) == ["/2", "end"])
    }

    @Test func aBodyComesAsItIsWanted() throws {
        let connection = try EmbeddedConnection()
        connection.wants(false)
        connection.receive(chunked + String(repeating: "1\r\nx\r\n", count: 2_000))
        #expect(connection.requests.count == 2 && !connection.isRead)
        connection.wants(true)
        #expect(connection.requests.compactMap { Int($0) }.reduce(0, +) == 2_000)
        #expect(connection.isRead)
    }

    @Test func extensionsAndTrailersHoldNothing() throws {
        let connection = try EmbeddedConnection()
        connection.receive(chunked)
        for _ in 0..<100 { connection.receive("1;" + String(repeating: "e", count: 16_000) + "\r\nx\r\n") }
        #expect(connection.isOpen && connection.budget.used == 0)
        connection.receive("0\r\n" + String(repeating: "t", count: 100_000))
        #expect(!connection.errors.isEmpty && connection.budget.used <= 100_000)
    }

    @Test func aHeadThatDoesNotEndCounts() throws {
        let connection = try EmbeddedConnection(budget: ArrivalBudget(limit: 20_000))
        connection.receive("GET / HTTP/1.1\r\nHost: a\r\n")
        #expect(connection.budget.used == 0)
        connection.receive("A: " + String(repeating: "a", count: 16_000))
        #expect(connection.isOpen && connection.budget.used > 16_000)
        connection.receive("\r\n\r\n")
        #expect(connection.requests == ["/", "end"] && connection.budget.used == 0)
        connection.answer()
        connection.receive("GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 20_000))
        #expect(!connection.isOpen && connection.budget.used == 0)
    }

    @Test func whatWaitsCountsAndIsBounded() throws {
        let connection = try EmbeddedConnection()
        connection.receive(get("/1") + String(repeating: get("/2"), count: 1_000))
        #expect(connection.isOpen && connection.budget.used == 1_000 * get("/2").utf8.count)
        // A client that closes its side is read to its end without being asked.
        for _ in 0..<10 { connection.receive(String(repeating: get("/2"), count: 1_000)) }
        #expect(!connection.isOpen && connection.budget.used == 0)
    }

    @Test(arguments: ["\n", "\r\n"]) func anyLineEndWillDo(_ end: String) throws {
        let connection = try EmbeddedConnection()
        connection.receive("GET /1 HTTP/1.1\(end)Host: a\(end)\(end)GET /2 HTTP/1.1\(end)Host: a\(end)\(end)")
        connection.answer()
        let isTaken = connection.requests == ["/1", "end", "/2", "end"]
        #expect(isTaken || !connection.errors.isEmpty)
    }

    /// However the bytes are cut, the decoder sees the same requests.
    @Test func anyCutGivesTheSame() throws {
        let text = get("/1") + post + "a\n\r\nb" + chunked + "3\r\n\n\r\n\r\n0\r\nT: x\r\n\r\n" + get("/2")
        for cut in 1..<text.utf8.count {
            let connection = try EmbeddedConnection()
            connection.receive(String(text.prefix(cut)))
            for _ in 0..<4 { connection.answerWhatIsThere() }
            connection.receive(String(text.dropFirst(cut)))
            for _ in 0..<4 { connection.answerWhatIsThere() }
            let paths = connection.requests.filter { $0.hasPrefix("/") || $0 == "end" }
            #expect(paths == ["/1", "end", "/p", "end", "/c", "end", "/2", "end"], "cut at \(cut)")
            #expect(connection.requests.compactMap { Int($0) }.reduce(0, +) == 8, "cut at \(cut)")
        }
    }
}
