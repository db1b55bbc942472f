import AWSSigV4
import Foundation
import Testing

/// Requests made of pieces of good and bad ones: nothing traps, nothing is accepted.
@Suite("Robustness")
struct RobustnessTests {
    private static let pieces = [
        "", " ", "=", "&", ";", ",", "/", "%", "%4", "%zz", "%00", "+", "\u{0}", "\n", "é", "\u{FFFD}", "AWS4",
        "AWS4-HMAC-SHA256", "Credential=", "SignedHeaders=host", "Signature=", "host", "x-amz-", "X-Amz-Date",
        "X-Amz-Expires=99999999999999999999", "X-Amz-Signature=", "X-Amz-Credential=a/20240229/r/s/aws4_request",
        "20240229T235958Z", "99999999T999999Z", "..", "//", "aws4_request", "UNSIGNED-PAYLOAD",
        String(repeating: "a", count: 300),
    ]
    private static let names = [
        "Authorization", "authorization", "Host", "X-Amz-Date", "Date", "X-Amz-Security-Token",
        "X-Amz-Content-SHA256", "x-amz-", "", "é",
    ]

    @Test("mixed pieces", arguments: 0..<20)
    func mixed(_ seed: UInt64) {
        var generator = SplitMix(state: seed)
        let verifier = SignatureVerifier(regions: nil, services: nil, acceptsUnsignedPayload: true)
        for _ in 0..<500 {
            func text(_ most: Int) -> String {
                (0...Int.random(in: 0...most, using: &generator))
                    .map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
            }
            var headers = [("Host", text(1))]
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                headers.append((Self.names.randomElement(using: &generator) ?? "", text(6)))
            }
            let request = SignableRequest(
                method: text(1), path: text(4), query: text(8), headers: headers, payload: .empty)
            #expect(Fixture.refusal(of: request, with: verifier) != nil)
            let normalization: PathNormalization = Bool.random(using: &generator) ? .normalized : .objectKey
            _ = try? Fixture.signer(options: SigningOptions(pathNormalization: normalization))
                .sign(request, at: Date(timeIntervalSince1970: Double.random(in: -1e18...1e18, using: &generator)))
        }
    }

    @Test("instants beyond every calendar", arguments: [Double.infinity, -.infinity, .nan, 1e300, -1e300])
    func instants(_ seconds: Double) throws {
        let instant = Date(timeIntervalSince1970: seconds)
        let signed = try Fixture.signer().sign(Fixture.getCallerIdentity, at: instant)
        _ = try Fixture.verifier.claim(in: signed)
        let now = try Fixture.signer().sign(Fixture.getCallerIdentity, at: Fixture.instant)
        #expect(Fixture.refusal(of: now, at: instant) == .requestExpired)
    }
}

/// A small generator that gives the same numbers on every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
