import STS
import Testing

@testable import AWSUpstream

@Suite("Asking AWS again")
struct RetrierTests {
    @Test(
        arguments: [
            FakeAWS.error("Throttling", "Rate exceeded"), FakeAWS.error("RequestLimitExceeded", status: 503),
            FakeAWS.json("busy", status: 429), FakeAWS.json("ill", status: 500), nil,
        ] as [UpstreamAnswer?])
    func whatPassesIsAskedAgain(_ answer: UpstreamAnswer?) async throws {
        let aws = FakeAWS([answer, answer, FakeAWS.credentials()])
        _ = try await aws.upstream().give(FakeAWS.session())
        #expect(aws.requests.count == 3)
        #expect(aws.waits == [.milliseconds(400), .milliseconds(800)])
    }

    @Test func afterThreeTimesItIsOver() async throws {
        let aws = FakeAWS([FakeAWS.error("Throttling", "Rate exceeded")])
        let refusal = try #require(await (try aws.upstream()).refusal(try FakeAWS.session()))
        #expect(refusal.code == .serviceUnavailable)
        #expect(refusal.cause.contains("Rate exceeded - asked 3 times"))
        #expect(aws.requests.count == 3)
    }

    @Test func tenSecondsAreAllThereIs() async throws {
        let aws = FakeAWS([nil], latency: .seconds(60))
        _ = await (try aws.upstream()).refusal(try FakeAWS.session())
        #expect(aws.requests.count == 2)
        #expect(aws.elapsed <= .seconds(10))
    }
}
