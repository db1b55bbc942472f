public import Foundation

/// Who signed a request.
///
/// Only ``SignatureVerifier`` makes one.
public struct VerifiedSignature: Sendable {
    /// The access key id whose secret gives the signature.
    public let accessKeyID: String
    /// The day, region and service of the signing key.
    public let scope: CredentialScope
    /// The time of the signature, whole seconds.
    public let date: Date
    /// Where the signature stands.
    public let location: AuthorizationClaim.Location
    /// The names of the signed headers, lower case and sorted.
    public let signedHeaders: [String]
    /// Whether the signature covers the payload; `false` for `UNSIGNED-PAYLOAD`.
    public let isPayloadSigned: Bool
    /// Whether the signature covers the session token; `false` as well when there is none.
    public let isSessionTokenSigned: Bool
}
