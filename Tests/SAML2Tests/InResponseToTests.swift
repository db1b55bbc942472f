import FederationTesting
import Foundation
import SAML2
import Testing

/// Which responses are welcome with regard to requests.
@Suite struct InResponseToTests {
    typealias Policy = ValidationOptions.InResponseTo

    static func sent(_ ids: String...) -> Set<SentRequest> {
        Set(
            ids.map {
                SentRequest(
                    id: $0, identityProvider: Fixture.entityID, sentAt: Fixture.instant,
                    expiresAt: Fixture.instant.addingTimeInterval(1))
            })
    }

    @Test(arguments: [
        (Policy.absent, nil, true), (.absent, "_r", false),
        (.absentOrKnown(Self.sent("_r")), nil, true), (.absentOrKnown(Self.sent("_r")), "_r", true),
        (.absentOrKnown(Self.sent("_r")), "_s", false),
        (.absentOrKnown([]), nil, true), (.absentOrKnown([]), "_r", false),
        (.known(Self.sent("_r")), "_r", true), (.known(Self.sent("_r")), "_s", false),
        (.known(Self.sent("_r")), nil, false),
        (.unchecked, "_r", true), (.unchecked, nil, true), (.known(Self.sent("")), "", true), (.absent, "", false),
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

    /// Whatever the rule is: such an answer may not give anything anywhere.
    @Test(arguments: [
        Policy.unchecked, .absent, .absentOrKnown(Self.sent("_r")), .known(Self.sent("_sallyport-trial-1")),
    ])
    func refusesAnswersToTrials(policy: Policy) throws {
        for (inner, isTrial) in [
            ("_sallyport-trial-1", true), ("_sallyport-trial-2", true), ("_sallyport-trial", false),
        ] {
            let xml = try Fixture.rsa.get().response(Fixture.template { $0.inResponseTo = inner })
            let result = try Fixture.validate(xml, options: ValidationOptions(inResponseTo: policy))
            #expect(result.isAccepted == (!isTrial && policy == .unchecked))
            if isTrial { #expect(result.failed == [ResponseCheck.inResponseTo.rawValue]) }
        }
    }

    @Test func takesTheAnswerToATrialFromWhoTries() throws {
        let request = SentRequest(
            id: MessageID.makeForTrial(), identityProvider: Fixture.entityID, sentAt: Fixture.instant,
            expiresAt: Fixture.instant.addingTimeInterval(1))
        #expect(MessageID.isForTrial(request.id) && !MessageID.isForTrial(MessageID.make()))
        let options = ValidationOptions(inResponseTo: .absentOrKnown([]))
        let validator = ResponseValidator(serviceProvider: try Fixture.serviceProvider(), options: options)
        let xml = try Fixture.rsa.get().response(Fixture.template { $0.inResponseTo = request.id })
        for (validator, isAccepted) in [(validator, false), (validator.answering([request]), true)] {
            let result = validator.validate(xml: xml, trusting: try Fixture.trusted.get(), at: Fixture.instant)
            if case .success = result.outcome { #expect(isAccepted) } else { #expect(!isAccepted) }
        }
    }

    @Test(arguments: [Policy.unchecked, .absentOrKnown(Self.sent("_r", "_s")), .known(Self.sent("_r", "_s"))])
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
            try Fixture.validate(text, options: ValidationOptions(inResponseTo: .known(Self.sent("_r")))).fails(
                .inResponseTo))
        #expect(
            try Fixture.validate(text, options: ValidationOptions(inResponseTo: .absentOrKnown(Self.sent("_r")))).fails(
                .inResponseTo))
    }

    @Test func keepsAnswerWhoseOuterValueWasTakenAway() throws {
        let xml = try Fixture.rsa.get().response(Fixture.template { $0.inResponseTo = "_r" })
        let text = String(decoding: xml, as: UTF8.self).replacingFirst(" InResponseTo=\"_r\"", with: "")
        #expect(try Fixture.validate(text).fails(.inResponseTo))
        #expect(
            try Fixture.validate(text, options: ValidationOptions(inResponseTo: .known(Self.sent("_r")))).isAccepted)
    }

    /// What is told of an answer that nobody here waits for; the same in either rule.
    @Test(
        arguments: [Policy.known([]), .absentOrKnown([])],
        [
            ("_s", Fixture.entityID, 1.0, "no request of this browser's"),
            ("_r", "https://other.example.org/metadata", 1.0, "sent to \"https://other.example.org/metadata\""),
            ("_r", Fixture.entityID, 0.0, "which ended at"), ("_r", Fixture.entityID, 1.0, nil),
        ] as [(String, String, Double, String?)])
    func tellsWhatIsWrongWithAnAnswer(
        rule: Policy, request: (id: String, identityProvider: String, seconds: Double, reason: String?)
    ) throws {
        let sent = SentRequest(
            id: request.id, identityProvider: request.identityProvider, sentAt: Fixture.instant,
            expiresAt: Fixture.instant.addingTimeInterval(request.seconds))
        let xml = try Fixture.rsa.get().response(Fixture.template { $0.inResponseTo = "_r" })
        let options = ValidationOptions(inResponseTo: rule.answering([sent]))
        let result = try Fixture.validate(xml, options: options)
        #expect(result.isAccepted == (request.reason == nil))
        if let reason = request.reason { #expect(result.reasons.contains(reason)) }
    }

    @Test(arguments: [Policy.unchecked, .absent])
    func rulesThatAskForNoRequestTakeNone(rule: Policy) {
        #expect(rule.answering(Self.sent("_r")) == rule)
    }
}
