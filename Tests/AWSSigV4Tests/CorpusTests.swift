import Foundation
import Testing

@testable import AWSSigV4

/// The published test suite of Signature Version 4, where `SALLYPORT_CORPUS` names the directory that holds it under
/// `sigv4/aws4_testsuite`.
@Suite("Published suite", .enabled(if: Corpus.directory != nil))
struct CorpusTests {
    @Test("signing gives each published text", arguments: Corpus.cases)
    func sign(_ vector: CorpusCase) throws {
        let draft = try vector.signer.draft(of: vector.request, at: Corpus.instant)
        #expect(String(decoding: draft.canonicalRequest.bytes, as: UTF8.self) == vector.canonicalRequest)
        #expect(String(decoding: draft.stringToSign.bytes, as: UTF8.self) == vector.stringToSign)
        let signed = try vector.signer.sign(vector.request, at: Corpus.instant)
        #expect(signed.headerValues("authorization") == [vector.authorization])
        #expect(signed.headerValues("x-amz-security-token") == [vector.token].compactMap { $0 })
    }

    @Test("the published authorization verifies, with its secret only", arguments: Corpus.cases)
    func verify(_ vector: CorpusCase) throws {
        let claim = try Corpus.verifier.claim(in: vector.signedRequest)
        #expect(claim.sessionToken == vector.token)
        let signature = try Corpus.verifier.verify(
            claim, secret: SecretAccessKey(Corpus.secret), at: Corpus.instant)
        #expect(signature.accessKeyID == "AKIDEXAMPLE")
        #expect(throws: SignatureError.self) {
            try Corpus.verifier.verify(claim, secret: SecretAccessKey("other"), at: Corpus.instant)
        }
    }

    @Test("each flipped bit is refused, unless the canonical request is the same", arguments: Corpus.cases)
    func flippedBits(_ vector: CorpusCase) throws {
        var accepted = 0
        let flipped =
            FlippedBits.of(vector.signedRequest) + FlippedBits.of(payload: vector.body, in: vector.signedRequest)
        for change in flipped {
            guard let claim = try? Corpus.verifier.claim(in: change.request), claim.accessKeyID == "AKIDEXAMPLE",
                (try? Corpus.verifier.verify(claim, secret: SecretAccessKey(Corpus.secret), at: Corpus.instant)) != nil
            else { continue }
            accepted += 1
            let canonical = CanonicalRequest(
                change.request, queryItems: QueryItems(parsing: change.request.query),
                signedHeaders: claim.signedHeaders, payloadHash: change.request.payload.canonicalHash,
                normalization: .normalized)
            let isUnsignedToken = !claim.signedHeaders.contains("x-amz-security-token") && vector.token != nil
            #expect(
                String(decoding: canonical.bytes, as: UTF8.self) == vector.canonicalRequest || isUnsignedToken,
                "\(change)")
        }
        #expect(accepted < flipped.count)
    }

    @Test("all cases were found")
    func count() {
        #expect(Corpus.cases.count >= 30)
    }
}
