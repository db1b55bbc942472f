internal import Crypto

/// Unique ids of entities that come from a configuration: they must be the same after a restart, so they are derived.
enum UniqueID {
    /// `AROA` and 17 characters that follow from the role's ARN.
    static func configuredRole(arn: String) -> String {
        var hasher = SHA256()
        hasher.update(lengthPrefixed: "configured role")
        hasher.update(lengthPrefixed: arn)
        return Base32.encode(hasher.finalize(), count: 17, prefix: "AROA")
    }
}
