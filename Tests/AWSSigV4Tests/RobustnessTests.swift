import AWSSigV4
import Foundation
import TestSupport
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
        var generator = SeededGenerator(seed: seed)
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

    /// Good requests with a few bytes of what was signed, or of the signature, changed, left out or doubled: never a trap, and
    /// accepted only when nothing changed that counts.
    @Test("mutated requests", arguments: 0..<20)
    func mutated(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 500)
        let signed = try Fixture.signer(token: Fixture.sessionToken).sign(
            Fixture.getCallerIdentity, at: Fixture.instant)
        let presigned = try Fixture.signer(token: Fixture.sessionToken)
            .presign(Fixture.presignable, expires: 300, at: Fixture.instant)
        func mutate(_ text: String) -> String {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default:
                    let piece = Self.pieces.randomElement(using: &generator) ?? ""
                    bytes.insert(contentsOf: piece.utf8, at: place)
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        for _ in 0..<500 {
            var request = signed
            let place = Int.random(in: 0..<request.headers.count, using: &generator)
            request.headers[place].value = mutate(request.headers[place].value)
            if Fixture.refusal(of: request) == nil {
                // Spaces count neither in a value nor between the parts of the Authorization header; nor is every header signed.
                let name = request.headers[place].name.lowercased()
                func parts(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "," } }
                let isSame = parts(request.headers[place].value) == parts(signed.headers[place].value)
                #expect(name == "user-agent" || isSame, "\(name): \(request.headers[place].value)")
            }
            request = presigned
            request.query = mutate(request.query)
            _ = Fixture.refusal(of: request)
            request = presigned
            request.path = mutate(request.path)
            _ = Fixture.refusal(of: request)
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
