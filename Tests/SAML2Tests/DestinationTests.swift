import FederationTesting
import SAML2
import Testing

/// Where a Response says that it goes: a signed one has to say it (bindings 3.5.5.2).
@Suite struct DestinationTests {
    private static let destination = " Destination=\"\(Fixture.recipient)\""

    @Test(arguments: [
        (ResponseSigning.Parts.assertion, "", true), (.response, "", true), (.both, "", true),
        (.assertion, " Destination=\"\"", true), (.response, " Destination=\"\"", false),
        (.both, " Destination=\"\"", false), (.assertion, " Destination=\" \"", false),
    ])
    func mayBeLeftOutButNotBlankUnderASignature(
        _ parts: ResponseSigning.Parts, _ written: String, _ isAccepted: Bool
    ) throws {
        let xml = try Fixture.signed(parts) { $0.replacingFirst(Self.destination, with: written) }
        let result = try Fixture.validate(xml)
        #expect(result.isAccepted == isAccepted, "\(result.reasons)")
        #expect(isAccepted || result.failed == [ResponseCheck.destination.rawValue])
    }
}
