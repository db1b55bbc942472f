import AWSSigV4
import Testing

@Suite("Scope")
struct ScopeTests {
    private let signed: SignableRequest

    init() throws {
        signed = try Fixture.signer().sign(Fixture.getCallerIdentity, at: Fixture.instant)
    }

    @Test("accepted: an expected region and service, or any")
    func accepted() {
        let verifiers = [
            SignatureVerifier(regions: nil, services: nil),
            SignatureVerifier(regions: ["us-east-1", Fixture.region], services: ["iam", "sts"]),
        ]
        for verifier in verifiers { #expect(Fixture.refusal(of: signed, with: verifier) == nil) }
    }

    @Test("refused: another region or service, both named")
    func refused() throws {
        let verifier = SignatureVerifier(regions: ["us-east-1"], services: ["iam"])
        do throws(SignatureError) {
            try Fixture.verify(signed, with: verifier)
            Issue.record("accepted")
        } catch {
            #expect(error.code == .signatureDoesNotMatch)
            #expect(
                error.message == "Credential should be scoped to a valid region, not 'eu-central-1'. "
                    + "Credential should be scoped to correct service: 'iam'.")
        }
    }

    @Test("refused: nothing is expected")
    func nothingExpected() {
        let verifier = SignatureVerifier(regions: [], services: [])
        #expect(Fixture.refusal(of: signed, with: verifier) == .signatureDoesNotMatch)
    }

    @Test("refused: the day of the scope is not that of the time")
    func otherDay() {
        #expect(Fixture.refusal(of: signed.replacing("/20240229/", by: "/20240228/")) == .signatureDoesNotMatch)
    }

    @Test("refused: a scope that was changed to an accepted one")
    func changedScope() {
        let verifier = SignatureVerifier(regions: nil, services: nil)
        #expect(Fixture.refusal(of: signed.replacing("/sts/", by: "/iam/"), with: verifier) == .signatureDoesNotMatch)
        let region = signed.replacing("eu-central-1", by: "eu-central-2")
        #expect(Fixture.refusal(of: region, with: verifier) == .signatureDoesNotMatch)
    }
}
