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
        let made = try material(algorithm, at: now)
        return Key(
            id: made.id, algorithm: algorithm, publicMembers: made.members, createDate: now, signsFrom: signsFrom,
            sealed: try keyRing.sealForStorage(made.secret, context: sealContext(made.id), random: random),
            certificate: made.certificate)
    }

    /// What there is of a key before it is sealed.
    private struct Material {
        let id: String
        let members: [String: String]
        let secret: [UInt8]
        let certificate: [UInt8]
    }

    private static func material(_ name: String, at now: Timestamp) throws(ConfigurationError) -> Material {
        do throws(WebIdentityError) {
            guard let algorithm = TokenAlgorithm(rawValue: name) else { throw WebIdentityError("no algorithm \(name)") }
            let key = try TokenSigningKey(generatedFor: algorithm)
            let members = try key.publicMembers()
            let id = TokenSigningKey.id(of: members)
            return Material(
                id: id, members: members, secret: key.secret, certificate: try key.certificate(id: id, from: now))
        } catch {
            throw ConfigurationError("web identity token key", error.reason)
        }
    }

    // MARK: Certificates of keys that were made before there were any

    /// Certificates for the keys that have none, by id; none while the account gives no tokens.
    ///
    /// A key that does not open, because the key ring was replaced, gets none: it signs nothing either.
    package func missingCertificates(keyRing: KeyRing) -> [String: [UInt8]] {
        guard isEnabled else { return [:] }
        var certificates: [String: [UInt8]] = [:]
        for key in keys where key.certificate == nil {
            guard let algorithm = TokenAlgorithm(rawValue: key.algorithm),
                var secret = keyRing.openFromStorage(key.sealed, context: Self.sealContext(key.id))
            else { continue }
            defer { secret.withUnsafeMutableBytes { Zeroing.zero($0) } }
            certificates[key.id] = try? TokenSigningKey(algorithm, secret: secret).certificate(
                id: key.id, from: key.createDate)
        }
        return certificates
    }

    /// The record with these certificates for keys that have none: one that another broker made meanwhile stays.
    package func certified(by certificates: [String: [UInt8]]) -> OutboundIssuerRecord {
        var certified = self
        for index in certified.keys.indices where certified.keys[index].certificate == nil {
            certified.keys[index].certificate = certificates[certified.keys[index].id]
        }
        return certified
    }
}
