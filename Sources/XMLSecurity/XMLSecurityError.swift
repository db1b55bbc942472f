/// Why a document, key, signature or cipher text was refused: a stable code and a sentence for people.
///
/// Two errors are equal when their codes are. The message never contains key material or decrypted text.
package struct XMLSecurityError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case malformedDocument, documentTypeDeclaration, encodingNotAllowed, limitExceeded, mixedContent
            case duplicateID, invalidKey, keyTooSmall
            case signatureShape, algorithmNotAllowed, algorithmNotSupported, keyMismatch
            case digestMismatch, signatureMismatch, signatureEncoding, processingFailed, decryptionFailed
        }

        private let value: Value

        package var description: String { value.rawValue }

        /// Not well-formed XML.
        package static let malformedDocument = Code(value: .malformedDocument)
        /// A DOCTYPE, which no SAML message needs.
        package static let documentTypeDeclaration = Code(value: .documentTypeDeclaration)
        /// A character encoding outside the allow-list, or bytes that are not in the declared one.
        package static let encodingNotAllowed = Code(value: .encodingNotAllowed)
        /// A size, depth or count above its limit.
        package static let limitExceeded = Code(value: .limitExceeded)
        /// A value with an element, comment or processing instruction inside.
        package static let mixedContent = Code(value: .mixedContent)
        /// Two elements with one ID.
        package static let duplicateID = Code(value: .duplicateID)
        /// A key or certificate that can't be read or used.
        package static let invalidKey = Code(value: .invalidKey)
        /// A key with fewer bits than required.
        package static let keyTooSmall = Code(value: .keyTooSmall)
        /// A Signature or encrypted element that is not of the one accepted shape.
        package static let signatureShape = Code(value: .signatureShape)
        /// An algorithm that is known and refused.
        package static let algorithmNotAllowed = Code(value: .algorithmNotAllowed)
        /// An algorithm that the libraries underneath don't have, or that nobody knows.
        package static let algorithmNotSupported = Code(value: .algorithmNotSupported)
        /// No key fits the signature's algorithm.
        package static let keyMismatch = Code(value: .keyMismatch)
        /// The signed content was changed.
        package static let digestMismatch = Code(value: .digestMismatch)
        /// The signature value was not made by any of the keys.
        package static let signatureMismatch = Code(value: .signatureMismatch)
        /// The signature value is written in another form than XML Signature's.
        package static let signatureEncoding = Code(value: .signatureEncoding)
        /// A library call failed for a reason of its own.
        package static let processingFailed = Code(value: .processingFailed)
        /// Decryption failed; which step did is not said on purpose.
        package static let decryptionFailed = Code(value: .decryptionFailed)
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
