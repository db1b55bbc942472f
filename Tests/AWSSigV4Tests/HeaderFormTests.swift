import AWSSigV4
import Foundation
import Testing

@Suite("Authorization header")
struct HeaderFormTests {
    private let signed: SignableRequest

    init() throws {
        signed = try Fixture.signer(token: Fixture.sessionToken).sign(Fixture.getCallerIdentity, at: Fixture.instant)
    }

    @Test("accepted: parameters in any order, without spaces")
    func spelling() throws {
        let value = try #require(signed[header: "Authorization"])
        #expect(Fixture.refusal(of: signed.with("Authorization", value.replacing(", ", with: ","))) == nil)
        let parts = value.split(separator: " ").map { $0.hasSuffix(",") ? String($0.dropLast()) : String($0) }
        let reordered = "\(parts[0]) \(parts[3]),  \(parts[2]), \(parts[1])"
        #expect(Fixture.refusal(of: signed.with("Authorization", reordered)) == nil)
    }

    @Test("a request without authorization")
    func missing() {
        #expect(Fixture.refusal(of: Fixture.getCallerIdentity) == .missingAuthenticationToken)
        #expect(Fixture.refusal(of: signed.with("Authorization", "Basic QTpC")) == .missingAuthenticationToken)
        #expect(Fixture.refusal(of: signed.with("Authorization", "")) == .missingAuthenticationToken)
    }

    @Test(
        "an authorization that cannot be read",
        arguments: [
            ("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
            ("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
            ("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256"),
            ("Credential=", "credential="),
            ("Credential=", "Credential"),
            ("Credential=AKIA", "Credential=A, Credential=AKIA"),
            ("Signature=", "Signature=00, Signature="),
            ("SignedHeaders=", "SignedHeaders=host, SignedHeaders="),
            ("Signature=", "Extra=1, Signature="),
            (", Signature=", ", Nothing="),
            ("/sts/", "/"),
            ("/sts/", "/sts/x/"),
            ("/sts/", "//"),
            ("AKIAVECTOREXAMPLE", ""),
            ("AKIAVECTOREXAMPLE", "AKIA VECTOR"),
            ("host;", "Host;"),
            ("host;", "host;host;"),
            ("content-type;host;", "host;content-type;"),
            ("host;", ";host;"),
        ])
    func unreadable(_ change: (String, String)) {
        #expect(Fixture.refusal(of: signed.replacing(change.0, by: change.1)) == .incompleteSignature)
    }

    @Test("another terminator or signature")
    func mismatch() {
        #expect(Fixture.refusal(of: signed.replacing("aws4_request", by: "aws4_reques")) == .signatureDoesNotMatch)
        #expect(Fixture.refusal(of: signed.replacing("Signature=", by: "Signature=0")) == .signatureDoesNotMatch)
        let upper = signed[header: "Authorization"].map { value in
            let parts = value.components(separatedBy: "Signature=")
            return parts[0] + "Signature=" + parts[1].uppercased()
        }
        #expect(Fixture.refusal(of: signed.with("Authorization", upper)) == .signatureDoesNotMatch)
    }

    @Test("more than 128 signed headers are refused before any look-up")
    func manySignedHeaders() {
        let names = (0..<129).map { "a\(1000 + $0)" }.joined(separator: ";")
        #expect(Fixture.refusal(of: signed.replacing("content-type;", by: names + ";")) == .incompleteSignature)
    }

    @Test("a header of authentication given twice", arguments: ["Authorization", "X-Amz-Date", "X-Amz-Security-Token"])
    func duplicate(_ name: String) {
        let value = signed[header: name] ?? ""
        #expect(!value.isEmpty)
        #expect(Fixture.refusal(of: signed.adding(name, value)) == .incompleteSignature)
        #expect(Fixture.refusal(of: signed.adding(name.lowercased(), value)) == .incompleteSignature)
    }

    @Test("two hosts")
    func twoHosts() {
        #expect(Fixture.refusal(of: signed.adding("host", "127.0.0.1:8080")) == .incompleteSignature)
    }

    @Test("header and query at once")
    func bothForms() throws {
        var request = signed
        request.query = "X-Amz-Signature=00"
        #expect(Fixture.refusal(of: request) == .incompleteSignature)
    }
}
