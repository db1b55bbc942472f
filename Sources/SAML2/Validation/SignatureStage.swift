import XMLSecurity

/// Verifies every Signature, outer one first, decrypts in between, and tells which assertion is covered by which key.
struct SignatureStage {
    /// What came out.
    struct Outcome {
        /// The Assertion element, decrypted where need be; nil when it can't be reached.
        var assertion: XMLElement?
        /// The key whose signature covers it; nil when none does.
        var key: PublicKey?
    }

    private let run: ValidationRun
    private let response: XMLElement
    private var recorder: CheckRecorder { run.recorder }
    /// Algorithms seen, for people.
    private(set) var seen: [String] = []

    init(run: ValidationRun, response: XMLElement) {
        self.run = run
        self.response = response
    }

    mutating func run(_ container: XMLElement) -> Outcome {
        guard checkPositions(container) else { return Outcome(assertion: readable(container), key: nil) }
        let outer = verifySignature(of: response, issuer: run.observed.issuer)
        guard case .success(let outerElement) = outer else { return Outcome(assertion: readable(container), key: nil) }

        guard let assertion = decryptIfNeeded(container, isInsideSignature: outerElement != nil) else {
            return Outcome()
        }
        let issuer = assertion.firstChild(named: SAML.issuer).flatMap { try? $0.text() }
        guard case .success(let innerElement) = verifySignature(of: assertion, issuer: issuer) else {
            return Outcome(assertion: assertion, key: nil)
        }
        let verified = [innerElement, outerElement].compactMap(\.self)
        if !verified.isEmpty { recordPassed(count: verified.count) }
        let covering = verified.first { assertion.isContained(in: $0.element) }
        recorder.check(
            .signatureCoverage, covering != nil, expected: "a Signature in the Assertion or in its Response",
            actual: covering.map { "\($0.element.localName) is signed" } ?? "neither is signed")
        return Outcome(assertion: assertion, key: covering?.key)
    }

    /// The assertion for display when its signature failed; an encrypted one stays closed.
    private func readable(_ container: XMLElement) -> XMLElement? {
        container.isNamed(SAML.assertion) ? container : nil
    }

    /// Signatures may stand in Response and Assertion, one each, and in what Advice holds; around an encrypted Assertion there
    /// is nothing that one could sign.
    private func checkPositions(_ container: XMLElement) -> Bool {
        let stray = response.descendants(namedAny: [SAML.signature]).first { signature in
            guard let parent = signature.parent else { return true }
            let isOfAssertion = container.isNamed(SAML.assertion) && parent.isIdentical(to: container)
            return !parent.isIdentical(to: response) && !isOfAssertion && !run.isAdvice(signature, of: container)
        }
        if let stray {
            recorder.fail(
                .signatureShape, expected: "Signatures only as children of Response and Assertion",
                actual: "one in \(stray.parent?.localName ?? "the document") (line \(stray.line))")
        }
        return stray == nil
    }

    private enum Verification {
        /// Verified, or nil when there is no Signature.
        case success(VerifiedElement?)
        case failure
    }

    private mutating func verifySignature(of element: XMLElement, issuer: String?) -> Verification {
        let signatures = element.children(named: SAML.signature)
        guard let signature = signatures.first else { return .success(nil) }
        guard signatures.count == 1 else {
            recorder.fail(
                .signatureShape, expected: "at most one Signature in \(element.localName)",
                actual: "\(signatures.count)")
            return .failure
        }
        do throws(XMLSecurityError) {
            let shape = try SignatureShape(of: signature, in: element)
            seen.append("\(element.localName): \(shape.algorithm.rawValue)")
            return .success(try verifier.verify(shape, with: keys(of: issuer)))
        } catch {
            recordPassed(before: check(for: error))
            recorder.fail(
                check(for: error), expected: expectation(for: error), actual: "\(element.localName): \(error.message)",
                hint: error.code == .signatureEncoding
                    ? "The key may be right and nothing altered: let the IdP write the value as XML Signature has it."
                    : nil)
            return .failure
        }
    }

    /// What signatures got right: so many of them everything, or one of them all before the check that failed.
    private func recordPassed(count: Int = 0, before failed: ResponseCheck? = nil) {
        guard failed != .signatureShape else { return }
        recorder.check(
            .signatureShape, true, expected: "one enveloped Signature each",
            actual: failed == nil ? "\(count) Signature(s)" : "it is")
        guard failed != .signatureAlgorithm else { return }
        recorder.check(
            .signatureAlgorithm, true, expected: "algorithms of the allow-list", actual: seen.joined(separator: ", "))
        guard failed == nil else { return }
        recorder.check(.signatureValid, true, expected: "made by a key of the metadata", actual: "verified")
    }

    private var verifier: XMLSignatureVerifier {
        XMLSignatureVerifier(
            insecureAllowSHA1: run.options.insecureAllowSHA1, judge: run.options.verifiesTwice ? .both : .own)
    }

    /// Keys of the IdPs of this name whose metadata is valid now.
    ///
    /// No IdP of that name means no key, and a refusal.
    private func keys(of issuer: String?) -> [PublicKey] {
        guard let issuer else { return [] }
        return run.trusted.matching(entityID: issuer)
            .filter { identityProvider in identityProvider.validUntil.map { run.instant < $0 } ?? true }
            .flatMap { $0.signingKeys.map(\.publicKey) }
    }

    private func check(for error: XMLSecurityError) -> ResponseCheck {
        switch error.code {
        case .algorithmNotAllowed, .algorithmNotSupported: .signatureAlgorithm
        case .digestMismatch, .signatureMismatch, .signatureEncoding, .keyMismatch, .processingFailed: .signatureValid
        default: .signatureShape
        }
    }

    private func expectation(for error: XMLSecurityError) -> String {
        switch check(for: error) {
        case .signatureAlgorithm: "RSA, RSA-PSS or ECDSA with SHA-256, SHA-384 or SHA-512"
        case .signatureValid: "a signature by a key of the issuer's metadata over what is there now"
        default: "one enveloped Signature over its parent, by ID"
        }
    }

    private func decryptIfNeeded(_ container: XMLElement, isInsideSignature: Bool) -> XMLElement? {
        guard container.isNamed(SAML.encryptedAssertion) else {
            recorder.check(
                .encryption, !run.options.requiresEncryption,
                expected: run.options.requiresEncryption ? "an EncryptedAssertion" : "an Assertion",
                actual: "an Assertion that is not encrypted")
            return container
        }
        do throws(XMLSecurityError) {
            let assertion = try run.decryptor(isInsideSignature: isInsideSignature).decrypt(container)
            let isAssertion = recorder.check(
                .encryption, assertion.isNamed(SAML.assertion), expected: "an Assertion inside",
                actual: assertion.localName)
            return isAssertion && checkDecrypted(assertion) ? assertion : nil
        } catch {
            recorder.fail(.encryption, expected: "an EncryptedAssertion that opens with our key", actual: error.message)
            return nil
        }
    }

    /// What came out of the cipher text must not hold assertions or signatures in odd places either.
    private func checkDecrypted(_ assertion: XMLElement) -> Bool {
        let odd = assertion.descendants(namedAny: [
            SAML.assertion, SAML.encryptedAssertion, SAML.response, SAML.signature,
        ])
        .first { element in
            let isOwnSignature =
                element.isNamed(SAML.signature) && element.parent?.isIdentical(to: assertion) == true
            return !element.isIdentical(to: assertion) && !isOwnSignature && !run.isAdvice(element, of: assertion)
        }
        if let odd {
            recorder.fail(
                .singleAssertion, expected: "one Assertion inside the EncryptedAssertion",
                actual: "\(odd.localName) in \(odd.parent?.localName ?? "it")")
        }
        return odd == nil
    }
}
