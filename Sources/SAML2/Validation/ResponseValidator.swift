public import Foundation
import XMLSecurity

/// Decides whether a SAML response is genuine, meant for us, and valid at an instant (SAML profiles, section 4.1.4).
///
/// Nothing is read from a response but below an element whose signature was verified with a key of the metadata. The clock is a
/// parameter, and so is everything that is trusted. Two that are equal check alike, in every respect.
public struct ResponseValidator: Hashable, Sendable {
    /// Who we are.
    public var serviceProvider: ServiceProvider
    /// What is allowed beyond the defaults.
    public var options: ValidationOptions

    /// Makes a validator.
    public init(serviceProvider: ServiceProvider, options: ValidationOptions = ValidationOptions()) {
        self.serviceProvider = serviceProvider
        self.options = options
    }

    /// The same for somebody who has sent these requests, where answers to requests count.
    public func answering(_ requests: [SentRequest]) -> ResponseValidator {
        guard !requests.isEmpty else { return self }
        var validator = self
        validator.options.inResponseTo = options.inResponseTo.answering(requests)
        validator.options.trials.formUnion(requests.map(\.id).filter(MessageID.isForTrial))
        return validator
    }

    /// Validates the XML of a response.
    ///
    /// - Parameters:
    ///   - xml: the message, as `HTTPPostBinding` decodes it.
    ///   - trusted: the IdPs whose signatures count.
    ///   - instant: the instant at which it must be valid.
    public func validate(
        xml: [UInt8], trusting trusted: TrustedIdentityProviders, at instant: Date
    ) -> ResponseValidation {
        validate(ReceivedResponse(xml: xml), trusting: trusted, at: instant)
    }

    /// Validates a response that others look at as well: it is parsed once.
    ///
    /// - Parameters:
    ///   - response: the message.
    ///   - trusted: the IdPs whose signatures count.
    ///   - instant: the instant at which it must be valid.
    public func validate(
        _ response: ReceivedResponse, trusting trusted: TrustedIdentityProviders, at instant: Date
    ) -> ResponseValidation {
        response.withDocument { document in
            ValidationRun(validator: self, trusted: trusted, instant: instant).validate(document)
        }
    }
}

/// One validation: what was found so far, and the checks.
///
/// A class, so that the stages share it; one task makes, uses and drops it.
final class ValidationRun {
    let validator: ResponseValidator
    let trusted: TrustedIdentityProviders
    let instant: Date
    let recorder: CheckRecorder
    var observed = ObservedResponse()

    var options: ValidationOptions { validator.options }
    var serviceProvider: ServiceProvider { validator.serviceProvider }

    init(validator: ResponseValidator, trusted: TrustedIdentityProviders, instant: Date) {
        self.validator = validator
        self.trusted = trusted
        self.instant = instant
        recorder = CheckRecorder(keepsPassed: validator.options.recordsAllChecks)
    }

    func validate(_ document: Result<XMLDocument, XMLSecurityError>) -> ResponseValidation {
        guard let response = root(of: document) else { return refusal(observed: nil) }
        checkResponse(response)
        guard let container = onlyAssertion(of: response) else { return refusal(observed: observed) }

        var signatures = SignatureStage(run: self, response: response)
        let verified = signatures.run(container)
        observed.signatures = signatures.seen

        guard let assertion = verified.assertion else { return refusal(observed: observed) }
        var reader = AssertionReader(assertion)
        decryptNameID(&reader, isCovered: verified.key != nil)
        observed.assertion = reader.assertion
        checkAssertion(reader)

        guard !recorder.hasFailed, let key = verified.key, let evidence = evidence(reader.assertion, key: key),
            let validated = ValidatedAssertion(reader.assertion, evidence: evidence)
        else { return refusal(observed: observed) }
        return ResponseValidation(checks: recorder.inOrder, outcome: .success(validated), observed: observed)
    }

    private func refusal(observed: ObservedResponse?) -> ResponseValidation {
        if !recorder.hasFailed {
            // Every check passed and still something is missing: never an acceptance.
            recorder.fail(
                .values, expected: "all parts of an assertion", actual: "a part that no check asked for is absent")
        }
        recorder.skipTheRest(because: "not reached: an earlier check failed")
        let checks = recorder.inOrder
        return ResponseValidation(
            checks: checks, outcome: .failure(ResponseRefusal(failures: checks.filter { $0.status == .failed })),
            observed: observed)
    }

    private func evidence(_ assertion: ObservedAssertion, key: PublicKey) -> ValidatedAssertion.Evidence? {
        guard let responseID = observed.id, let confirmation = assertion.confirmations.first,
            let recipient = confirmation.recipient, let notOnOrAfter = confirmation.notOnOrAfter
        else { return nil }
        return ValidatedAssertion.Evidence(
            responseID: responseID, recipient: recipient, confirmationNotOnOrAfter: notOnOrAfter,
            inResponseTo: confirmation.inResponseTo ?? observed.inResponseTo, verifyingKeyFingerprint: key.fingerprint,
            clockSkew: options.clockSkew)
    }

    private func decryptNameID(_ reader: inout AssertionReader, isCovered: Bool) {
        guard let encrypted = reader.encryptedID else { return }
        // What nobody signed is not decrypted: the answer would say something about the cipher text.
        guard isCovered else {
            recorder.skip(.nameID, because: "EncryptedID in an assertion that no signature covers")
            return
        }
        do throws(XMLSecurityError) {
            reader.adopt(decrypted: try decryptor(isInsideSignature: true).decrypt(encrypted))
        } catch {
            recorder.fail(.nameID, expected: "an EncryptedID that opens with our key", actual: error.message)
        }
    }

    func decryptor(isInsideSignature: Bool) -> XMLDecryptor {
        XMLDecryptor(
            keys: serviceProvider.decryptionKeys.map(\.key),
            allowsUnauthenticatedCBC: isInsideSignature || options.insecureAllowUnsignedCBC,
            insecureAllowRSA15AndTripleDES: options.insecureAllowRSA15AndTripleDES)
    }
}
