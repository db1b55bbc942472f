import FederationTesting
import Foundation
import SAML2
import Testing

/// What a provider asks for of a sign-in at the IdP, held against what came.
@Suite struct AuthnRulesTests {
    private static let password = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    private static let multiFactor = "https://refeds.org/profile/mfa"

    // MARK: Classes

    /// Comparison, what the IdP says, and whether it is taken where `multiFactor` and one more are asked for.
    static let classes: [(RequestedAuthnContext.Comparison, String?, Bool)] = [
        (.exact, multiFactor, true), (.exact, "urn:example:card", true), (.exact, password, false),
        (.exact, multiFactor + "/", false), (.exact, "HTTPS://refeds.org/profile/mfa", false), (.exact, nil, false),
        (.exact, "", false), (.better, password, true), (.better, multiFactor, false), (.better, nil, false),
        (.minimum, password, true), (.minimum, nil, false), (.maximum, password, true), (.maximum, nil, false),
    ]

    @Test(arguments: classes)
    func comparesTheClass(
        comparison: RequestedAuthnContext.Comparison, answer: String?, isAccepted: Bool
    ) throws {
        let wanted = RequestedAuthnContext(classes: [Self.multiFactor, "urn:example:card"], comparison: comparison)
        let xml = try Fixture.rsa.get().response(Fixture.template { $0.authnContextClassRef = answer })
        let result = try Fixture.validate(xml, options: ValidationOptions(authnContext: wanted))
        #expect(result.failed == (isAccepted ? [] : [ResponseCheck.authnContext.rawValue]))
        #expect(try Fixture.validate(xml).isAccepted)
    }

    @Test func saysWhatWasAskedForAndWhatCame() throws {
        let wanted = RequestedAuthnContext(classes: [Self.multiFactor])
        let result = try Fixture.validate(Fixture.signedText(), options: ValidationOptions(authnContext: wanted))
        let check = try #require(result.checks.first)
        #expect(check.expected.contains(Self.multiFactor) && check.actual.contains(Self.password))
    }

    /// One that is strong enough lends nothing to one that is not.
    @Test func everyStatementCounts() throws {
        let wanted = RequestedAuthnContext(classes: [Self.multiFactor])
        for (second, isAccepted) in [(Self.multiFactor, true), (Self.password, false)] {
            let xml = try Fixture.signed { text in
                let first = text.element("saml:AuthnStatement").replacingFirst(Self.password, with: Self.multiFactor)
                return text.replacingFirst(
                    text.element("saml:AuthnStatement"),
                    with: first + first.replacingFirst(Self.multiFactor, with: second))
            }
            let result = try Fixture.validate(xml, options: ValidationOptions(authnContext: wanted))
            #expect(result.failed == (isAccepted ? [] : [ResponseCheck.authnContext.rawValue]))
        }
    }

    /// A declaration in the place of a class says nothing that can be compared.
    @Test func aDeclarationIsNoClass() throws {
        let xml = try Fixture.signed { text in
            text.replacingFirst(
                text.element("saml:AuthnContextClassRef"),
                with: "<saml:AuthnContextDeclRef>\(Self.multiFactor)</saml:AuthnContextDeclRef>")
        }
        let wanted = RequestedAuthnContext(classes: [Self.multiFactor])
        #expect(try Fixture.validate(xml, options: ValidationOptions(authnContext: wanted)).fails(.authnContext))
    }

    // MARK: New sign-ins

    /// Seconds from the request to the sign-in, and whether it is taken with a clock skew of a minute.
    @Test(arguments: [(0.0, true), (30, true), (-60, true), (-61, false), (-3_600, false)])
    func anOlderSignInIsNoNewOne(seconds: Double, isAccepted: Bool) throws {
        let xml = try Fixture.rsa.get().response(
            Fixture.template {
                $0.inResponseTo = "_r"
                $0.authnInstant = Fixture.instant.addingTimeInterval(seconds)
            })
        let known = ValidationOptions.InResponseTo.known(InResponseToTests.sent("_r"))
        let options = ValidationOptions(inResponseTo: known, forcesAuthentication: true)
        let result = try Fixture.validate(xml, options: options)
        #expect(result.failed == (isAccepted ? [] : [ResponseCheck.authnInstant.rawValue]))
        #expect(try Fixture.validate(xml, options: ValidationOptions(inResponseTo: known)).isAccepted)
    }

    /// Nobody was asked for a new one.
    @Test func whatBeganAtTheIdPIsNotMeant() throws {
        let xml = try Fixture.rsa.get().response(
            Fixture.template { $0.authnInstant = Fixture.instant.addingTimeInterval(-3_600) })
        for rule in [ValidationOptions.InResponseTo.absent, .unchecked, .absentOrKnown(InResponseToTests.sent("_r"))] {
            let options = ValidationOptions(inResponseTo: rule, forcesAuthentication: true)
            #expect(try Fixture.validate(xml, options: options).isAccepted)
        }
    }
}
