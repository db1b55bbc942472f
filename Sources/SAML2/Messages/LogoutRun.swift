import Encodings
import Foundation
import XMLSecurity

/// The checks that requests and answers have in common, made in order; one that exists has passed them.
struct LogoutRun {
    let root: XMLElement
    let issuer: String
    let id: String
    let issueInstant: Date
    private let instant: Date
    private let clockSkew: Double

    init(
        _ message: ReceivedLogoutMessage, named name: XMLName, by validator: LogoutValidator,
        trusting trusted: TrustedIdentityProviders, at instant: Date
    ) throws(LogoutRefusal) {
        (self.instant, clockSkew) = (instant, validator.clockSkew)
        root = try Self.root(of: message, name)
        issuer = try Self.issuer(of: root)
        let keys = try Self.keys(of: issuer, trusted, at: instant)
        try Self.checkSignature(of: root, message, keys, insecureAllowSHA1: validator.insecureAllowSHA1)
        guard root.attribute("Version") == "2.0" else {
            throw LogoutRefusal(.version, expected: "2.0", actual: root.attribute("Version") ?? "no Version")
        }
        guard let id = root.attribute("ID"), XMLName.isNCName(id) else {
            throw LogoutRefusal(.id, expected: "an ID that is a name", actual: root.attribute("ID")?.quoted ?? "none")
        }
        self.id = id
        issueInstant = try Self.issueInstant(of: root, validator.clockSkew, at: instant)
        // A signed message has to say where it goes.
        guard let destination = root.attribute("Destination"),
            validator.endpoints.contains(where: { $0.hasSameBytes(as: destination) })
        else {
            throw LogoutRefusal(
                .destination, expected: validator.endpoints.joined(separator: " or "),
                actual: root.attribute("Destination")?.quoted ?? "no Destination")
        }
    }

    /// The message, with nothing in it that has a meaning of its own.
    private static func root(
        of message: ReceivedLogoutMessage, _ name: XMLName
    ) throws(LogoutRefusal) -> XMLElement {
        let document: XMLDocument
        do throws(XMLSecurityError) {
            document = try XMLDocument(parsing: message.xml, limits: .message)
        } catch {
            throw LogoutRefusal(.wellFormed, expected: "one XML document without DOCTYPE", actual: error.message)
        }
        let root = document.root
        guard root.isNamed(name) else {
            throw LogoutRefusal(.root, expected: name.description, actual: root.qualifiedName)
        }
        let foreign = root.descendants(namedAny: [
            SAML.assertion, SAML.encryptedAssertion, SAML.response, SAML.logoutRequest, SAML.logoutResponse,
            SAML.authnRequest,
        ]).first { !$0.isIdentical(to: root) }
        if let foreign {
            throw LogoutRefusal(
                .nothingInside, expected: "no other message inside",
                actual: "\(foreign.localName) in \(foreign.parent?.localName ?? "it") (line \(foreign.line))")
        }
        return root
    }

    private static func issuer(of root: XMLElement) throws(LogoutRefusal) -> String {
        let issuers = root.children(named: SAML.issuer)
        guard issuers.count == 1, let issuer = issuers.first else {
            throw LogoutRefusal(.issuer, expected: "one Issuer", actual: "\(issuers.count)")
        }
        let format = issuer.attribute("Format") ?? SAML.entityFormat
        guard format == SAML.entityFormat else {
            throw LogoutRefusal(.issuer, expected: "an Issuer whose Format is an entity", actual: format.quoted)
        }
        return try text(of: issuer, .issuer)
    }

    private static func keys(
        of issuer: String, _ trusted: TrustedIdentityProviders, at instant: Date
    ) throws(LogoutRefusal) -> [PublicKey] {
        let known = trusted.matching(entityID: issuer).filter { $0.validUntil.map { instant < $0 } ?? true }
        guard !known.isEmpty else {
            throw LogoutRefusal(
                .issuer, expected: trusted.entityIDs.joined(separator: " or "), actual: issuer.quoted)
        }
        return known.flatMap { $0.signingKeys.map(\.publicKey) }
    }

    private static func checkSignature(
        of root: XMLElement, _ message: ReceivedLogoutMessage, _ keys: [PublicKey], insecureAllowSHA1: Bool
    ) throws(LogoutRefusal) {
        let signatures = root.descendants(namedAny: [SAML.signature])
        switch message.carrier {
        case .query(let query):
            // The binding takes a Signature out of the message (bindings 3.4.4.1).
            guard signatures.isEmpty else {
                throw LogoutRefusal(
                    .signature, expected: "a signature of the query", actual: "a Signature in the message")
            }
            let verdict = query.verify(with: keys, insecureAllowSHA1: insecureAllowSHA1)
            guard verdict == .verified else {
                throw LogoutRefusal(
                    .signature, expected: "a signature of the query by a key of the issuer's metadata",
                    actual: "\(verdict)")
            }
        case .form:
            guard signatures.count == 1, let signature = signatures.first else {
                throw LogoutRefusal(.signature, expected: "one Signature", actual: "\(signatures.count)")
            }
            do throws(XMLSecurityError) {
                let shape = try SignatureShape(of: signature, in: root)
                _ = try XMLSignatureVerifier(insecureAllowSHA1: insecureAllowSHA1).verify(shape, with: keys)
            } catch {
                throw LogoutRefusal(
                    .signature, expected: "a signature of the message by a key of the issuer's metadata",
                    actual: error.message)
            }
        }
    }

    private static func issueInstant(
        of root: XMLElement, _ skew: Double, at instant: Date
    ) throws(LogoutRefusal) -> Date {
        guard let text = root.attribute("IssueInstant"), let issued = SAMLInstant.parse(text),
            issued <= instant.addingTimeInterval(skew),
            instant < issued.addingTimeInterval(LogoutValidator.lifetime + skew)
        else {
            throw LogoutRefusal(
                .issueInstant,
                expected: "within \(Int(LogoutValidator.lifetime)) s before \(SAMLInstant.format(instant))",
                actual: root.attribute("IssueInstant")?.quoted ?? "none")
        }
        return issued
    }

    // MARK: Requests

    /// The one subject, decrypted where it came as EncryptedID.
    func subject(_ keys: [DecryptionKey]) throws(LogoutRefusal) -> NameID {
        let subjects = root.children(named: SAML.nameID) + root.children(named: SAML.encryptedID)
        guard subjects.count == 1, let subject = subjects.first else {
            throw LogoutRefusal(.nameID, expected: "one NameID or EncryptedID", actual: "\(subjects.count)")
        }
        let element = subject.isNamed(SAML.encryptedID) ? try decrypted(subject, keys) : subject
        let value = try Self.text(of: element, .nameID)
        guard !value.isBlank else { throw LogoutRefusal(.nameID, expected: "a NameID", actual: "a blank one") }
        return NameID(
            value: value, format: element.attribute("Format"), nameQualifier: element.attribute("NameQualifier"),
            spNameQualifier: element.attribute("SPNameQualifier"))
    }

    private func decrypted(_ encrypted: XMLElement, _ keys: [DecryptionKey]) throws(LogoutRefusal) -> XMLElement {
        let decryptor = XMLDecryptor(
            keys: keys.map(\.key), allowsUnauthenticatedCBC: true, insecureAllowRSA15AndTripleDES: false)
        guard let element = try? decryptor.decrypt(encrypted), element.isNamed(SAML.nameID) else {
            throw LogoutRefusal(.nameID, expected: "an EncryptedID that opens with our key", actual: "it does not")
        }
        return element
    }

    func checkNotOnOrAfter() throws(LogoutRefusal) {
        guard let text = root.attribute("NotOnOrAfter") else { return }
        guard let end = SAMLInstant.parse(text), instant < end.addingTimeInterval(clockSkew) else {
            throw LogoutRefusal(
                .notOnOrAfter, expected: "later than \(SAMLInstant.format(instant))", actual: text.quoted)
        }
    }

    /// The text of an element that holds nothing else.
    static func text(of element: XMLElement, _ check: LogoutCheck) throws(LogoutRefusal) -> String {
        do throws(XMLSecurityError) {
            return try element.text()
        } catch {
            throw LogoutRefusal(check, expected: "text alone", actual: error.message)
        }
    }
}
