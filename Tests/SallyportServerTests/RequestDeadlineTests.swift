import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import SallyportServer

@Suite("A request must arrive in time")
struct RequestDeadlineTests {
    private let head = HTTPRequestPart.head(HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/saml"))
    private let byte = HTTPRequestPart.body(ByteBuffer(string: "x"))

    private func channel() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: RequestDeadline(limit: .seconds(30)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func receive(_ parts: HTTPRequestPart..., on channel: EmbeddedChannel) {
        for part in parts { channel.pipeline.fireChannelRead(part) }
        channel.pipeline.fireChannelReadComplete()
        channel.embeddedEventLoop.run()
    }

    @Test func oneThatTricklesIsCutOff() throws {
        let channel = try channel()
        receive(head, on: channel)
        for _ in 0..<29 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            receive(byte, on: channel)
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func oneThatArrivesIsLeftAlone() throws {
        let channel = try channel()
        receive(head, byte, .end(nil), on: channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        receive(head, on: channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(29))
        receive(.end(nil), on: channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        #expect(channel.isActive)
        // The next one has its own time.
        receive(head, on: channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(30))
        #expect(!channel.isActive)
    }
}
