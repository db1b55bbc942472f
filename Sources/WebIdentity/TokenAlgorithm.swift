import Encodings

/// The signature algorithms of tokens that are taken (RFC 7518, section 3.1).
package enum TokenAlgorithm: String, Sendable, CaseIterable {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    case rs384 = "RS384"
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    case rs512 = "RS512"
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// ECDSA on P-384 with SHA-384.
    case es384 = "ES384"
    /// ECDSA on P-521 with SHA-512.
    case es512 = "ES512"

    /// Their names, for messages.
    static let list = allCases.map(\.rawValue).joined(separator: ", ")

    /// A name that is none of these, with what is wrong with it.
    static func objection(to name: String) -> String {
        let reason: String? =
            switch name.asciiLowercased {
            case "none": "a token that nobody signed"
            case "hs256", "hs384", "hs512":
                "made with a secret that both sides have; a public key that is taken for one would let anybody make it"
            case "ps256", "ps384", "ps512": "RSA-PSS, which AWS does not take"
            default: nil
            }
        return reason.map { "\(name.quoted), \($0)" } ?? name.quoted
    }
}
