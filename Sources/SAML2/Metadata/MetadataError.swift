/// Metadata that can't be taken.
///
/// The description starts with AWS's own words, `Could not parse metadata`, or `Unable to parse metadata` for a key that is too small.
public struct MetadataError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of refusal it is.
    public enum Code: String, Sendable {
        /// Starts with a byte order mark.
        case byteOrderMark
        /// Not in UTF-8.
        case notUTF8
        /// Not XML, or above a limit.
        case malformed
        /// Not a metadata document.
        case notMetadata
        /// The signature is missing, wrong, or by another key.
        case signature
        /// No entity is an identity provider.
        case noIdentityProvider
        /// An identity provider has no usable signing key.
        case noSigningKey
        /// An RSA key has fewer than 1024 bits.
        case keyTooSmall
        /// More identity providers than a SAML provider may have.
        case tooManyIdentityProviders
        /// More keys than an identity provider may have.
        case tooManyKeys
        /// `validUntil` has passed.
        case expired
        /// Two entities with one entityID.
        case duplicateEntity
    }

    /// What kind of refusal it is.
    public let code: Code
    /// What was expected, what was seen and what to do.
    public let reason: String

    /// AWS's words, then the reason.
    public var description: String {
        "\(code == .keyTooSmall ? "Unable to" : "Could not") parse metadata: \(reason)"
    }

    init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
