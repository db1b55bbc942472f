public import Encodings
public import IAMPolicy
package import WebIdentity

/// An OpenID Connect provider of an account: whose tokens count, and for whom they have to be.
public struct OIDCProvider: Sendable {
    /// Client ids of a provider at most.
    package static let maximumClientIDs = 100
    /// Thumbprints of a provider at most.
    package static let maximumThumbprints = 5

    /// The account that it belongs to.
    public let account: Account
    /// What `iss` has to be.
    public let url: IssuerURL
    /// `arn:<partition>:iam::<account>:oidc-provider/<host><path>`.
    public let arn: ARN
    /// The audiences that its tokens may have.
    public let clientIDs: [String]
    /// SHA-1 of certificates, in hexadecimal of lower case.
    public let thumbprints: [String]
    /// The keys that were given with it; nil when the provider itself is asked for them.
    package let keys: JSONWebKeySet?

    /// Makes a provider; `jwks` is a JSON Web Key Set, the keys that count for it and no others.
    ///
    /// Throws `ConfigurationError` for a URL, client id or thumbprint that AWS would not take, and for a set without a key
    /// that verifies tokens.
    public init(
        account: Account, url: IssuerURL, clientIDs: [String], thumbprints: [String] = [], jwks: [UInt8]? = nil
    ) throws(ConfigurationError) {
        let arn = account.arn(.oidcProvider, name: url.name)
        guard clientIDs.count <= Self.maximumClientIDs, clientIDs.allSatisfy(Self.isClientID) else {
            throw ConfigurationError(
                arn.description, "a provider has at most \(Self.maximumClientIDs) client ids of 1 to 255 characters")
        }
        guard thumbprints.count <= Self.maximumThumbprints, thumbprints.allSatisfy(Self.isThumbprint) else {
            throw ConfigurationError(
                arn.description,
                "a provider has at most \(Self.maximumThumbprints) thumbprints of 40 hexadecimal digits")
        }
        do throws(WebIdentityError) {
            keys = try jwks.map { bytes throws(WebIdentityError) in try JSONWebKeySet(json: bytes) }
        } catch {
            throw ConfigurationError(arn.description, "its keys: \(error.reason)")
        }
        self.account = account
        self.url = url
        self.arn = arn
        self.clientIDs = clientIDs
        self.thumbprints = thumbprints.map(\.asciiLowercased)
    }

    /// Keys that were given and are not used, each with its place and the reason.
    package var unusedKeys: [String] { keys?.refusals.map(\.description) ?? [] }

    /// Whether a text may be a client id.
    package static func isClientID(_ text: String) -> Bool { (1...255).contains(text.unicodeScalars.count) }

    /// Whether a text may be a thumbprint.
    package static func isThumbprint(_ text: String) -> Bool {
        text.utf8.count == 40 && text.utf8.allSatisfy { Hexadecimal.value($0) != nil }
    }
}
