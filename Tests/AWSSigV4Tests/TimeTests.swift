import AWSSigV4
import Foundation
import Testing

@Suite("Time")
struct TimeTests {
    @Test("accepted: within 15 minutes either way", arguments: [-900.0, -899, 0, 0.5, 899, 900])
    func inside(_ offset: TimeInterval) throws {
        let signed = try Fixture.signer().sign(Fixture.getCallerIdentity, at: Fixture.instant)
        #expect(Fixture.refusal(of: signed, at: Fixture.instant.addingTimeInterval(offset)) == nil)
    }

    @Test("refused: outside", arguments: [-1e300, -86_400.0, -901, -900.5, 900.5, 901, 86_400, 1e300])
    func outside(_ offset: TimeInterval) throws {
        let signed = try Fixture.signer().sign(Fixture.getCallerIdentity, at: Fixture.instant)
        let refusal = Fixture.refusal(of: signed, at: Fixture.instant.addingTimeInterval(offset))
        #expect(refusal == .requestExpired)
    }

    @Test("the text names both times and the window")
    func text() throws {
        let signed = try Fixture.signer().sign(Fixture.getCallerIdentity, at: Fixture.instant)
        #expect(
            message(of: signed, at: 1_000)
                == "Signature expired: 20240229T235958Z is now earlier than 20240301T000138Z "
                + "(20240301T001638Z - 15 min.)")
        #expect(
            message(of: signed, at: -1_000)
                == "Signature not yet current: 20240229T235958Z is still later than 20240229T235818Z "
                + "(20240229T234318Z + 15 min.)")
    }

    @Test("another window")
    func window() throws {
        let signed = try Fixture.signer().sign(Fixture.getCallerIdentity, at: Fixture.instant)
        let verifier = SignatureVerifier(regions: nil, services: nil, clockWindow: 10)
        let ten = Fixture.instant.addingTimeInterval(10)
        #expect(Fixture.refusal(of: signed, with: verifier, at: ten) == nil)
        #expect(Fixture.refusal(of: signed, with: verifier, at: ten.addingTimeInterval(1)) == .requestExpired)
    }

    @Test(
        "accepted: the Date header",
        arguments: ["Thu, 29 Feb 2024 23:59:58 GMT", "20240229T235958Z"])
    func dateHeader(_ date: String) throws {
        let request = try dated(date)
        #expect(Fixture.refusal(of: request) == nil)
        #expect(try Fixture.verifier.claim(in: request).date == Fixture.instant)
        #expect(Fixture.refusal(of: request.adding("Date", date)) == .incompleteSignature)
        // Not covered as a header, yet part of the string to sign.
        let other = request.with("Date", "Thu, 29 Feb 2024 23:59:59 GMT")
        #expect(Fixture.refusal(of: other) == .signatureDoesNotMatch)
    }

    @Test(
        "refused: a date that is none",
        arguments: [
            "", "x", "20240229T235958", "20240229T235958z", "2024-02-29T23:59:58Z", "20230229T235958Z",
            "20241301T000000Z", "20240230T000000Z", "20240229T240000Z", "20240229T236000Z", "20240229T235960Z",
            "20240229 235958Z", "2024022٩T23595Z", "+0240229T235958Z", "20240229T235958Z ",
        ])
    func malformed(_ date: String) throws {
        let signed = try Fixture.signer().sign(Fixture.getCallerIdentity, at: Fixture.instant)
        #expect(Fixture.refusal(of: signed.with("X-Amz-Date", date)) == .incompleteSignature)
        #expect(Fixture.refusal(of: try dated(date)) == .incompleteSignature)
    }

    @Test(
        "refused: a Date header that is none",
        arguments: [
            "Thu, 29 Feb 2024 23:59:58", "Thu, 29 Feb 2024 23:59:58 CET", "29 Feb 2024 23:59:58 GMT",
            "Xxx, 29 Feb 2024 23:59:58 GMT", "Thu, 29 FEB 2024 23:59:58 GMT", "Thu, 29 Feb 24 23:59:58 GMT",
            "Thu, 9 Feb 2024 23:59:58 GMT", "Thu, 29 Feb 2024 23:59 GMT", "Thu,  29 Feb 2024 23:59:58 GMT",
        ])
    func malformedHTTPDate(_ date: String) throws {
        #expect(Fixture.refusal(of: try dated(date)) == .incompleteSignature)
    }

    /// To look at each character of combining marks takes a time that grows with the square of their number.
    @Test(
        "refused in no time: a Date header that is long",
        arguments: ["\u{301}\u{327}", "\u{1F1E9}\u{1F1E9}", "  "])
    func longDate(_ scalar: String) throws {
        let request = try dated("T" + String(repeating: scalar, count: 1_048_576))
        #expect(Fixture.refusal(of: request) == .incompleteSignature)
    }

    /// Signed with X-Amz-Date left out of the signed headers, then carried in `Date` instead.
    private func dated(_ date: String) throws -> SignableRequest {
        let options = SigningOptions(
            unsignedHeaders: SigningOptions.defaultUnsignedHeaders.union(["x-amz-date", "date"]))
        let signed = try Fixture.signer(options: options).sign(Fixture.getCallerIdentity, at: Fixture.instant)
        return signed.with("X-Amz-Date", nil).adding("Date", date)
    }

    private func message(of request: SignableRequest, at offset: TimeInterval) -> String? {
        do throws(SignatureError) {
            try Fixture.verify(request, at: Fixture.instant.addingTimeInterval(offset))
            return nil
        } catch {
            return error.message
        }
    }
}
