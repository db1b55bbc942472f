import Encodings
import Foundation
import XMLSecurity

/// Checks of the Response around the assertion. What they read is signed only when the Response is; they refuse, they never grant.
extension ValidationRun {
    func root(of parsed: Result<XMLDocument, XMLSecurityError>) -> XMLElement? {
        let document: XMLDocument
        switch parsed {
        case .success(let known): document = known
        case .failure(let error):
            recorder.fail(
                .wellFormed, expected: "one XML document without DOCTYPE, with unique IDs", actual: error.message)
            return nil
        }
        recorder.check(
            .wellFormed, true, expected: "one XML document without DOCTYPE, with unique IDs", actual: "it is")
        let root = document.root
        let isResponse = recorder.check(
            .root, root.isNamed(SAML.response), expected: SAML.response.description, actual: root.qualifiedName)
        return isResponse ? root : nil
    }

    func checkResponse(_ response: XMLElement) {
        observe(response)
        recorder.check(
            .version, observed.version == "2.0", expected: "2.0", actual: observed.version ?? "no Version")
        checkID(.id, observed.id)
        checkIssueInstant(.responseIssueInstant, observed.issueInstant, observed.malformed)
        recorder.check(
            .status, observed.statusCodes.first == SAML.success, expected: SAML.success,
            actual: statusDescription)
        checkDestination(response)
        checkResponseIssuer(response)
    }

    /// A signed Response has to say where it goes (bindings 3.5.5.2).
    ///
    /// An absent Destination is let pass, and an empty one in a Response that is not signed: Recipient says the same under
    /// the signature and can't be left out.
    private func checkDestination(_ response: XMLElement) {
        let isEmpty = observed.destination?.isEmpty == true
        let isLeftOut = isEmpty ? response.firstChild(named: SAML.signature) == nil : observed.destination == nil
        recorder.check(
            .destination, isLeftOut || observed.destination.map(serviceProvider.recipients.contains) ?? false,
            expected: list(serviceProvider.recipients),
            actual: isEmpty ? "an empty Destination" : observed.destination ?? "no Destination")
    }

    /// An ID that is none by the letter is not referred to alike by everybody.
    func checkID(_ check: ResponseCheck, _ id: String?) {
        recorder.check(
            check, id.map(XMLName.isNCName) ?? false, expected: "an ID: letters, digits, - . _, begun by a letter or _",
            actual: id.map(\.quoted) ?? "none")
    }

    private func observe(_ response: XMLElement) {
        observed.id = response.attribute("ID")
        observed.version = response.attribute("Version")
        observed.issueInstant = response.instant("IssueInstant", &observed.malformed)
        observed.destination = response.attribute("Destination")
        observed.inResponseTo = response.attribute("InResponseTo")
        if let issuer = response.firstChild(named: SAML.issuer) {
            observed.issuer = (try? issuer.text()) ?? ""
            observed.issuerFormat = issuer.attribute("Format")
        }
        guard let status = response.firstChild(named: SAML.status) else { return }
        var code = status.firstChild(named: SAML.statusCode)
        while let current = code {
            observed.statusCodes.append(current.attribute("Value") ?? "")
            code = current.firstChild(named: SAML.statusCode)
        }
        observed.statusMessage = status.firstChild(named: SAML.statusMessage)?.displayText
    }

    private var statusDescription: String {
        guard !observed.statusCodes.isEmpty else { return "no StatusCode" }
        let codes = observed.statusCodes.joined(separator: " > ")
        return observed.statusMessage.map { codes + ", message " + $0.quoted } ?? codes
    }

    private func checkResponseIssuer(_ response: XMLElement) {
        let issuers = response.children(named: SAML.issuer)
        guard !issuers.isEmpty else {
            // Profiles 4.1.4.2: it may be left out only when the Response is not signed and the assertion not encrypted.
            let isNeeded =
                response.firstChild(named: SAML.signature) != nil
                || response.firstChild(named: SAML.encryptedAssertion) != nil
            if isNeeded {
                recorder.fail(
                    .responseIssuer, expected: "an Issuer, since the Response is signed or encrypted", actual: "none")
            } else {
                recorder.skip(.responseIssuer, because: "the Response has no Issuer; the Assertion's decides")
            }
            return
        }
        checkIssuer(
            .responseIssuer, issuers.count == 1 ? observed.issuer : nil, format: observed.issuerFormat)
    }

    func checkIssuer(_ check: ResponseCheck, _ issuer: String?, format: String?) {
        let isEntity = format == nil || format == SAML.entityFormat
        let known = issuer.map { trusted.matching(entityID: $0) } ?? []
        let current = known.contains { identityProvider in
            identityProvider.validUntil.map { instant < $0 } ?? true
        }
        recorder.check(
            check, isEntity && current, expected: list(trusted.entityIDs),
            actual: issuerDescription(issuer, format: isEntity ? nil : format, hasExpired: !known.isEmpty && !current))
    }

    private func issuerDescription(_ issuer: String?, format: String?, hasExpired: Bool) -> String {
        if let format { return "Format \(format.quoted); expected none or \(SAML.entityFormat)" }
        guard let issuer else { return "no single Issuer" }
        return issuer.quoted + (hasExpired ? ", whose metadata has expired" : "")
    }

    func checkIssueInstant(_ check: ResponseCheck, _ issueInstant: Date?, _ malformed: [MalformedInstant]) {
        guard let issueInstant else {
            failUnreadable(check, expected: "an IssueInstant", "IssueInstant", malformed)
            return
        }
        recorder.check(
            check, issueInstant <= instant.addingTimeInterval(options.clockSkew), expected: "at most \(now)\(skew)",
            actual: SAMLInstant.format(issueInstant))
    }

    /// Fails a check of a time that is not there or can't be read; nothing is said of clocks then.
    func failUnreadable(
        _ check: ResponseCheck, expected: String, _ attribute: String, _ malformed: [MalformedInstant]
    ) {
        let found = malformed.first { $0.attribute == attribute }
        recorder.fail(
            check, expected: expected, actual: found?.description ?? "no \(attribute)",
            hint: found == nil
                ? "Let the IdP send \(attribute)." : "Let the IdP write times as \(MalformedInstant.example).",
            isUnreadable: true)
    }

    /// The element that is or holds the one assertion.
    ///
    /// Assertions elsewhere are refused: whatever is inside Advice is not read, and nothing else may hold one.
    func onlyAssertion(of response: XMLElement) -> XMLElement? {
        let children = response.children.filter { $0.isNamed(SAML.assertion) || $0.isNamed(SAML.encryptedAssertion) }
        guard children.count == 1, let container = children.first else {
            recorder.fail(
                .singleAssertion, expected: "one Assertion or EncryptedAssertion as a child of Response",
                actual: "\(children.count)")
            return nil
        }
        observed.isEncrypted = container.isNamed(SAML.encryptedAssertion)
        let elsewhere = response.descendants(namedAny: [SAML.assertion, SAML.encryptedAssertion, SAML.response])
            .filter { element in
                !element.isIdentical(to: container) && !element.isIdentical(to: response)
                    && !isAdvice(element, of: container)
            }
        let isAlone = recorder.check(
            .singleAssertion, elsewhere.isEmpty, expected: "no Assertion elsewhere in the Response",
            actual: elsewhere.first.map { "one in \($0.parent?.localName ?? "the document") (line \($0.line))" }
                ?? "one")
        return isAlone ? container : nil
    }

    /// Whether the element stands in the Advice of this assertion, which may hold what it likes (core 2.6.1) and is not read.
    ///
    /// An EncryptedAssertion has none.
    func isAdvice(_ element: XMLElement, of assertion: XMLElement) -> Bool {
        guard assertion.isNamed(SAML.assertion) else { return false }
        // Upwards, since depth is bounded and the number of children is not.
        var current = element.parent
        while let step = current {
            let above = step.parent
            if step.isNamed(SAML.advice), above?.isIdentical(to: assertion) == true { return true }
            current = above
        }
        return false
    }

    var now: String { SAMLInstant.format(instant) }

    var skew: String { options.clockSkew == 0 ? "" : " (± \(Int(bounding: options.clockSkew)) s)" }

    func list(_ values: [String]) -> String {
        switch values.count {
        case 0: "nothing is configured"
        case 1: values[0]
        default: "one of " + values.joined(separator: ", ")
        }
    }
}
