public import Foundation

/// What a request says about who signed it.
///
/// Nothing in it is verified. Made by ``SignatureVerifier/claim(in:)``. The caller looks up the secret of
/// ``accessKeyID``, opening ``sessionToken`` where there is one, and hands both to the verifier.
public struct AuthorizationClaim: Sendable {
    /// Where in the request the signature stands.
    public enum Location: Hashable, Sendable {
        /// In the `Authorization` header.
        case header
        /// In the query, as presigned requests have it.
        case query
    }

    /// Where the signature stands.
    public let location: Location
    /// The access key id.
    public let accessKeyID: String
    /// The day, region and service of the signing key.
    public let scope: CredentialScope
    /// The names of the signed headers: lower case, sorted, each once.
    public let signedHeaders: [String]
    /// The session token of temporary credentials.
    public let sessionToken: String?
    /// The time of the signature, whole seconds.
    public var date: Date { timestamp.date }
    /// The life of a presigned request in seconds, 1 to 604,800; `nil` in the header form or when it is not given.
    public let expires: Int?

    /// The request that the claim was read from: what is verified is what was parsed.
    let request: SignableRequest
    let queryItems: QueryItems
    let timestamp: SigningTime
    let signature: [UInt8]
}
