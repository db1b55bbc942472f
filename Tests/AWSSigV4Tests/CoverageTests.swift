import AWSSigV4
import Testing

/// What the signature has to cover.
@Suite("Coverage")
struct CoverageTests {
    private let signed: SignableRequest

    init() throws {
        signed = try Fixture.signer(token: Fixture.sessionToken).sign(
            Fixture.getCallerIdentity.adding("X-Amz-Target", "one"), at: Fixture.instant)
    }

    /// A request whose signature is right, but leaves these headers out.
    private func leavingOut(_ names: Set<String>) throws -> SignableRequest {
        let options = SigningOptions(unsignedHeaders: SigningOptions.defaultUnsignedHeaders.union(names))
        return try Fixture.signer(options: options).sign(
            Fixture.getCallerIdentity.adding("X-Amz-Target", "one").adding("X-Other", "two"), at: Fixture.instant)
    }

    @Test("accepted: headers that need no signature")
    func optional() throws {
        #expect(Fixture.refusal(of: try leavingOut([])) == nil)
        #expect(Fixture.refusal(of: try leavingOut(["x-other", "content-type"])) == nil)
        #expect(Fixture.refusal(of: signed.adding("X-Amzn-Trace-Id", "Root=1")) == nil)
        #expect(Fixture.refusal(of: signed.adding("Accept-Encoding", "gzip")) == nil)
    }

    @Test("refused: an x-amz header outside the signature", arguments: ["x-amz-target", "x-amz-date"])
    func unsignedAmazonHeader(_ name: String) throws {
        #expect(Fixture.refusal(of: try leavingOut([name])) == .signatureDoesNotMatch)
    }

    @Test("refused: an x-amz header added on the way")
    func addedAmazonHeader() {
        #expect(Fixture.refusal(of: signed.adding("x-amz-copy-source", "b")) == .signatureDoesNotMatch)
        #expect(Fixture.refusal(of: signed.adding("X-Amz-Target", "two")) == .signatureDoesNotMatch)
    }

    @Test("refused: the host outside the signature")
    func unsignedHost() {
        let request = signed.replacing("content-type;host;", by: "content-type;")
        #expect(Fixture.refusal(of: request) == .signatureDoesNotMatch)
    }

    @Test("refused: a signed header that the request lacks")
    func absentHeader() {
        #expect(Fixture.refusal(of: signed.with("Content-Type", nil)) == .signatureDoesNotMatch)
        #expect(Fixture.refusal(of: signed.with("Host", nil)) == .incompleteSignature)
        // An empty value and none have the same canonical form; only one of them is what was signed.
        let empty = try? Fixture.signer().sign(Fixture.getCallerIdentity.adding("X-Empty", ""), at: Fixture.instant)
        #expect(empty.map { Fixture.refusal(of: $0) } == .some(nil))
        #expect(empty.map { Fixture.refusal(of: $0.with("X-Empty", nil)) } == .signatureDoesNotMatch)
    }

    @Test("refused: another method, path, query or payload")
    func otherRequest() {
        var request = signed
        request.method = "GET"
        #expect(Fixture.refusal(of: request) == .signatureDoesNotMatch)
        request = signed
        request.path = "/x"
        #expect(Fixture.refusal(of: request) == .signatureDoesNotMatch)
        request = signed
        request.query = "Action=DeleteRole"
        #expect(Fixture.refusal(of: request) == .signatureDoesNotMatch)
        request = signed
        request.payload = .empty
        #expect(Fixture.refusal(of: request) == .signatureDoesNotMatch)
    }

    @Test("each flipped bit of the payload is refused")
    func flippedPayload() {
        let body = Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)
        let accepted = FlippedBits.of(payload: body, in: signed).filter { Fixture.refusal(of: $0.request) == nil }
        #expect(accepted.isEmpty, "\(accepted)")
    }
}
