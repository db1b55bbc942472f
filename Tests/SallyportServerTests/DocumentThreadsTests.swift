import STS
import Testing

@testable import SallyportServer

@Suite struct DocumentThreadsTests {
    private static let short = Array("<Response/>".utf8)

    @Test func longDocumentsLeaveTheLoop() async throws {
        let threads = DocumentThreads(most: 0)
        #expect(try await threads.run(Self.short) { true })
        for long in [
            Array(repeating: 0x20, count: 32_769), Self.short + Array("<saml:EncryptedAssertion/>".utf8),
            Array("<E E>EEncryptedID".utf8),
        ] as [[UInt8]] {
            // None of them has a place.
            await #expect(throws: STSError.self) { try await threads.run(long) { true } }
            #expect(try await DocumentThreads(most: 1).run(long) { true })
        }
        for other in [Array(repeating: 0x20, count: 32_768), Array("<E Encrypte".utf8), []] as [[UInt8]] {
            #expect(try await threads.run(other) { true })
        }
    }

    @Test func aPlaceIsGivenBack() async throws {
        let threads = DocumentThreads(most: 1)
        let long = [UInt8](repeating: 0x20, count: 40_000)
        for _ in 0..<100 { #expect(try await threads.run(long) { true }) }
    }
}
