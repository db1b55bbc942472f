package import Encodings
package import Keys
import WebIdentity

extension OutboundIssuerRecord {
    /// The names of the algorithms that an issuer has keys for.
    package static let algorithms = TokenSigningKey.algorithms.map(\.rawValue)

    /// The first keys of an issuer, one for each algorithm, which sign at once: nobody knows the issuer yet.
    ///
    /// Throws `ConfigurationError` when a key cannot be made or sealed.
    package static func firstKeys(
        keyRing: KeyRing, random: any RandomSource, at now: Timestamp
    ) throws(ConfigurationError) -> [Key] {
        var keys: [Key] = []
        for algorithm in algorithms {
            keys.append(try makeKey(algorithm, signsFrom: now, keyRing: keyRing, random: random, at: now))
        }
        return keys
    }

    /// A new key for an algorithm.
    ///
    /// Throws `ConfigurationError` when it cannot be made or sealed.
    package static func makeKey(
        _ algorithm: String, signsFrom: Timestamp, keyRing: KeyRing, random: any RandomSource, at now: Timestamp
    ) throws(ConfigurationError) -> Key {
        let (members, secret) = try material(algorithm)
        let id = TokenSigningKey.id(of: members)
        return Key(
            id: id, algorithm: algorithm, publicMembers: members, createDate: now, signsFrom: signsFrom,
            sealed: try keyRing.sealForStorage(secret, context: sealContext(id), random: random))
    }

    private static func material(
        _ name: String
    ) throws(ConfigurationError) -> (members: [String: String], secret: [UInt8]) {
        do throws(WebIdentityError) {
            guard let algorithm = TokenAlgorithm(rawValue: name) else { throw WebIdentityError("no algorithm \(name)") }
            let key = try TokenSigningKey(generatedFor: algorithm)
            return (try key.publicMembers(), key.secret)
        } catch {
            throw ConfigurationError("web identity token key", error.reason)
        }
    }
}
