import FederationTesting
import SAML2
import Testing

/// Which responses are welcome with regard to requests.
@Suite struct InResponseToTests {
    typealias Policy = ValidationOptions.InResponseTo

    @Test(arguments: [
        (Policy.absent, nil, true), (.absent, "_r", false),
        (.absentOrKnown(["_r"]), nil, true), (.absentOrKnown(["_r"]), "_r", true),
        (.absentOrKnown(["_r"]), "_s", false),
        (.absentOrKnown([]), nil, true), (.absentOrKnown([]), "_r", false),
        (.known(["_r"]), "_r", true), (.known(["_r"]), "_s", false), (.known(["_r"]), nil, false),
        (.unchecked, "_r", true), (.unchecked, nil, true), (.known([""]), "", true), (.absent, "", false),
    ])
    func followsPolicy(policy: Policy, value: String?, isAccepted: Bool) throws {
        let xml = try Fixture.rsa.get().response(Fixture.template { $0.inResponseTo = value })
        let result = try Fixture.validate(xml, options: ValidationOptions(inResponseTo: policy))
        #expect(result.isAccepted == isAccepted)
        if isAccepted {
            #expect(result.accepted?.inResponseTo == value)
        } else {
            #expect(result.failed == [ResponseCheck.inResponseTo.rawValue])
        }
    }

    @Test(arguments: [Policy.unchecked, .absentOrKnown(["_r", "_s"]), .known(["_r", "_s"])])
    func refusesTwoValues(policy: Policy) throws {
        let xml = try Fixture.rsa.get().response(Fixture.template { $0.inResponseTo = "_r" })
        let text = String(decoding: xml, as: UTF8.self).replacingFirst(
            "InResponseTo=\"_r\"", with: "InResponseTo=\"_s\"")
        #expect(try Fixture.validate(text, options: ValidationOptions(inResponseTo: policy)).fails(.inResponseTo))
    }

    /// Outside the signature anybody can write, or take away, the value.
    @Test func takesNoAnswerFromOutsideTheSignature() throws {
        let text = try Fixture.signedText(.assertion).replacingFirst(
            "<samlp:Response ", with: "<samlp:Response InResponseTo=\"_r\" ")
        #expect(
            try Fixture.validate(text, options: ValidationOptions(inResponseTo: .known(["_r"]))).fails(.inResponseTo))
        #expect(
            try Fixture.validate(text, options: ValidationOptions(inResponseTo: .absentOrKnown(["_r"]))).fails(
                .inResponseTo))
    }

    @Test func keepsAnswerWhoseOuterValueWasTakenAway() throws {
        let xml = try Fixture.rsa.get().response(Fixture.template { $0.inResponseTo = "_r" })
        let text = String(decoding: xml, as: UTF8.self).replacingFirst(" InResponseTo=\"_r\"", with: "")
        #expect(try Fixture.validate(text).fails(.inResponseTo))
        #expect(try Fixture.validate(text, options: ValidationOptions(inResponseTo: .known(["_r"]))).isAccepted)
    }
}
