import Foundation
import XMLSecurity

/// Checks of the Response around the assertion. What they read is signed only when the Response is; they refuse, they never grant.
extension ValidationRun {
    func parse(_ xml: [UInt8]) -> XMLElement? {
        let document: XMLDocument
        do throws(XMLSecurityError) {
            document = try XMLDocument(parsing: xml, limits: .message)
        } catch {
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
        recorder.check(.id, observed.id?.isEmpty == false, expected: "an ID", actual: observed.id ?? "none")
        checkIssueInstant(.responseIssueInstant, observed.issueInstant)
        recorder.check(
            .status, observed.statusCodes.first == SAML.success, expected: SAML.success,
            actual: statusDescription)
        // An absent or empty Destination is let pass: Recipient says the same under the signature and can't be left out.
        let destination = observed.destination ?? ""
        recorder.check(
            .destination, destination.isEmpty || serviceProvider.recipients.contains(destination),
            expected: list(serviceProvider.recipients), actual: destination.isEmpty ? "no Destination" : destination)
        checkResponseIssuer(response)
    }

    private func observe(_ response: XMLElement) {
        observed.id = response.attribute("ID")
        observed.version = response.attribute("Version")
        observed.issueInstant = response.attribute("IssueInstant").flatMap(SAMLInstant.parse)
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
        return observed.statusMessage.map { codes + ", message " + XMLText.quoted($0) } ?? codes
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
        if let format { return "Format \(XMLText.quoted(format)); expected none or \(SAML.entityFormat)" }
        guard let issuer else { return "no single Issuer" }
        return XMLText.quoted(issuer) + (hasExpired ? ", whose metadata has expired" : "")
    }

    func checkIssueInstant(_ check: ResponseCheck, _ issueInstant: Date?) {
        guard let issueInstant else {
            recorder.fail(check, expected: "an IssueInstant", actual: "none that is an xs:dateTime")
            return
        }
        recorder.check(
            check, issueInstant <= instant.addingTimeInterval(options.clockSkew), expected: "at most \(now)\(skew)",
            actual: SAMLInstant.format(issueInstant))
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
    func isAdvice(_ element: XMLElement, of assertion: XMLElement) -> Bool {
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
