import FederationTesting
import SAML2
import Testing

/// Signature wrapping: a signed element is moved and a forged one takes its place, or a forged one hides where no digest looks.
///
/// Stated as surgery on what the IdP signed. The naive service provider falls for each one; here each has the check that refuses
/// it, by name, and what was not cut is accepted.
@Suite struct WrappingAttackTests {
    /// Where the genuine Signature is afterwards.
    enum SignaturePlace: CaseIterable, Sendable {
        /// In the original that it signs.
        case original
        /// Moved into the forged element.
        case forged
        /// In both.
        case both
        /// In the Response, which it does not sign.
        case response
    }

    /// Carries the attack out and holds both service providers to it.
    static func expect(
        _ response: XMLTree, refusedBy check: ResponseCheck, _ what: @autoclosure () -> String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(try NaiveServiceProvider.isFooled(by: response), "no attack: \(what())", sourceLocation: sourceLocation)
        let result = try Fixture.validate(response.text)
        #expect(
            result.refusedBy == check,
            "\(what()): \(result.accepted?.subject.value ?? "") \(result.failed) \(result.reasons)",
            sourceLocation: sourceLocation)
    }

    @Test(arguments: Patient.Kind.allCases)
    func whatIsNotCutIsAccepted(kind: Patient.Kind) throws {
        let patient = try Patient(kind)
        #expect(try patient.response.text == Patient.text(kind))
        #expect(try Fixture.validate(patient.xml).accepted?.subject.value == Patient.genuine)
        #expect(try !NaiveServiceProvider.isFooled(by: patient.response))
        // A forged value in its place deceives nobody: wrapping is what it takes.
        try patient.response.first("saml:NameID").setContent(Patient.wanted)
        #expect(try !NaiveServiceProvider.isFooled(by: patient.response))
        #expect(try Fixture.validate(patient.xml).refusedBy == .signatureValid)
    }

    // MARK: A forged Assertion in the place of the signed one

    @Test(arguments: HidingPlace.allCases, SignaturePlace.allCases)
    func hidesTheSignedAssertion(place: HidingPlace, signaturePlace: SignaturePlace) throws {
        // A Signature around the Response is broken by the surgery: left there, or taken away.
        for (kind, keepsOuter) in [(Patient.Kind.assertionSigned, false), (.bothSigned, true), (.bothSigned, false)] {
            for ids in kind == .bothSigned ? [.other] : Patient.ForgedID.allCases {
                let response = try Patient(kind).response
                if kind == .bothSigned, !keepsOuter { try response.child("ds:Signature").detach() }
                guard try Self.hideAssertion(in: response, at: place, signaturePlace, ids) else { continue }
                try Self.expect(
                    response,
                    refusedBy: Self.check(place, signaturePlace, ids, keepsOuter: keepsOuter),
                    "\(kind) \(ids) \(keepsOuter)")
            }
        }
    }

    /// - Returns: false for a place that there is not: inside a Signature that is itself inside what is hidden.
    private static func hideAssertion(
        in response: XMLTree, at place: HidingPlace, _ signaturePlace: SignaturePlace, _ ids: Patient.ForgedID
    ) throws -> Bool {
        let original = try response.child("saml:Assertion")
        let forged = try Patient.forge(original, ids: ids)
        let signature = try original.child("ds:Signature")
        try original.replace(with: forged)
        let moved = signaturePlace == .both ? signature.copy() : signature
        switch signaturePlace {
        case .original: if HidingPlace.insideSignature.contains(place) { return false }
        case .forged, .both: try moved.insert(after: forged.child("saml:Issuer"))
        case .response: try moved.insert(after: response.child("saml:Issuer"))
        }
        try place.hide(original, in: response, signature: moved)
        return true
    }

    private static func check(
        _ place: HidingPlace, _ signature: SignaturePlace, _ ids: Patient.ForgedID, keepsOuter: Bool
    ) -> ResponseCheck {
        // IDs are unique over the whole document, wherever an element hides.
        if ids == .same { return .wellFormed }
        // A name is text alone, and asked before the number of assertions.
        if place == .responseIssuer { return .responseIssuer }
        // Advice may hold assertions. Nothing in it is read, so nothing signed is left, or a Signature of something else.
        guard place == .advice else { return .singleAssertion }
        if signature == .response { return .signatureShape }
        if keepsOuter { return .signatureValid }
        return signature == .original ? .signatureCoverage : .signatureShape
    }

    // MARK: A forged Response around the signed one

    @Test(arguments: HidingPlace.allCases, [SignaturePlace.original, .forged, .both])
    func hidesTheSignedResponse(place: HidingPlace, signaturePlace: SignaturePlace) throws {
        for kind in [Patient.Kind.responseSigned, .bothSigned] {
            for ids in kind == .bothSigned ? [.other] : Patient.ForgedID.allCases {
                let original = try Patient(kind).response
                let forged = try Patient.forge(original, ids: ids)
                let signature = try original.child("ds:Signature")
                let moved = signaturePlace == .both ? signature.copy() : signature
                if signaturePlace == .original {
                    if HidingPlace.insideSignature.contains(place) { continue }
                } else {
                    try moved.insert(after: forged.child("saml:Issuer"))
                }
                try place.hide(original, in: forged, signature: moved)
                let check: ResponseCheck =
                    switch ids {
                    case .same: .wellFormed
                    case .none: .id
                    case .other where place == .responseIssuer: .responseIssuer
                    case .other where place != .advice: .singleAssertion
                    case .other: signaturePlace == .original ? .signatureCoverage : .signatureShape
                    }
                try Self.expect(forged, refusedBy: check, "\(kind) \(ids)")
            }
        }
    }

    // MARK: A forged Assertion beside the signed one, which stays where it was

    @Test(arguments: HidingPlace.besideAssertion, Patient.ForgedID.allCases)
    func forgesBesideTheSignedAssertion(place: HidingPlace, ids: Patient.ForgedID) throws {
        for withSignature in [false, true] {
            let response = try Patient(.assertionSigned).response
            let original = try response.child("saml:Assertion")
            let forged = try Patient.forge(original, ids: ids)
            if withSignature { forged.append(try original.child("ds:Signature").copy()) }
            try place.hide(forged, in: response, signature: nil)
            let check: ResponseCheck = place == .responseIssuer ? .responseIssuer : .singleAssertion
            try Self.expect(
                response, refusedBy: ids == .same ? .wellFormed : check, "with Signature: \(withSignature)")
        }
    }

    /// The enveloped Signature is no part of what is digested: whatever is put into it leaves the signature good.
    @Test(arguments: HidingPlace.insideSignature, Patient.Kind.allCases)
    func forgesInsideTheSignature(place: HidingPlace, kind: Patient.Kind) throws {
        for ids in Patient.ForgedID.allCases {
            for wraps in [false, true] {
                let response = try Patient(kind).response
                let holder = kind == .responseSigned ? response : try response.child("saml:Assertion")
                if kind == .bothSigned { try response.child("ds:Signature").detach() }
                var forged = try Patient.forge(response.child("saml:Assertion"), ids: ids)
                if wraps { forged = XMLTree("samlp:Response", [("ID", "_r"), ("Version", "2.0")], [forged]) }
                try place.hide(forged, in: response, signature: holder.child("ds:Signature"))
                try Self.expect(
                    response, refusedBy: ids == .same ? .wellFormed : .singleAssertion, "\(ids) in Response: \(wraps)")
            }
        }
    }

    /// A forged Subject where somebody may look for one, without a second Assertion.
    @Test(arguments: [HidingPlace.firstOfResponse, .extensions, .statusDetail, .foreignElement])
    func looseNameIDsAreNotRead(place: HidingPlace) throws {
        let response = try Patient(.assertionSigned).response
        try place.hide(
            XMLTree("saml:Subject", [], [XMLTree("saml:NameID", [], [.raw(Patient.wanted)])]), in: response,
            signature: nil)
        #expect(try NaiveServiceProvider.isFooled(by: response))
        let result = try Fixture.validate(response.text)
        #expect(result.accepted?.subject.value == Patient.genuine, "\(result.reasons)")
    }

    @Test(arguments: HidingPlace.insideSignature, Patient.Kind.allCases)
    func looseNameIDsInsideTheSignatureAreRefused(place: HidingPlace, kind: Patient.Kind) throws {
        let response = try Patient(kind).response
        let holder = kind == .assertionSigned ? try response.child("saml:Assertion") : response
        try place.hide(
            XMLTree("saml:NameID", [], [.raw(Patient.wanted)]), in: response,
            signature: holder.child("ds:Signature"))
        let result = try Fixture.validate(response.text)
        // KeyInfo may hold what it likes, as nobody reads it.
        if [.keyInfo, .x509Data, .x509Certificate].contains(place) {
            #expect(result.accepted?.subject.value == Patient.genuine, "\(result.reasons)")
        } else {
            #expect(result.refusedBy == .signatureShape, "\(result.failed)")
        }
    }

    // MARK: Chains and mixtures

    /// The original in the forged one, that in a second one, and so on.
    @Test(arguments: 1...6)
    func wrapsInLayers(depth: Int) throws {
        let response = try Patient(.assertionSigned).response
        let original = try response.child("saml:Assertion")
        var outer = try Patient.forge(original)
        try original.replace(with: outer)
        for layer in 1...depth {
            let next = try Patient.forge(outer)
            next["ID"] = "_layer-\(layer)"
            outer.append(next)
            outer = next
        }
        outer.append(original)
        try Self.expect(response, refusedBy: .singleAssertion, "\(depth) layers")
    }

    /// Of two good responses the frame of one and the assertion of the other: genuine, so it is taken for what it is.
    @Test func aSignedAssertionInAnotherUnsignedResponseIsItself() throws {
        let frame = try Patient(.assertionSigned).response
        let template = Fixture.template {
            $0.assertionID = "_second"
            $0.subject = NameID(value: "bob")
        }
        let second = try XMLTree(parsing: String(decoding: Fixture.rsa.get().response(template), as: UTF8.self))
        try frame.child("saml:Assertion").replace(with: second.child("saml:Assertion"))
        #expect(try Fixture.validate(frame.text).accepted?.subject.value == "bob")
        // Both at once are refused, whoever they speak of.
        try frame.append(Patient(.assertionSigned).assertion.detach())
        #expect(try Fixture.validate(frame.text).refusedBy == .singleAssertion)
    }

    /// A signed Response vouches for no assertion that was put in afterwards, though that one is genuine as well.
    @Test func aSignedResponseTakesNoOtherSignedAssertion() throws {
        for kind in [Patient.Kind.responseSigned, .bothSigned] {
            let response = try Patient(kind).response
            let other = try Patient(.assertionSigned).assertion
            other["ID"] = "_other"
            try response.child("saml:Assertion").replace(with: other.detach())
            #expect(try Fixture.validate(response.text).refusedBy == .signatureValid)
        }
    }
}
