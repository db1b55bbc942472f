import AWSSigV4
import Testing

@Suite("Session tokens")
struct SessionTokenTests {
    private func signer(_ placement: SigningOptions.SessionTokenPlacement) -> Signer {
        Fixture.signer(
            token: Fixture.sessionToken, options: SigningOptions(sessionTokenPlacement: placement))
    }

    @Test("accepted: inside or outside the signed part of the header form")
    func header() throws {
        let inside = try signer(.signed).sign(Fixture.getCallerIdentity, at: Fixture.instant)
        let outside = try signer(.unsigned).sign(Fixture.getCallerIdentity, at: Fixture.instant)
        #expect(inside[header: "Authorization"] != outside[header: "Authorization"])
        for (request, isSigned) in [(inside, true), (outside, false)] {
            #expect(try Fixture.verifier.claim(in: request).sessionToken == Fixture.sessionToken)
            #expect(try Fixture.verify(request).isSessionTokenSigned == isSigned)
        }
    }

    @Test("accepted: inside or outside the signed part of the query")
    func query() throws {
        for placement in [SigningOptions.SessionTokenPlacement.signed, .unsigned] {
            let request = try signer(placement).presign(Fixture.presignable, expires: 60, at: Fixture.instant)
            #expect(try Fixture.verifier.claim(in: request).sessionToken == Fixture.sessionToken)
            #expect(try Fixture.verify(request).isSessionTokenSigned == (placement == .signed))
        }
    }

    @Test("refused: a signed token that was exchanged, removed or added")
    func exchanged() throws {
        let inside = try signer(.signed).sign(Fixture.getCallerIdentity, at: Fixture.instant)
        #expect(Fixture.refusal(of: inside.with("X-Amz-Security-Token", "other")) == .signatureDoesNotMatch)
        #expect(Fixture.refusal(of: inside.with("X-Amz-Security-Token", nil)) == .signatureDoesNotMatch)
        let presigned = try signer(.signed).presign(Fixture.presignable, expires: 60, at: Fixture.instant)
        let removed = presigned.query.split(separator: "&").filter { !$0.hasPrefix("X-Amz-Security-Token") }
        var request = presigned
        request.query = removed.joined(separator: "&")
        #expect(Fixture.refusal(of: request) == .signatureDoesNotMatch)
    }

    @Test("an unsigned token is a claim of the sender: the caller sees which one")
    func unsignedTokenIsAClaim() throws {
        let outside = try signer(.unsigned).sign(Fixture.getCallerIdentity, at: Fixture.instant)
        let exchanged = outside.with("X-Amz-Security-Token", "other")
        #expect(try Fixture.verifier.claim(in: exchanged).sessionToken == "other")
        #expect(try Fixture.verify(exchanged).isSessionTokenSigned == false)
    }

    @Test("refused: a token in header and query")
    func twice() throws {
        let presigned = try signer(.signed).presign(Fixture.presignable, expires: 60, at: Fixture.instant)
        let request = presigned.adding("X-Amz-Security-Token", Fixture.sessionToken)
        #expect(Fixture.refusal(of: request) == .incompleteSignature)
    }

    @Test("an empty token is none")
    func empty() throws {
        let request = try Fixture.signer().sign(Fixture.getCallerIdentity, at: Fixture.instant)
            .adding("X-Amz-Security-Token", "")
        #expect(try Fixture.verifier.claim(in: request).sessionToken == nil)
    }
}
