import Foundation
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("An exchange by HTTP")
struct HTTPExchangeTests {
    private static let ok = "HTTP/1.1 200 OK\r\n"
    private static let limit = 1_000
    /// More than any test takes.
    private static let long = Duration.seconds(600)

    private static func get(
        _ host: MetadataHost, _ path: String = "/", within time: Duration = long
    ) async throws(HTTPExchange.Failure) -> HTTPExchange.Answer {
        guard let url = URL(string: host.url(path)) else { throw HTTPExchange.Failure(reason: "not a URL") }
        return try await HTTPExchange.send(.get(url), limit: limit, within: time)
    }

    /// Why the answer is not taken.
    private static func refusal(_ answer: MetadataHost.Answer) async throws -> String {
        let host = try await MetadataHost(["/": answer])
        do throws(HTTPExchange.Failure) {
            let answer = try await get(host)
            return "taken: \(answer.status)"
        } catch {
            // The connection ends with it, whatever was still to come.
            await host.hasBeenLeft(times: 1)
            return error.reason
        }
    }

    @Test(arguments: [
        MetadataHost.Answer.document(Array(repeating: 0x61, count: limit)),
        .bytes(ok + "\r\n" + String(repeating: "a", count: limit)),
        .bytes("HTTP/1.0 200 OK\r\n\r\n" + String(repeating: "a", count: limit)),
        .bytes(ok + "Content-Encoding: identity\r\n\r\n" + String(repeating: "a", count: limit)),
        .bytes(
            ok + "Transfer-Encoding: chunked\r\n\r\n3E8\r\n" + String(repeating: "a", count: limit) + "\r\n0\r\n\r\n"),
    ])
    func takesAsMuchAsTheLimit(_ answer: MetadataHost.Answer) async throws {
        let host = try await MetadataHost(["/": answer])
        let answer = try await Self.get(host)
        #expect(answer.status == 200)
        #expect(answer.body == Array(repeating: 0x61, count: Self.limit))
        #expect(!(host.requests.joined().lowercased().contains("accept-encoding")))
    }

    @Test(
        arguments: [
            (.document(Array(repeating: 0x61, count: limit + 1)), "announced with 1001 bytes; at most 1000"),
            (.endless(ok + "Content-Length: 600000000\r\n\r\n", piece: "a"), "announced with 600000000 bytes"),
            (.endless(ok + "\r\n", piece: String(repeating: "a", count: 90)), "larger than 1000 bytes"),
            (
                .endless(ok + "Transfer-Encoding: chunked\r\n\r\n", piece: "5\r\naaaaa\r\n"),
                "larger than 1000 bytes"
            ),
            (.bytes(ok + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\na"), "encoded as gzip"),
            (.bytes(ok + "Content-Encoding: identity\r\nContent-Encoding: br\r\n\r\na"), "encoded as br"),
            (.bytes(ok + "Content-Length: 10\r\n\r\nshort"), "ended before it was whole"),
            (.bytes(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\naaaaa\r\n"), "ended before it was whole"),
            (.bytes("SSH-2.0-OpenSSH_9.2\r\n"), "not an answer of HTTP"),
            (.bytes(""), "onnection closed"),
        ] as [(MetadataHost.Answer, String)])
    func refusesWhatIsTooLargeOrNotWhole(_ answer: MetadataHost.Answer, _ reason: String) async throws {
        let refusal = try await Self.refusal(answer)
        #expect(refusal.contains(reason), "\(refusal)")
    }

    @Test(arguments: [
        MetadataHost.Answer.silence, .unfinished(ok + "X-A: "), .unfinished(ok + "Content-Length: 900\r\n\r\nabc"),
        .endless(ok + "Content-Length: 900\r\n\r\nabc", piece: ""),
        .endless("", piece: "HTTP/1.1 100 Continue\r\n\r\n"), .unfinished(ok + "\r\nabc"),
    ])
    func oneDeadlineEndsAllOfIt(_ answer: MetadataHost.Answer) async throws {
        let host = try await MetadataHost(["/": answer])
        do throws(HTTPExchange.Failure) {
            _ = try await Self.get(host, within: .milliseconds(100))
            Issue.record("the answer was taken")
        } catch {
            #expect(error.reason.hasPrefix("no whole answer within 0.1 s; "), "\(error.reason)")
        }
    }

    @Test(arguments: [MetadataHost.Answer.silence, .unfinished(ok + "Content-Length: 900\r\n\r\nabc")])
    func aTaskThatIsCancelledEndsAtOnce(_ answer: MetadataHost.Answer) async throws {
        let host = try await MetadataHost(["/": answer])
        let task = Task { try await Self.get(host) }
        await host.hasBeenAsked(times: 1)
        task.cancel()
        await #expect(throws: HTTPExchange.Failure(reason: "given up")) { try await task.value }
        await host.hasBeenLeft(times: 1)
    }

    @Test func nothingIsSentForATaskThatWasCancelledBefore() async throws {
        let host = try await MetadataHost(["/": .text("a")])
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await Self.get(host)
        }
        await #expect(throws: HTTPExchange.Failure.self) { try await task.value }
        #expect(host.requests == [])
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func redirectsAreNotFollowed(_ status: Int) async throws {
        let host = try await MetadataHost(["/other": .text("a")])
        host.answer("/", with: .bytes("HTTP/1.1 \(status) Moved\r\nLocation: \(host.url("/other"))\r\n\r\n"))
        #expect(try await Self.get(host).status == status)
        #expect(host.requests.count == 1)
    }

    @Test func aUserInTheURLIsSentAndNotPartOfThePath() async throws {
        let host = try await MetadataHost(["/?a=b": .text("a")])
        let text = host.url("/?a=b#c").replacing("http://", with: "http://alice:s%3Aecret@")
        let url = try #require(URL(string: text))
        #expect(try await HTTPExchange.send(.get(url), limit: 10, within: Self.long).body == Array("a".utf8))
        let request = try #require(host.requests.first)
        #expect(request.contains("Authorization: Basic \(Data("alice:s:ecret".utf8).base64EncodedString())\r\n"))
        #expect(!request.contains("alice"))
    }

    /// `localhost` may have an address of IPv6, where nobody listens, before the one that counts.
    @Test func everyAddressOfANameIsTried() async throws {
        let host = try await MetadataHost(["/": .text("a")])
        let url = try #require(URL(string: host.url("/").replacing("127.0.0.1", with: "localhost")))
        #expect(try await HTTPExchange.send(.get(url), limit: 10, within: Self.long).body == Array("a".utf8))
    }

    @Test func whereNobodyListensIsSaidInWords() async throws {
        for url in ["http://127.0.0.1:1/", "https://127.0.0.1:1/", "http://localhost:1/"] {
            await #expect(throws: HTTPExchange.Failure(reason: "Connection refused")) {
                try await HTTPExchange.send(.get(try #require(URL(string: url))), limit: 10, within: Self.long)
            }
        }
    }

    @Test func nothingIsSentToAHostThatShowsNoCertificate() async throws {
        let host = try await MetadataHost(["/": .text("a")])
        let url = try #require(URL(string: host.url("/").replacing("http://", with: "https://")))
        // The host waits for the end of a head, which never comes.
        await #expect(throws: HTTPExchange.Failure.self) {
            try await HTTPExchange.send(.get(url), limit: 10, within: .milliseconds(100))
        }
        #expect(host.requests == [])
    }
}
