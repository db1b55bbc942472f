import AWSSigV4
import Testing

@Suite("Payload")
struct PayloadTests {
    private let lenient = SignatureVerifier(
        regions: [Fixture.region], services: ["sts"], acceptsUnsignedPayload: true)

    @Test("accepted: the hash in x-amz-content-sha256")
    func declaredHash() throws {
        let options = SigningOptions(sendsContentSHA256: true)
        let signed = try Fixture.signer(options: options).sign(Fixture.getCallerIdentity, at: Fixture.instant)
        #expect(
            signed[header: "X-Amz-Content-SHA256"]
                == "ab821ae955788b0e33ebd34c208442ccfc2d406e2edc5e7a39bd6458fbb4f843")
        #expect(try Fixture.verify(signed).isPayloadSigned)
        var other = signed
        other.payload = Payload(Array("Action=DeleteRole".utf8))
        #expect(Fixture.refusal(of: other) == .signatureDoesNotMatch)
        #expect(Fixture.refusal(of: other, with: lenient) == .signatureDoesNotMatch)
    }

    @Test("UNSIGNED-PAYLOAD is accepted only where it is allowed")
    func unsigned() throws {
        let options = SigningOptions(signsPayload: false)
        let signed = try Fixture.signer(options: options).sign(Fixture.getCallerIdentity, at: Fixture.instant)
        #expect(signed[header: "X-Amz-Content-SHA256"] == "UNSIGNED-PAYLOAD")
        #expect(Fixture.refusal(of: signed) == .signatureDoesNotMatch)
        #expect(try Fixture.verify(signed, with: lenient).isPayloadSigned == false)
        #expect(Fixture.refusal(of: signed, with: lenient, secret: "other") == .signatureDoesNotMatch)
    }

    @Test("an unsigned payload in the query form, declared or not")
    func unsignedQuery() throws {
        let options = SigningOptions(signsPayload: false)
        var signed = try Fixture.signer(options: options).presign(
            Fixture.presignable, expires: 60, at: Fixture.instant)
        #expect(Fixture.refusal(of: signed) == .signatureDoesNotMatch)
        #expect(try Fixture.verify(signed, with: lenient).isPayloadSigned == false)
        signed.payload = Payload(Array("any".utf8))
        #expect(Fixture.refusal(of: signed, with: lenient) == nil)
    }

    @Test("a signed payload is not taken for an unsigned one")
    func notDowngraded() throws {
        let signed = try Fixture.signer().sign(Fixture.getCallerIdentity, at: Fixture.instant)
        let request = signed.adding("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD")
        #expect(Fixture.refusal(of: request, with: lenient) == .signatureDoesNotMatch)
    }

    @Test(
        "refused: another value of x-amz-content-sha256",
        arguments: [
            "unsigned-payload", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "00",
            "AB821AE955788B0E33EBD34C208442CCFC2D406E2EDC5E7A39BD6458FBB4F843",
        ])
    func malformed(_ value: String) throws {
        let options = SigningOptions(sendsContentSHA256: true)
        let signed = try Fixture.signer(options: options).sign(Fixture.getCallerIdentity, at: Fixture.instant)
        let request = signed.with("X-Amz-Content-SHA256", value)
        #expect(Fixture.refusal(of: request, with: lenient) == .incompleteSignature)
    }

    @Test("a hash taken elsewhere stands for the bytes")
    func digest() throws {
        #expect(Payload(sha256: [1, 2, 3]) == nil)
        #expect(Payload(sha256: []) == nil)
        let digest: [UInt8] = [
            0xAB, 0x82, 0x1A, 0xE9, 0x55, 0x78, 0x8B, 0x0E, 0x33, 0xEB, 0xD3, 0x4C, 0x20, 0x84, 0x42, 0xCC, 0xFC, 0x2D,
            0x40, 0x6E, 0x2E, 0xDC, 0x5E, 0x7A, 0x39, 0xBD, 0x64, 0x58, 0xFB, 0xB4, 0xF8, 0x43,
        ]
        var signed = try Fixture.signer().sign(Fixture.getCallerIdentity, at: Fixture.instant)
        signed.payload = try #require(Payload(sha256: digest))
        #expect(Fixture.refusal(of: signed) == nil)
        signed.payload = try #require(Payload(sha256: [UInt8](repeating: 0, count: 32)))
        #expect(Fixture.refusal(of: signed) == .signatureDoesNotMatch)
    }

    // MARK: Payloads that go to somebody else

    private static let hash = "ab821ae955788b0e33ebd34c208442ccfc2d406e2edc5e7a39bd6458fbb4f843"
    private static let declarations = [
        hash, "UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    ]

    private func signed(declaring declaration: String) throws -> SignableRequest {
        var request = Fixture.getCallerIdentity
        request.payload = try #require(Payload(declared: declaration))
        return try Fixture.signer(options: SigningOptions(sendsContentSHA256: true)).sign(request, at: Fixture.instant)
    }

    @Test("what is declared of a payload is signed as it stands", arguments: declarations)
    func declared(_ declaration: String) throws {
        let signed = try signed(declaring: declaration)
        #expect(signed[header: "X-Amz-Content-SHA256"] == declaration)
        let isHash = declaration == Self.hash
        #expect(try Fixture.verify(signed, with: lenient).isPayloadSigned == isHash)
        // Another declaration is another request.
        for other in Self.declarations where other != declaration {
            var changed = signed.with("X-Amz-Content-SHA256", other)
            changed.payload = try #require(Payload(declared: other))
            #expect(Fixture.refusal(of: changed, with: lenient) == .signatureDoesNotMatch, "\(other)")
        }
    }

    @Test("a streaming form counts only when whoever verifies has no payload")
    func streamingNeedsADeclaredPayload() throws {
        var signed = try signed(declaring: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
        signed.payload = .empty
        #expect(Fixture.refusal(of: signed, with: lenient) == .incompleteSignature)
        signed.payload = try #require(Payload(declared: "STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
        #expect(Fixture.refusal(of: signed, with: lenient) == .incompleteSignature)
    }

    @Test(
        "refused: a declaration that is none",
        arguments: [
            "", "unsigned-payload", "STREAMING-a", "STREAMING-X\nY", hash.uppercased(),
            String(hash.dropLast()),
        ])
    func malformedDeclaration(_ declaration: String) {
        #expect(Payload(declared: declaration) == nil)
    }

    @Test("what made a request a presigned one can be taken out of its query")
    func queryWithoutAuthentication() throws {
        let signed = try Fixture.signer(token: Fixture.sessionToken).presign(
            Fixture.presignable, expires: 60, at: Fixture.instant)
        #expect(signed.query != Fixture.presignable.query)
        #expect(signed.queryWithoutAuthentication == Fixture.presignable.query)
        let spelled = SignableRequest(method: "GET", query: "a=%41&x-amz-signature=1&%58-Amz-Date=2&b")
        #expect(spelled.queryWithoutAuthentication == "a=%41&b")
    }
}
