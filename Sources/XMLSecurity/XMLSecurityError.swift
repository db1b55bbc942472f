/// Why a document, key, signature or cipher text was refused: a stable code and a sentence for people.
///
/// Two errors are equal when their codes are. The message never contains key material or decrypted text.
package struct XMLSecurityError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is.
    package enum Code: Sendable {
        /// Not well-formed XML.
        case malformedDocument
        /// A DOCTYPE, which no SAML message needs.
        case documentTypeDeclaration
        /// A character encoding outside the allow-list, or bytes that are not in the declared one.
        case encodingNotAllowed
        /// A size, depth or count above its limit.
        case limitExceeded
        /// A value with an element, comment or processing instruction inside.
        case mixedContent
        /// Two elements with one ID.
        case duplicateID
        /// A key or certificate that can't be read or used.
        case invalidKey
        /// A Signature or encrypted element that is not of the one accepted shape.
        case signatureShape
        /// An algorithm that is known and refused.
        case algorithmNotAllowed
        /// An algorithm that the libraries underneath don't have, or that nobody knows.
        case algorithmNotSupported
        /// No key fits the signature's algorithm.
        case keyMismatch
        /// The signed content was changed.
        case digestMismatch
        /// The signature value was not made by any of the keys.
        case signatureMismatch
        /// The signature value is written in another form than XML Signature's.
        case signatureEncoding
        /// A library call failed for a reason of its own.
        case processingFailed
        /// Decryption failed; which step did is not said on purpose.
        case decryptionFailed
    }

    /// What kind of refusal it is.
    package let code: Code
    /// What was seen and what was expected.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code): \(message)" }

    package static func == (left: Self, right: Self) -> Bool { left.code == right.code }

    package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
