internal import Crypto
public import Encodings
package import IAMPolicy

/// Unique ids of entities: a prefix that tells the kind, and characters of base32.
public enum UniqueID {
    /// Bytes of randomness in an id.
    private static let entropyCount = 15
    /// Characters after the prefix.
    private static let count = 17
    /// The same of SAML providers, whose ids AWS makes of at least 22 characters.
    private static let providerCount = 22

    /// A new id for an entity of a kind that has random ids.
    public static func make(_ kind: EntityKind, _ random: any RandomSource) -> String {
        Base32.encode(
            random.bytes(entropyCount), count: kind == .samlProvider ? providerCount : count, prefix: prefix(of: kind))
    }

    /// A new id for a private key of a SAML provider: 24 characters.
    public static func privateKey(_ random: any RandomSource) -> String {
        Base32.encode(random.bytes(entropyCount), count: 24, prefix: "")
    }

    /// A new id for a signing certificate: 24 characters.
    public static func signingCertificate(_ random: any RandomSource) -> String {
        Base32.encode(random.bytes(entropyCount), count: 24, prefix: "")
    }

    private static func prefix(of kind: EntityKind) -> StaticString {
        switch kind {
        case .role: "AROA"
        case .user: "AIDA"
        case .group: "AGPA"
        case .policy: "ANPA"
        case .samlProvider: "ASPA"
        case .oidcProvider: "AOPA"
        case .accessKey: "AKIA"
        case .instanceProfile: "AIPA"
        case .serverCertificate: "ASCA"
        case .sshPublicKey: "APKA"
        case .serviceCredential: "ACCA"
        case .mfaDevice, .accountAlias, .deletionTask, .outboundIssuer, .loginProfile, .passwordPolicy,
            .signingCertificate, .credentialReport, .accessReport, .tokenPreferences,
            .clientGrant, .attemptCount, .recordSegment:
            ""
        }
    }

    /// `AROA…` of a configured role: it follows from the ARN, so that it is the same after a restart.
    package static func configuredRole(_ arn: ARN) -> String { derived("configured role", arn, count, prefix: "AROA") }

    /// `ASPA…` of a configured SAML provider.
    package static func configuredProvider(_ arn: ARN) -> String {
        derived("configured provider", arn, providerCount, prefix: "ASPA")
    }

    /// `AOPA…` of a configured OpenID Connect provider.
    package static func configuredOIDCProvider(_ arn: ARN) -> String {
        derived("configured OIDC provider", arn, count, prefix: "AOPA")
    }

    /// `ANPA…` of a policy of AWS whose own id nobody says; it follows from the resource of the ARN, which is the same in
    /// every partition.
    static func policyOfAWS(_ resource: String) -> String { derived("policy of AWS", resource, count, prefix: "ANPA") }

    private static func derived(_ purpose: String, _ arn: ARN, _ count: Int, prefix: StaticString) -> String {
        derived(purpose, arn.description, count, prefix: prefix)
    }

    private static func derived(_ purpose: String, _ text: String, _ count: Int, prefix: StaticString) -> String {
        Base32.encode(Array(SHA256.digest(of: purpose, [text])), count: count, prefix: prefix)
    }
}
