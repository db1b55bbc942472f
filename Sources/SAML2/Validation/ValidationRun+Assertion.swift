import Foundation
import XMLSecurity

/// Checks of the assertion itself.
extension ValidationRun {
    func checkAssertion(_ reader: AssertionReader) {
        let assertion = reader.assertion
        recorder.check(
            .assertionVersion, assertion.version == "2.0", expected: "2.0", actual: assertion.version ?? "no Version")
        recorder.check(.assertionID, assertion.id?.isEmpty == false, expected: "an ID", actual: assertion.id ?? "none")
        checkIssueInstant(.assertionIssueInstant, assertion.issueInstant)
        checkAssertionIssuer(assertion)
        recorder.check(
            .values, reader.problems.isEmpty, expected: "values of text alone",
            actual: reader.problems.isEmpty ? "text alone" : reader.problems.joined(separator: "; "))
        checkNameID(assertion)
        checkConfirmation(assertion)
        checkConditions(assertion)
        checkAuthnStatements(assertion)
    }

    private func checkAssertionIssuer(_ assertion: ObservedAssertion) {
        if let outer = observed.issuer, let issuer = assertion.issuer, !outer.hasSameBytes(as: issuer) {
            recorder.fail(
                .assertionIssuer, expected: "the Response's Issuer \(XMLText.quoted(outer))",
                actual: XMLText.quoted(issuer))
            return
        }
        checkIssuer(.assertionIssuer, assertion.issuer, format: assertion.issuerFormat)
    }

    private func checkNameID(_ assertion: ObservedAssertion) {
        let value = assertion.subject?.value
        recorder.check(
            .nameID, value?.isEmpty == false, expected: "a NameID in the Subject",
            actual: value.map(XMLText.quoted) ?? "none")
    }

    private func checkConfirmation(_ assertion: ObservedAssertion) {
        guard assertion.confirmations.count == 1, let confirmation = assertion.confirmations.first,
            confirmation.method == SAML.bearer, confirmation.hasData
        else {
            let methods = assertion.confirmations.map { confirmation in
                (confirmation.method ?? "no Method") + (confirmation.hasData ? "" : " without SubjectConfirmationData")
            }
            recorder.fail(
                .confirmation,
                expected: "exactly one SubjectConfirmation, \(SAML.bearer), with SubjectConfirmationData",
                actual: methods.isEmpty ? "none" : methods.joined(separator: ", "))
            return
        }
        recorder.check(.confirmation, true, expected: SAML.bearer, actual: SAML.bearer)
        recorder.check(
            .recipient, confirmation.recipient.map(serviceProvider.recipients.contains) ?? false,
            expected: list(serviceProvider.recipients),
            actual: confirmation.recipient.map(XMLText.quoted) ?? "no Recipient")
        recorder.check(
            .confirmationNotBefore, confirmation.notBefore == nil, expected: "no NotBefore",
            actual: confirmation.notBefore.map(XMLText.quoted) ?? "none")
        checkEnd(.confirmationNotOnOrAfter, confirmation.notOnOrAfter)
        checkInResponseTo(confirmation)
    }

    /// `NotOnOrAfter` is exclusive.
    private func checkEnd(_ check: ResponseCheck, _ end: Date?) {
        guard let end else {
            recorder.fail(check, expected: "a NotOnOrAfter later than \(now)", actual: "none that is an xs:dateTime")
            return
        }
        recorder.check(
            check, instant < end.addingTimeInterval(options.clockSkew), expected: "later than \(now)\(skew)",
            actual: SAMLInstant.format(end))
    }

    private func checkInResponseTo(_ confirmation: ObservedAssertion.SubjectConfirmation) {
        let outer = observed.inResponseTo
        let inner = confirmation.inResponseTo
        if let outer, let inner, !outer.hasSameBytes(as: inner) {
            recorder.fail(
                .inResponseTo, expected: "one InResponseTo",
                actual: "\(XMLText.quoted(outer)) and \(XMLText.quoted(inner))")
            return
        }
        let value = inner ?? outer
        let actual = value.map(XMLText.quoted) ?? "none"
        // Under a signature of the Assertion alone the outer value is anybody's; an answer must say so inside.
        switch options.inResponseTo {
        case .unchecked:
            recorder.skip(.inResponseTo, because: "not asked for; it has \(actual)")
        case .absent:
            recorder.check(.inResponseTo, value == nil, expected: "no InResponseTo", actual: actual)
        case .absentOrKnown(let known):
            recorder.check(
                .inResponseTo, value == nil || inner.map(known.contains) ?? false,
                expected: "no InResponseTo, or the ID of a request of ours", actual: actual)
        case .known(let known):
            recorder.check(
                .inResponseTo, inner.map(known.contains) ?? false, expected: "the ID of a request of ours",
                actual: actual)
        }
    }

    private func checkConditions(_ assertion: ObservedAssertion) {
        guard let conditions = assertion.conditions else {
            recorder.fail(.conditionsPresent, expected: "Conditions with an AudienceRestriction", actual: "none")
            return
        }
        recorder.check(.conditionsPresent, true, expected: "Conditions", actual: "present")
        checkKnown(conditions)
        if let notBefore = conditions.notBefore {
            recorder.check(
                .conditionsNotBefore, notBefore <= instant.addingTimeInterval(options.clockSkew),
                expected: "at most \(now)\(skew)", actual: SAMLInstant.format(notBefore))
        } else {
            recorder.skip(.conditionsNotBefore, because: "no NotBefore")
        }
        if let notOnOrAfter = conditions.notOnOrAfter {
            checkEnd(.conditionsNotOnOrAfter, notOnOrAfter)
        } else {
            recorder.skip(.conditionsNotOnOrAfter, because: "no NotOnOrAfter; the SubjectConfirmation's holds")
        }
        checkAudience(conditions.audienceRestrictions)
    }

    private func checkKnown(_ conditions: ObservedAssertion.Conditions) {
        var problems = conditions.unknown.map { "\($0) is not understood" }
        problems += conditions.malformed.map { "\($0) is not an xs:dateTime" }
        if conditions.oneTimeUse > 1 { problems.append("more than one OneTimeUse") }
        if conditions.proxyRestrictions > 1 { problems.append("more than one ProxyRestriction") }
        if let start = conditions.notBefore, let end = conditions.notOnOrAfter, start >= end {
            problems.append("NotBefore is not earlier than NotOnOrAfter")
        }
        recorder.check(
            .conditionsKnown, problems.isEmpty, expected: "AudienceRestriction, OneTimeUse, ProxyRestriction",
            actual: problems.isEmpty ? "known ones alone" : problems.joined(separator: "; "))
    }

    /// Restrictions are AND, the audiences of one are OR.
    private func checkAudience(_ restrictions: [[String]]) {
        let unsatisfied = restrictions.first { restriction in
            !restriction.contains(where: serviceProvider.audiences.contains)
        }
        recorder.check(
            .audience, !restrictions.isEmpty && unsatisfied == nil, expected: list(serviceProvider.audiences),
            actual: audienceDescription(unsatisfied ?? restrictions.first))
    }

    private func audienceDescription(_ restriction: [String]?) -> String {
        guard let restriction else { return "no AudienceRestriction" }
        return restriction.isEmpty
            ? "an empty AudienceRestriction" : restriction.map(XMLText.quoted).joined(separator: ", ")
    }

    private func checkAuthnStatements(_ assertion: ObservedAssertion) {
        let malformed = assertion.authnStatements.flatMap(\.malformed)
        recorder.check(
            .authnStatement, !assertion.authnStatements.isEmpty && malformed.isEmpty, expected: "an AuthnStatement",
            actual: assertion.authnStatements.isEmpty
                ? "none"
                : malformed.isEmpty
                    ? "present" : malformed.map { "\($0) is not an xs:dateTime" }.joined(separator: "; "))
        guard let end = assertion.authnStatements.compactMap(\.sessionNotOnOrAfter).min() else {
            recorder.skip(.sessionNotOnOrAfter, because: "no SessionNotOnOrAfter")
            return
        }
        checkEnd(.sessionNotOnOrAfter, end)
    }
}
