import HTTPTypes
import NIOCore
import Testing

@testable import SallyportServer
@testable import ServerConnections

@Suite("How long is waited for a client")
struct ConnectionWatchTests {
    private let get = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
    private let head = "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"

    @Test func aRequestThatTricklesIsCutOff() throws {
        let connection = try EmbeddedConnection()
        connection.receive(head)
        for _ in 0..<29 {
            connection.pass(1)
            connection.receive("x")
        }
        #expect(connection.isOpen)
        connection.pass(1)
        #expect(!connection.isOpen)
    }

    @Test func aRequestThatIsHalfThereHoldsNobodyUpAtTheEnd() throws {
        let (ending, other) = (try EmbeddedConnection(), try EmbeddedConnection())
        for connection in [ending, other] { connection.receive(head + "x") }
        ending.quiesce()
        for connection in [ending, other] { connection.pass(2) }
        #expect(ending.isOpen)
        for connection in [ending, other] { connection.pass(1) }
        #expect(!ending.isOpen)
        #expect(other.isOpen)
    }

    @Test func whatIsWorkedOnAtTheEndIsAnswered() throws {
        let connection = try EmbeddedConnection()
        connection.receive(get)
        connection.quiesce()
        connection.pass(100)
        #expect(connection.isOpen)
        connection.answer()
        #expect(try connection.sent().hasPrefix("HTTP/1.1 200 OK"))
    }

    @Test func aRequestThatArrivesIsLeftAlone() throws {
        let connection = try EmbeddedConnection()
        connection.pass(29)
        connection.receive(get)
        // The server may take its time.
        connection.pass(100)
        connection.answer()
        connection.pass(29)
        connection.receive(head)
        connection.pass(29)
        connection.receive(String(repeating: "x", count: 1_000))
        connection.pass(100)
        connection.answer()
        #expect(connection.isOpen)
        // The next one has its own time.
        connection.receive(head)
        connection.pass(30)
        #expect(!connection.isOpen)
    }

    @Test func whoeverSendsNothingOrHalfAHeadIsCutOff() throws {
        let silent = try EmbeddedConnection()
        silent.pass(29)
        #expect(silent.isOpen)
        silent.pass(1)
        #expect(!silent.isOpen)
        let slow = try EmbeddedConnection()
        for _ in 0..<29 {
            slow.receive("G")
            slow.pass(1)
        }
        #expect(slow.isOpen)
        slow.pass(1)
        #expect(!slow.isOpen)
        let kept = try EmbeddedConnection()
        kept.receive(get)
        kept.answer()
        kept.pass(30)
        #expect(!kept.isOpen)
    }

    @Test func whoeverTakesNothingOfItsAnswerIsCutOff() throws {
        let connection = try EmbeddedConnection()
        connection.takesAnswers = false
        connection.receive(get)
        connection.pass(100)
        connection.answer(body: "one")
        connection.pass(29)
        #expect(connection.isOpen)
        connection.pass(1)
        #expect(!connection.isOpen)
    }

    @Test func whoeverTakesItsAnswerIsLeftAlone() throws {
        let connection = try EmbeddedConnection()
        connection.takesAnswers = false
        connection.receive(get)
        connection.answer(body: "one")
        connection.pass(29)
        connection.takesAnswers = true
        connection.pass(29)
        #expect(connection.isOpen)
        connection.receive(get)
        connection.answer()
        #expect(connection.isOpen)
    }

    @Test func anAnswerBeforeTheEndOfItsRequestIsTheLast() throws {
        let connection = try EmbeddedConnection()
        connection.receive(head + "x")
        connection.answer(.contentTooLarge, body: "no")
        let answer = try connection.sent()
        #expect(answer.hasPrefix("HTTP/1.1 413") && answer.lowercased().contains("connection: close"))
        #expect(connection.isInputClosed)
        // The rest is read, so that the client can see the answer, and goes nowhere.
        let before = connection.requests
        connection.receive(String(repeating: "x", count: 999) + get)
        #expect(connection.requests == before && connection.isOpen && connection.isRead)
        for _ in 0..<70 { connection.receive(String(repeating: "x", count: 16_384)) }
        #expect(!connection.isOpen)
    }

    @Test func anAnswerAfterTheEndOfItsRequestIsNotTheLast() throws {
        let connection = try EmbeddedConnection()
        connection.receive(head)
        connection.receive(String(repeating: "x", count: 1_000))
        connection.answer(.contentTooLarge, body: "no")
        #expect(!(try connection.sent().lowercased().contains("connection: close")))
        connection.receive(get)
        #expect(connection.requests.suffix(2) == ["/1", "end"])
        #expect(!connection.isInputClosed)
    }

    @Test func whoeverDoesNotCloseAfterTheLastAnswerIsCutOff() throws {
        let connection = try EmbeddedConnection()
        connection.receive(get)
        connection.answer()
        connection.channel.close(mode: .output, promise: nil)
        // What an embedded channel makes of it is not what is looked at here.
        _ = try? connection.sent()
        connection.pass(5)
        #expect(!connection.isOpen)
    }

    @Test func aBodyThatIsWelcomeIsAskedForOnce() throws {
        let expecting = head.replacing("\r\n\r\n", with: "\r\nExpect: 100-Continue\r\n\r\n")
        let connection = try EmbeddedConnection()
        connection.receive(expecting)
        #expect(try connection.sent() == "")
        for _ in 0..<2 { connection.channel.triggerUserOutboundEvent(ConnectionWatch.BodyIsWelcome(), promise: nil) }
        #expect(try connection.sent() == "HTTP/1.1 100 Continue\r\n\r\n")
        connection.receive(String(repeating: "x", count: 1_000))
        connection.answer(body: "one")
        #expect(try connection.sent().hasPrefix("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n"))
        // Whoever does not ask is not told.
        connection.receive(head)
        connection.channel.triggerUserOutboundEvent(ConnectionWatch.BodyIsWelcome(), promise: nil)
        #expect(try connection.sent() == "")
    }
}
