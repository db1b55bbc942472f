import AWSSigV4
import Testing

@Suite("Vectors")
struct VectorTests {
    @Test("signing gives the known signature", arguments: Vector.all)
    func sign(_ vector: Vector) throws {
        let signed = try Fixture.signer(token: vector.token).sign(vector.request, at: Fixture.instant)
        #expect(signed[header: "Authorization"] == vector.authorization)
        #expect(signed[header: "X-Amz-Date"] == "20240229T235958Z")
        #expect(signed[header: "X-Amz-Security-Token"] == vector.token)
    }

    @Test("the known signature verifies", arguments: Vector.all)
    func verify(_ vector: Vector) throws {
        let request = Self.wire(vector)
        let claim = try Fixture.verifier.claim(in: request)
        #expect(claim.accessKeyID == Fixture.accessKeyID)
        #expect(claim.scope == CredentialScope(date: "20240229", region: Fixture.region, service: "sts"))
        #expect(claim.sessionToken == vector.token)
        #expect(claim.date == Fixture.instant)
        let signature = try Fixture.verify(request)
        #expect(signature.accessKeyID == Fixture.accessKeyID)
        #expect(signature.signedHeaders.joined(separator: ";") == vector.signedHeaders)
        #expect(signature.isPayloadSigned)
        #expect(signature.isSessionTokenSigned == (vector.token != nil))
    }

    @Test("another secret is refused", arguments: Vector.all)
    func wrongSecret(_ vector: Vector) {
        #expect(Fixture.refusal(of: Self.wire(vector), secret: Fixture.secret + "x") == .signatureDoesNotMatch)
        #expect(Fixture.refusal(of: Self.wire(vector), secret: "") == .signatureDoesNotMatch)
    }

    @Test("each flipped bit of what is signed is refused", arguments: Vector.all)
    func flippedBits(_ vector: Vector) {
        // The user agent is not signed, so a change in it is not one of the request.
        let accepted = FlippedBits.of(Self.wire(vector).with("User-Agent", nil)).filter {
            Fixture.refusal(of: $0.request) == nil
        }
        // These mean the same: a header name in another case, the digits of an escape in another case, and one white
        // space for another. In the path, dot segments may be spelled in more ways.
        let unexpected = accepted.filter {
            $0.place != .headerName(changesCaseOnly: true) && $0.place != .escape && $0.place != .headerWhitespace
        }
        #expect(unexpected.filter { $0.place != .path }.isEmpty, "\(unexpected)")
        #expect(vector.name == "path" || unexpected.isEmpty, "\(unexpected)")
    }

    @Test("a kept signing key verifies like the secret, and only in its scope")
    func signingKey() throws {
        let claim = try Fixture.verifier.claim(in: Self.wire(Vector.all[0]))
        let key = SigningKey(
            secret: SecretAccessKey(Fixture.secret), at: Fixture.instant, region: Fixture.region, service: "sts")
        #expect(key.scope == claim.scope)
        #expect(try Fixture.verifier.verify(claim, signingKey: key, at: Fixture.instant).location == .header)
        let other = SigningKey(
            secret: SecretAccessKey(Fixture.secret), at: Fixture.instant, region: Fixture.region, service: "iam")
        #expect(throws: SignatureError.self) {
            try Fixture.verifier.verify(claim, signingKey: other, at: Fixture.instant)
        }
        let foreign = SigningKey(secret: SecretAccessKey("other"), scope: claim.scope)
        #expect(throws: SignatureError.self) {
            try Fixture.verifier.verify(claim, signingKey: foreign, at: Fixture.instant)
        }
    }

    static func wire(_ vector: Vector) -> SignableRequest {
        let dated = vector.request.adding("X-Amz-Date", "20240229T235958Z")
            .adding("Authorization", vector.authorization)
        return vector.token.map { dated.adding("X-Amz-Security-Token", $0) } ?? dated
    }
}
