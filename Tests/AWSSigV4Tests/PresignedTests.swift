import AWSSigV4
import Foundation
import Testing

@Suite("Presigned requests")
struct PresignedTests {
    private let signed: SignableRequest

    init() throws {
        signed = try Fixture.signer(token: Fixture.sessionToken).presign(
            Fixture.presignable, expires: 900, at: Fixture.instant)
    }

    @Test("signing gives the known query")
    func vector() throws {
        #expect(signed.query == Vector.presignedQuery)
        #expect(signed.headers == Fixture.presignable.headers)
        let claim = try Fixture.verifier.claim(in: signed)
        #expect(claim.location == .query)
        #expect(claim.expires == 900)
        #expect(claim.sessionToken == Fixture.sessionToken)
        let signature = try Fixture.verify(signed)
        #expect(signature.location == .query)
        #expect(signature.isSessionTokenSigned)
        #expect(signature.isPayloadSigned)
        #expect(Fixture.refusal(of: signed, secret: "other") == .signatureDoesNotMatch)
    }

    @Test("signing again replaces the old parameters")
    func again() throws {
        let later = Fixture.instant.addingTimeInterval(60)
        let twice = try Fixture.signer().presign(signed, expires: 60, at: later)
        #expect(twice.query.components(separatedBy: "X-Amz-Signature").count == 2)
        #expect(!twice.query.contains("X-Amz-Security-Token"))
        #expect(Fixture.refusal(of: twice, at: later) == nil)
    }

    @Test("each flipped bit is refused")
    func flippedBits() {
        let accepted = FlippedBits.of(signed).filter { Fixture.refusal(of: $0.request) == nil }
        let unexpected = accepted.filter { $0.place != .escape && $0.place != .headerName(changesCaseOnly: true) }
        #expect(unexpected.isEmpty, "\(unexpected)")
    }

    @Test("an added, removed or repeated parameter is refused")
    func changedParameters() {
        #expect(Fixture.refusal(of: signed.replacingInQuery("Version=", by: "X=1&Version=")) == .signatureDoesNotMatch)
        #expect(Fixture.refusal(of: signed.replacingInQuery("&Version=2011-06-15", by: "")) == .signatureDoesNotMatch)
    }

    @Test(
        "an authentication parameter given twice, in another spelling too",
        arguments: [
            "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders",
            "X-Amz-Security-Token", "X-Amz-Signature",
        ])
    func duplicate(_ name: String) {
        for spelling in [name, name.lowercased(), name.replacing("A", with: "%41")] {
            var request = signed
            request.query += "&\(spelling)=x"
            #expect(Fixture.refusal(of: request) == .incompleteSignature, "\(spelling)")
        }
    }

    @Test(
        "a parameter that is missing",
        arguments: ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"])
    func missing(_ name: String) {
        var request = signed
        request.query = signed.query.split(separator: "&").filter { !$0.hasPrefix(name + "=") }.joined(separator: "&")
        #expect(Fixture.refusal(of: request) == .incompleteSignature)
    }

    @Test(
        "a life out of range",
        arguments: ["0", "-1", "604801", "", "9999999999999999999999", "1e3", "90%300", "٩٠٠", "+900", "900.0"])
    func life(_ value: String) {
        let request = signed.replacingInQuery("X-Amz-Expires=900", by: "X-Amz-Expires=\(value)")
        let refusal = Fixture.refusal(of: request)
        // "90%300" spells 9000, which is in range and not what was signed.
        #expect(refusal == (value == "90%300" ? .signatureDoesNotMatch : .incompleteSignature))
    }

    @Test("a life is signed as given", arguments: [1, 60, 604_800])
    func lifeInRange(_ seconds: Int) throws {
        let request = try Fixture.signer().presign(Fixture.presignable, expires: seconds, at: Fixture.instant)
        let end = Fixture.instant.addingTimeInterval(TimeInterval(seconds))
        #expect(Fixture.refusal(of: request, at: end) == nil)
        #expect(Fixture.refusal(of: request, at: end.addingTimeInterval(1)) == .requestExpired)
        #expect(Fixture.refusal(of: request, at: Fixture.instant.addingTimeInterval(-900)) == nil)
        #expect(Fixture.refusal(of: request, at: Fixture.instant.addingTimeInterval(-901)) == .requestExpired)
    }

    @Test("the signer refuses a life out of range", arguments: [Int.min, -1, 0, 604_801, Int.max])
    func signerLife(_ seconds: Int) {
        #expect(throws: SignatureError.self) {
            try Fixture.signer().presign(Fixture.presignable, expires: seconds, at: Fixture.instant)
        }
    }

    @Test("another algorithm or date")
    func unreadable() {
        let algorithm = signed.replacingInQuery("AWS4-HMAC-SHA256", by: "AWS4-HMAC-SHA1")
        #expect(Fixture.refusal(of: algorithm) == .incompleteSignature)
        let date = signed.replacingInQuery("20240229T235958Z", by: "now")
        #expect(Fixture.refusal(of: date) == .incompleteSignature)
    }

    @Test("a plus sign is the space that a form makes of it")
    func plus() throws {
        var request = Fixture.presignable
        request.query = "Note=a%20b&Plus=1%2B1"
        let signed = try Fixture.signer().presign(request, expires: 60, at: Fixture.instant)
        #expect(Fixture.refusal(of: signed.replacingInQuery("a%20b", by: "a+b")) == nil)
        #expect(Fixture.refusal(of: signed.replacingInQuery("1%2B1", by: "1+1")) == .signatureDoesNotMatch)
    }
}
