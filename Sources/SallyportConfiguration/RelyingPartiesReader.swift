import Accounts
import Encodings

/// Reads the section `relyingParties`: what web identity tokens for an audience are like.
struct RelyingPartiesReader {
    func read(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> RelyingParties {
        guard let node else { return RelyingParties() }
        let elements = try node.elements()
        guard elements.count <= RelyingParties.most else {
            throw node.error("at most \(RelyingParties.most) relying parties; there are \(elements.count)")
        }
        var parties: [RelyingParty] = []
        for element in elements {
            let party = try relyingParty(element)
            guard !parties.contains(where: { $0.name == party.name }) else {
                throw try element.required("name").error("another relying party has this name")
            }
            guard !parties.contains(where: { $0.audience.utf8.elementsEqual(party.audience.utf8) }) else {
                throw try element.required("audience").error("another relying party has this audience")
            }
            parties.append(party)
        }
        let all = RelyingParties(parties)
        guard all.attributes.count <= RelyingParties.mostAttributes else {
            throw node.error(
                "sessions carry at most \(RelyingParties.mostAttributes) attributes; claims name \(all.attributes.count)"
            )
        }
        return all
    }

    private func relyingParty(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> RelyingParty {
        var profile = RelyingParty.Profile()
        let algorithms = OutboundIssuerRecord.algorithms.map { ($0, $0) }
        profile.algorithm = try node.optional("algorithm")?.word(Dictionary(uniqueKeysWithValues: algorithms))
        if let tags = try node.optional("tags")?.boolean() { profile.hasTags = tags }
        if let identity = try node.optional("sourceIdentity")?.boolean() { profile.hasSourceIdentity = identity }
        if let x5c = node.optional("x5c"), try x5c.boolean() {
            guard profile.algorithm != nil else {
                throw x5c.error("x5c needs algorithm: one key is shown, with its certificate")
            }
            profile.hasOwnIssuer = true
        }
        profile.claims = try claims(node.optional("claims"))
        return RelyingParty(
            name: try name(node.required("name")), audience: try audience(node.required("audience")), profile: profile)
    }

    /// What the paths of an account's issuer begin with can't be the name of another one below it.
    private static let pathOfKeys = "protocol"

    private func name(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> String {
        let name = try node.string()
        let isGood = name.utf8.allSatisfy { ASCII.isLowercase($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") }
        guard name.utf8.count <= 64, isGood else {
            throw node.error("expected at most 64 characters of a to z, digits and hyphens")
        }
        guard name != Self.pathOfKeys else {
            throw node.error("\(name) is kept for paths of issuers; take another name")
        }
        return name
    }

    /// As GetWebIdentityToken takes it.
    private func audience(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> String {
        let audience = try node.string()
        guard audience.unicodeScalars.count <= 1_000 else { throw node.error("expected at most 1000 characters") }
        return audience
    }

    private func claims(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> [RelyingParty.Claim] {
        guard let node else { return [] }
        let entries = try node.entries()
        guard entries.count <= RelyingParties.mostClaims else {
            throw node.error("at most \(RelyingParties.mostClaims) claims; there are \(entries.count)")
        }
        var claims: [RelyingParty.Claim] = []
        var names: Set<String> = []
        for (name, value) in entries {
            if let objection = ClaimNames.objection(to: name) { throw value.error(objection) }
            guard names.insert(name.asciiLowercased).inserted else {
                throw value.error("names of claims do not differ by case alone")
            }
            claims.append(RelyingParty.Claim(name: name, attribute: try value.attributeName()))
        }
        return claims
    }
}

/// Which claims an identity provider's attribute may be.
private enum ClaimNames {
    /// Those of RFC 7519 and, of OpenID Connect, those that say for whom a token is and how somebody was authenticated: what the broker
    /// says of them, or does not say, must not come from an attribute.
    private static let kept: Set<String> = [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "azp", "nonce", "auth_time", "acr", "amr", "at_hash", "c_hash",
        "sid", "cnf", "act", "may_act",
    ]
    /// What the names of AWS's claims begin with.
    private static let prefixes = ["https://sts.amazonaws.com", "https://aws.amazon.com", "aws:"]
    private static let longest = 128

    /// What is wrong with a name; nil when nothing is.
    ///
    /// Regardless of case: some readers of JSON take `SUB` for `sub`.
    static func objection(to name: String) -> String? {
        guard (1...longest).contains(name.utf8.count), name.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "the name of a claim is 1 to \(longest) visible characters of ASCII"
        }
        let name = name.asciiLowercased
        if kept.contains(name) { return "the claim \(name) has a meaning of its own; take another name" }
        if prefixes.contains(where: { name.hasPrefix($0) }) {
            return "claims of AWS say what the session says; take another name"
        }
        return nil
    }
}
