package import Accounts
package import Encodings
import WebIdentity

/// The issuers that relying parties have of their own: some take a set of one key alone, with its certificate (`x5c`), and compare the
/// certificate's thumbprint.
extension SecurityTokenService {
    /// The discovery document of a relying party's issuer; nil when there is none with this name, or the account's was never enabled.
    ///
    /// Throws `STSError` when the store fails.
    package func outboundDiscovery(of id: AccountID, named name: String) async throws(STSError) -> JSONValue? {
        guard let own = try await relyingPartyIssuer(of: id, named: name),
            let issuer = outboundIssuer(of: id, for: own.party)
        else { return nil }
        return Self.discovery(of: issuer, [own.algorithm])
    }

    /// The key that signs at an instant, with its certificate; nil when there is no such issuer.
    ///
    /// Throws `STSError` when the store fails, and while a key that was made by an earlier version has no certificate yet.
    package func outboundKeys(
        of id: AccountID, named name: String, at now: Timestamp
    ) async throws(STSError) -> JSONValue? {
        guard let own = try await relyingPartyIssuer(of: id, named: name) else { return nil }
        guard let key = own.record.signingKey(own.algorithm, at: now) else {
            throw .unavailable("the account's issuer has no key for \(own.algorithm)")
        }
        let certificate = JSONValue.strings([Base64.standard.encode(try Self.certificate(of: key))])
        return .object([
            JSONMember("keys", .array([.object(Self.webKey(key) + [JSONMember("x5c", certificate)])]))
        ])
    }

    /// SHA-1 of the certificate of the key that signs at an instant, and then of the ones that will; nil when there is no such issuer.
    ///
    /// Throws `STSError` as the keys do.
    package func outboundThumbprints(
        of id: AccountID, named name: String, at now: Timestamp
    ) async throws(STSError) -> JSONValue? {
        guard let own = try await relyingPartyIssuer(of: id, named: name) else { return nil }
        var members: [JSONValue] = []
        for key in own.record.signingKeys(own.algorithm, from: now) {
            members.append(
                .object([
                    JSONMember("kid", key.id),
                    JSONMember("sha1", TokenSigningKey.thumbprint(of: try Self.certificate(of: key))),
                    JSONMember("signsFrom", key.signsFrom.iso8601),
                ]))
        }
        return .object([JSONMember("thumbprints", .array(members))])
    }

    private struct RelyingPartyIssuer {
        let party: RelyingParty
        let algorithm: String
        let record: OutboundIssuerRecord
    }

    private func relyingPartyIssuer(
        of id: AccountID, named name: String
    ) async throws(STSError) -> RelyingPartyIssuer? {
        guard let party = relyingParties.issuer(named: name), let algorithm = party.profile.algorithm,
            let record = try await knownIssuer(of: id)
        else { return nil }
        return RelyingPartyIssuer(party: party, algorithm: algorithm, record: record)
    }

    private static func certificate(of key: OutboundIssuerRecord.Key) throws(STSError) -> [UInt8] {
        guard let certificate = key.certificate else {
            throw .unavailable("the web identity token key \(key.id) has no certificate yet; maintenance makes it")
        }
        return certificate
    }
}
