package import Accounts
package import Encodings

/// The issuers of web identity tokens, one for each account, as those who verify the tokens see them.
extension SecurityTokenService {
    /// `iss` of an account's tokens; nil when nobody said where issuers are.
    package func outboundIssuer(of id: AccountID) -> String? { outboundIssuers.map { "\($0)/\(id)" } }

    /// `iss` of an account's tokens for a relying party: another one when it has an issuer of its own.
    func outboundIssuer(of id: AccountID, for party: RelyingParty?) -> String? {
        guard let party, party.profile.hasOwnIssuer else { return outboundIssuer(of: id) }
        return outboundIssuer(of: id).map { "\($0)/\(party.name)" }
    }

    /// The discovery document of an account's issuer (OpenID Connect Discovery, section 3); nil when it was never enabled.
    ///
    /// Throws `STSError` when the store fails.
    package func outboundDiscovery(of id: AccountID) async throws(STSError) -> JSONValue? {
        guard let issuer = outboundIssuer(of: id), try await knownIssuer(of: id) != nil else { return nil }
        return Self.discovery(of: issuer, OutboundIssuerRecord.algorithms)
    }

    /// The keys of an account's issuer (RFC 7517, section 5), those that sign and those that will or did; nil when it was never enabled.
    ///
    /// They stay when it is disabled: tokens that were given before are good until they end. Throws `STSError` when the store fails.
    package func outboundKeys(of id: AccountID) async throws(STSError) -> JSONValue? {
        guard let record = try await knownIssuer(of: id) else { return nil }
        return .object([JSONMember("keys", .array(record.keys.map { .object(Self.webKey($0)) }))])
    }

    /// `iss` and keys of an account that gives tokens, for a relying party that may have an issuer of its own.
    ///
    /// Throws `STSError`: `OutboundWebIdentityFederationDisabledException` when it gives none.
    func enabledIssuer(
        of id: AccountID, for party: RelyingParty?
    ) async throws(STSError) -> (url: String, record: OutboundIssuerRecord) {
        guard let url = outboundIssuer(of: id, for: party), let record = try await entities.outboundIssuer(of: id),
            record.isEnabled
        else {
            throw STSError(
                .outboundFederationDisabled, "Outbound web identity federation is not enabled for this account.",
                cause: "EnableOutboundWebIdentityFederation was not called, or no URL of issuers is set")
        }
        return (url, record)
    }

    func knownIssuer(of id: AccountID) async throws(STSError) -> OutboundIssuerRecord? {
        // What is no account of ours needs no look-up.
        guard directory.accounts[id] != nil else { return nil }
        return try await entities.outboundIssuer(of: id)
    }

    static func discovery(of issuer: String, _ algorithms: [String]) -> JSONValue {
        .object([
            JSONMember("issuer", issuer), JSONMember("jwks_uri", issuer + "/.well-known/jwks.json"),
            JSONMember("response_types_supported", .strings(["id_token"])),
            JSONMember("subject_types_supported", .strings(["public"])),
            JSONMember("id_token_signing_alg_values_supported", .strings(algorithms)),
            JSONMember("claims_supported", .strings(["iss", "aud", "sub", "iat", "exp", "jti"])),
        ])
    }

    static func webKey(_ key: OutboundIssuerRecord.Key) -> [JSONMember] {
        let material = key.publicMembers.sorted { $0.key < $1.key }.map { JSONMember($0.key, $0.value) }
        return [JSONMember("kid", key.id), JSONMember("use", "sig"), JSONMember("alg", key.algorithm)] + material
    }
}
