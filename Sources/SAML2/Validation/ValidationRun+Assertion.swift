import Encodings
import Foundation
import XMLSecurity

/// Checks of the assertion itself.
extension ValidationRun {
    func checkAssertion(_ reader: AssertionReader) {
        let assertion = reader.assertion
        recorder.check(
            .assertionVersion, assertion.version == "2.0", expected: "2.0", actual: assertion.version ?? "no Version")
        checkID(.assertionID, assertion.id)
        checkIssueInstant(.assertionIssueInstant, assertion.issueInstant, assertion.malformed)
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
                .assertionIssuer, expected: "the Response's Issuer \(outer.quoted)",
                actual: issuer.quoted)
            return
        }
        checkIssuer(.assertionIssuer, assertion.issuer, format: assertion.issuerFormat)
    }

    private func checkNameID(_ assertion: ObservedAssertion) {
        let value = assertion.subject?.value
        recorder.check(
            .nameID, value?.isBlank == false, expected: "a NameID in the Subject that is not blank",
            actual: value.map(\.quoted) ?? "none")
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
            actual: confirmation.recipient.map(\.quoted) ?? "no Recipient")
        recorder.check(
            .confirmationNotBefore, confirmation.notBefore == nil, expected: "no NotBefore",
            actual: confirmation.notBefore.map(\.quoted) ?? "none")
        checkEnd(.confirmationNotOnOrAfter, confirmation.notOnOrAfter, confirmation.malformed)
        checkInResponseTo(confirmation, issuer: assertion.issuer)
    }

    /// `NotOnOrAfter` is exclusive.
    private func checkEnd(_ check: ResponseCheck, _ end: Date?, _ malformed: [MalformedInstant] = []) {
        guard let end else {
            failUnreadable(check, expected: "a NotOnOrAfter later than \(now)", "NotOnOrAfter", malformed)
            return
        }
        recorder.check(
            check, instant < end.addingTimeInterval(options.clockSkew), expected: "later than \(now)\(skew)",
            actual: SAMLInstant.format(end))
    }

    private func checkInResponseTo(_ confirmation: ObservedAssertion.SubjectConfirmation, issuer: String?) {
        let outer = observed.inResponseTo
        let inner = confirmation.inResponseTo
        if let outer, let inner, !outer.hasSameBytes(as: inner) {
            recorder.fail(
                .inResponseTo, expected: "one InResponseTo",
                actual: "\(outer.quoted) and \(inner.quoted)")
            return
        }
        let value = inner ?? outer
        let actual = value.map(\.quoted) ?? "none"
        if let value, MessageID.isForTrial(value), !options.trials.contains(value) {
            recorder.fail(.inResponseTo, expected: "no answer to a request that only tries a provider", actual: actual)
            return
        }
        switch options.inResponseTo {
        case .unchecked:
            recorder.skip(.inResponseTo, because: "not asked for; it has \(actual)")
        case .absent:
            recorder.check(.inResponseTo, value == nil, expected: "no InResponseTo", actual: actual)
        case .absentOrKnown(let sent):
            let problem = value.flatMap { _ in self.problem(ofAnswerTo: inner, from: issuer, among: sent) }
            recorder.check(
                .inResponseTo, problem == nil, expected: "no InResponseTo, or the ID of a request of this browser's",
                actual: actual + (problem ?? ""))
        case .known(let sent):
            let problem = problem(ofAnswerTo: inner, from: issuer, among: sent)
            recorder.check(
                .inResponseTo, problem == nil, expected: "the ID of a request of this browser's",
                actual: actual + (problem ?? ""))
        }
    }

    /// What is wrong with an answer to a request; nil when it is one of these, is in time and from whom was asked.
    ///
    /// Under a signature of the Assertion alone the outer value is anybody's; an answer must say so inside.
    private func problem(
        ofAnswerTo id: String?, from issuer: String?, among sent: Set<SentRequest>
    ) -> String? {
        guard let id else { return ", not in the SubjectConfirmationData" }
        guard let request = sent.first(where: { $0.id.hasSameBytes(as: id) }) else {
            return ", which is no request of this browser's"
        }
        guard issuer?.hasSameBytes(as: request.identityProvider) == true else {
            return ", which was sent to \(request.identityProvider.quoted)"
        }
        guard instant < request.expiresAt else { return ", which ended at \(SAMLInstant.format(request.expiresAt))" }
        return nil
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
        if let malformed = conditions.malformed.first {
            let expected = "NotBefore and NotOnOrAfter as xs:dateTime"
            failUnreadable(.conditionsKnown, expected: expected, malformed.attribute, conditions.malformed)
            return
        }
        var problems = conditions.unknown.map { "\($0) is not understood" }
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
            ? "an empty AudienceRestriction" : restriction.map(\.quoted).joined(separator: ", ")
    }

    private func checkAuthnStatements(_ assertion: ObservedAssertion) {
        let statements = assertion.authnStatements
        if let malformed = statements.lazy.flatMap(\.malformed).first {
            failUnreadable(
                .authnStatement, expected: "its times as xs:dateTime", malformed.attribute, [malformed])
        } else if statements.contains(where: { $0.authnInstant == nil }) {
            failUnreadable(.authnStatement, expected: "an AuthnInstant in each", "AuthnInstant", [])
        } else {
            recorder.check(
                .authnStatement, !statements.isEmpty, expected: "an AuthnStatement",
                actual: statements.isEmpty ? "none" : "present")
        }
        checkAuthnContext(statements)
        checkAuthnInstant(statements, answering: assertion.confirmations.first?.inResponseTo)
        guard let end = statements.compactMap(\.sessionNotOnOrAfter).min() else {
            recorder.skip(.sessionNotOnOrAfter, because: "no SessionNotOnOrAfter")
            return
        }
        checkEnd(.sessionNotOnOrAfter, end)
    }

    /// Each statement has to say a class that was asked for; without any, `authnStatement` refuses.
    private func checkAuthnContext(_ statements: [ObservedAssertion.AuthnStatement]) {
        guard let wanted = options.authnContext else {
            recorder.skip(.authnContext, because: "not asked for; it has \(classes(statements))")
            return
        }
        let isMet = statements.allSatisfy { statement in
            statement.authnContextClassRef.map { !$0.isEmpty && wanted.isMet(by: $0) } ?? false
        }
        recorder.check(
            .authnContext, isMet, expected: "\(list(wanted.classes)) (\(wanted.comparison.rawValue))",
            actual: classes(statements))
    }

    private func classes(_ statements: [ObservedAssertion.AuthnStatement]) -> String {
        statements.map { $0.authnContextClassRef?.quoted ?? "no AuthnContextClassRef" }.joined(separator: ", ")
    }

    /// ForceAuthn: each sign-in has to be of after the request, which `inResponseTo` has judged.
    private func checkAuthnInstant(_ statements: [ObservedAssertion.AuthnStatement], answering id: String?) {
        guard options.forcesAuthentication, let sent = id.flatMap(options.inResponseTo.request) else {
            recorder.skip(.authnInstant, because: "no answer to a request for a new sign-in")
            return
        }
        let instants = statements.compactMap(\.authnInstant)
        recorder.check(
            .authnInstant, instants.allSatisfy { sent.sentAt <= $0.addingTimeInterval(options.clockSkew) },
            expected: "not before the request, of \(SAMLInstant.format(sent.sentAt))\(skew)",
            actual: instants.map(SAMLInstant.format).joined(separator: ", "))
    }
}
