import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Logging
import NIOCore
import ServerHTTP
import Testing

@testable import SallyportServer
@testable import ServerConnections

@Suite("Bodies of requests")
struct BodyReaderTests {
    private let budget = ArrivalBudget(limit: 100_000)
    private var reader: BodyReader { BodyReader(budget: budget) }

    private func request(_ parts: [String], announced: String? = nil) -> Request {
        var head = HTTPRequest(method: .post, scheme: "https", authority: "localhost", path: "/")
        head.headerFields[.contentLength] = announced
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        for part in parts { continuation.yield(ByteBuffer(string: part)) }
        continuation.finish()
        return Request(head: head, body: RequestBody(asyncSequence: stream))
    }

    private func read(_ parts: [String], announced: String? = nil, limit: Int = 10) async throws -> String {
        let body = try await reader.read(request(parts, announced: announced), on: nil, limit: limit)
        defer { body.release() }
        #expect(budget.used >= body.bytes.count)
        return String(decoding: body.bytes, as: UTF8.self)
    }

    @Test(arguments: [nil, "10", "no number", "-1", "+10"])
    func aBodyWithinTheLimitIsRead(_ announced: String?) async throws {
        #expect(try await read(["0123456789"], announced: announced) == "0123456789")
        #expect(try await read(["0", "1234", "", "56789"], announced: announced) == "0123456789")
        #expect(budget.used == 0)
    }

    @Test(arguments: [nil, "11", "10", "9223372036854775807", "9223372036854775808", "99999999999999999999999"])
    func aBodyBeyondTheLimitIsNot(_ announced: String?) async throws {
        await #expect(throws: BodyRefusal.tooLarge(limit: 10)) {
            _ = try await read(["0123456789", "0"], announced: announced)
        }
        #expect(budget.used == 0)
    }

    @Test func whatIsAnnouncedTooLargeIsNotWaitedFor() async throws {
        var head = HTTPRequest(method: .post, scheme: "https", authority: "localhost", path: "/")
        head.headerFields[.contentLength] = "11"
        // Nothing ever comes.
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let request = Request(head: head, body: RequestBody(asyncSequence: stream))
        await #expect(throws: BodyRefusal.tooLarge(limit: 10)) {
            _ = try await reader.read(request, on: nil, limit: 10)
        }
        continuation.finish()
    }

    @Test func roomIsMadeAsBytesCome() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        var head = HTTPRequest(method: .post, scheme: "https", authority: "localhost", path: "/")
        head.headerFields[.contentLength] = "90000"
        let request = Request(head: head, body: RequestBody(asyncSequence: stream))
        continuation.yield(ByteBuffer(string: "0"))
        let (reader, budget) = (reader, budget)
        let reading = Task { try await reader.read(request, on: nil, limit: 90_000) }
        while budget.used == 0 { await Task.yield() }
        #expect(budget.used == 16_384)
        continuation.yield(ByteBuffer(repeating: 0, count: 89_999))
        continuation.finish()
        let body = try await reading.value
        #expect(body.bytes.count == 90_000 && budget.used == 90_000)
        body.release()
        #expect(budget.used == 0)
    }

    @Test func bytesOfManySmallPartsAreCountedOnce() async throws {
        let parts = (0..<9_000).map { String($0 % 10) }
        #expect(try await read(parts, limit: 9_000) == parts.joined())
        #expect(budget.used == 0)
    }

    @Test func aBodyThatFindsNoRoomIsRefused() async throws {
        await #expect(throws: BodyRefusal.busy) {
            _ = try await read([String(repeating: "x", count: 100_001)], limit: 200_000)
        }
        #expect(try await read([String(repeating: "x", count: 100_000)], limit: 200_000).count == 100_000)
        #expect(budget.used == 0)
    }

    @Test func whatBreaksOffIsGivenBack() async throws {
        struct Broken: Error {}
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
        continuation.yield(ByteBuffer(string: "0"))
        continuation.finish(throwing: Broken())
        var request = request([])
        request.body = RequestBody(asyncSequence: stream)
        await #expect(throws: Broken.self) { _ = try await reader.read(request, on: nil, limit: 10) }
        #expect(budget.used == 0)
    }

    @Test func anExceptionIsForWhoIsWelcomeAndAdmitted() async throws {
        func read(_ count: Int, announced: Bool, isWelcome: Bool = true, isAdmitted: Bool = true) async throws -> Int {
            let exception = BodyReader.Exception(limit: 30, isWelcome: { isWelcome }) { start in
                #expect(start.count <= 10)
                if !isAdmitted { throw BodyRefusal.busy }
            }
            let parts = Array(repeating: "0123456789", count: count / 10)
            let request = request(parts, announced: announced ? "\(count)" : nil)
            return try await reader.read(request, on: nil, limit: 10, exception: exception).bytes.count
        }
        for announced in [true, false] {
            #expect(try await read(30, announced: announced) == 30)
            #expect(try await read(10, announced: announced, isWelcome: false) == 10)
            await #expect(throws: BodyRefusal.self) { _ = try await read(40, announced: announced) }
            await #expect(throws: BodyRefusal.tooLarge(limit: 10)) {
                _ = try await read(30, announced: announced, isWelcome: false)
            }
            await #expect(throws: BodyRefusal.busy) { _ = try await read(30, announced: announced, isAdmitted: false) }
        }
        #expect(budget.used == 0)
    }
}

@Suite("Bodies that come over a connection")
struct ArrivingBodyTests {
    private static func head(_ path: String, _ length: String, more: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(length)\r\n\(more)\r\n"
    }

    /// Runs the broker on a port.
    private func serve(extra: String = "", _ body: @Sendable @escaping (Int) async throws -> Void) async throws {
        let site = try await Site(extra: extra)
        try await site.server.application().test(.live) { client in
            try await body(try #require(client.port))
        }
    }

    @Test(arguments: ["/saml", "/federation", "/"], ["262145", "9223372036854775807", "18446744073709551615"])
    func anAnnouncedLengthIsRefusedBeforeTheBody(_ path: String, _ length: String) async throws {
        try await serve { port in
            try await RawClient.visit(port) { client in
                try await client.send(Self.head(path, length))
                let answer = try await client.read()
                #expect(answer.hasPrefix("HTTP/1.1 413 "))
                #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
            }
        }
    }

    @Test(arguments: ["/saml", "/federation", "/"])
    func anAnnouncedLengthWithinTheLimitIsWaitedFor(_ path: String) async throws {
        try await serve { port in
            try await RawClient.visit(port) { client in
                for _ in 0..<2 {
                    try await client.send(Self.head(path, "262144"))
                    try await client.send(String(repeating: "x", count: 262_144))
                    let answer = try await client.read(through: "\r\n\r\n")
                    #expect(answer.hasPrefix("HTTP/1.1 400 "))
                    #expect(!answer.lowercased().contains("\r\nconnection: close\r\n"))
                    _ = try await client.read(through: path == "/" ? "</ErrorResponse>" : "</html>")
                }
            }
        }
    }

    @Test(arguments: ["x", "-1", "99999999999999999999"])
    func aLengthThatIsNoNumberIsRefused(_ length: String) async throws {
        try await serve { port in
            try await RawClient.visit(port) { client in
                try await client.send(Self.head("/saml", length))
                #expect(try await client.read().hasPrefix("HTTP/1.1 400 "))
            }
        }
    }

    @Test func anAnswerCanBeReadByWhoGoesOnSending() async throws {
        try await serve { port in
            try await RawClient.visit(port) { client in
                try await client.send(Self.head("/saml", "10000000"))
                try await client.send(String(repeating: "x", count: 500_000))
                #expect(try await client.read().hasPrefix("HTTP/1.1 413 "))
            }
            // One without a length is refused when it has become too large.
            try await RawClient.visit(port) { client in
                try await client.send(
                    "POST /saml HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n50000\r\n")
                try await client.send(String(repeating: "x", count: 0x50000) + "\r\n")
                #expect(try await client.read().hasPrefix("HTTP/1.1 413 "))
            }
        }
    }

    @Test func aClientThatAsksIsToldToSend() async throws {
        let expect = "Expect: 100-continue\r\n"
        try await serve { port in
            try await RawClient.visit(port) { client in
                for path in ["/saml", "/federation", "/"] {
                    try await client.send(Self.head(path, "3", more: expect))
                    #expect(try await client.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
                    try await client.send("a=b")
                    #expect(try await client.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 400 "))
                    _ = try await client.read(through: path == "/" ? "</ErrorResponse>" : "</html>")
                }
                try await client.send(Self.head("/saml", "262145", more: expect))
                #expect(try await client.read().hasPrefix("HTTP/1.1 413 "))
            }
        }
    }

    @Test func whereNoBodyIsTakenNoneIsWaitedFor() async throws {
        try await serve { port in
            for path in ["/nowhere", "/console/signout"] {
                try await RawClient.visit(port) { client in
                    try await client.send(Self.head(path, "1000000"))
                    let answer = try await client.read().lowercased()
                    #expect(answer.hasPrefix("http/1.1 ") && answer.contains("\r\nconnection: close\r\n"))
                }
            }
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        try await serve { port in
            try await RawClient.visit(port) { client in
                let get = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
                try await client.send(String(repeating: get, count: 500) + Self.head("/nowhere", "0"))
                for _ in 0..<500 { #expect(try await client.read(through: "{\"status\":\"ok\"}").contains(" 200 OK")) }
                #expect(try await client.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 404 "))
            }
        }
    }

    @Test func anAddressWithTooManyConnectionsGoesOnSigningIn() async throws {
        try await serve(extra: "limits: { connectionsPerAddress: 8 }\n") { port in
            try await RawClient.visit(port) { idle in
                for _ in 0..<10 {
                    try await RawClient.visit(port) { client in
                        try await client.send(Self.head("/nowhere", "0", more: "Connection: close\r\n"))
                        #expect(try await client.read().hasPrefix("HTTP/1.1 404 "))
                    }
                }
                try await Self.open(9, port)
                #expect(try await idle.read() == "")
            }
        }
    }

    /// Opens so many connections within each other; the last one is answered.
    private static func open(_ count: Int, _ port: Int) async throws {
        try await RawClient.visit(port) { client in
            if count > 1 { return try await open(count - 1, port) }
            try await client.send(head("/nowhere", "0"))
            #expect(try await client.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test func whoeverHoldsABodyBackMakesRoom() async throws {
        let budget = ArrivalBudget(limit: 100_000)
        let router = Router(context: ServerContext.self)
        router.add(
            middleware: AnswerMiddleware(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { .init() })
        router.post("/") { request, context in
            let body = try await BodyReader(budget: budget).read(request, on: context.channel, limit: 65_536)
            defer { body.release() }
            return "\(body.bytes.count) bytes"
        }
        let rules = AddressRules(try await Site().configuration)
        let server = HTTPServerBuilder {
            BrokerConnections(
                base: HTTP1Channel(
                    responder: $0, configuration: .init(additionalChannelHandlers: [ConnectionWatch()])),
                table: ConnectionTable(limit: 100), budget: budget, rules: { rules })
        }
        let application = Application(router: router, server: server, logger: Logger(label: "test"))
        try await application.test(.live) { client in
            let port = try #require(client.port)
            try await RawClient.visit(port) { holding in
                try await holding.send(Self.head("/", "65536") + String(repeating: "x", count: 60_000))
                while budget.used < 60_000 { await Task.yield() }
                try await RawClient.visit(port) { client in
                    try await client.send(Self.head("/", "65536") + String(repeating: "x", count: 65_536))
                    #expect(try await client.read(through: " bytes").hasSuffix("65536 bytes"))
                }
                let answer = try await holding.read()
                #expect(answer.hasPrefix("HTTP/1.1 503 "))
                #expect(answer.lowercased().contains("\r\nretry-after: 5\r\n"))
            }
            #expect(budget.used == 0)
        }
    }
}
