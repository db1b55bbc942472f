import FederationTesting
import SAML2

extension FuzzTarget {
    /// Responses from the form field on; whatever is accepted says what the IdP has signed, in every part.
    static let response = FuzzTarget(name: "response", dictionary: "saml") {
        let provider = try World.identityProvider()
        return try World.statements().map { try provider.response($0.0, signing: $0.1) }
    } prepare: {
        let validator = try World.validator(options: ValidationOptions(recordsAllChecks: true))
        let trusted = try World.trusted()
        let genuine = Dictionary(
            uniqueKeysWithValues: try World.statements().map { ($0.0.assertionID, $0.0) })
        return { bytes in
            _ = ResponseHints(ReceivedResponse(xml: bytes))
            if let decoded = try? HTTPPostBinding.decode(field: bytes) {
                _ = validator.validate(xml: decoded, trusting: trusted, at: World.instant)
            }
            let validation = validator.validate(xml: bytes, trusting: trusted, at: World.instant)
            switch validation.outcome {
            case .failure(let refusal):
                hold(!refusal.failures.isEmpty, "a refusal without a reason")
            case .success(let assertion):
                guard let template = genuine[assertion.id] else { fatalError("accepted \(assertion.id)") }
                check(assertion, against: template)
            }
        }
    }

    private static func check(_ assertion: ValidatedAssertion, against template: ResponseTemplate) {
        hold(assertion.subject == template.subject, "subject \(assertion.subject)")
        hold(assertion.issuer == World.entityID, "issuer \(assertion.issuer)")
        hold(assertion.recipient == World.recipient, "recipient \(assertion.recipient)")
        hold(assertion.audiences == [World.audience], "audiences \(assertion.audiences)")
        hold(assertion.oneTimeUse == template.oneTimeUse, "one-time use \(assertion.oneTimeUse)")
        hold(assertion.attributes.map(\.name) == template.attributes.map(\.name), "names of attributes")
        hold(assertion.attributes.map(\.values) == template.attributes.map(\.values), "values of attributes")
        hold(assertion.notOnOrAfter == template.notOnOrAfter, "NotOnOrAfter")
        hold(assertion.sessionNotOnOrAfter == template.sessionNotOnOrAfter, "SessionNotOnOrAfter")
        hold(assertion.confirmationNotOnOrAfter == template.confirmationNotOnOrAfter, "confirmation NotOnOrAfter")
    }
}
