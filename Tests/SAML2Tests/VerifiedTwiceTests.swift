import FederationTesting
import SAML2
import Testing

/// Responses whose signatures xmlsec verifies as well.
@Suite struct VerifiedTwiceTests {
    private static let options = ValidationOptions(verifiesTwice: true)

    @Test(arguments: [ResponseSigning.Parts.assertion, .response, .both])
    func takesWhatBothTake(parts: ResponseSigning.Parts) throws {
        let text = try Fixture.signedText(parts)
        #expect(try Fixture.validate(text, options: Self.options).isAccepted)
        let changed = text.replacingFirst(">reader<", with: ">writer<")
        #expect(try Fixture.validate(changed, options: Self.options).fails(.signatureValid))
    }
}
