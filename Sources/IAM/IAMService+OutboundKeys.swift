public import Accounts
import Encodings
public import Foundation
import STS

extension IAMService {
    /// Makes the next keys of web identity tokens, ahead of the time when they sign, and forgets those that are over.
    ///
    /// Keys that were made before there were certificates get them. An account whose keys can't be changed keeps no other from
    /// having its own. Throws `StoreError`: the first one, at the end.
    public func rotateOutboundKeys(at instant: Date) async throws(StoreError) {
        let (now, accounts) = (Timestamp(roundingDown: instant), tokens.directory.accounts.keys)
        let rows = try await read { reader in
            var rows: [EntityRow] = []
            for account in accounts { rows += try await reader.rows(.below(.outboundIssuer, account)) }
            return rows
        }
        var failure: StoreError?
        for row in rows {
            do throws(StoreError) {
                try await rotateKeys(of: try Entity(row), at: now)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Keys are made before the transaction, which others wait for; another broker may have made some meanwhile.
    private func rotateKeys(of issuer: Entity<OutboundIssuerRecord>, at now: Timestamp) async throws(StoreError) {
        let certificates = issuer.record.missingCertificates(keyRing: keyRing)
        guard issuer.record.isRotationDue(at: now) || !certificates.isEmpty else { return }
        let keys = try nextKeys(of: issuer.record, at: now)
        let id = issuer.uniqueID
        try await storeErrors {
            try await store.writeEntities { writer in
                guard var current = try await writer.entity(OutboundIssuerRecord.self, uniqueID: id) else { return }
                let rotated = current.record.rotated(adding: keys, at: now).certified(by: certificates)
                guard rotated != current.record else { return }
                current.record = rotated
                try await writer.update(current)
            }
        }
    }

    private func nextKeys(
        of record: OutboundIssuerRecord, at now: Timestamp
    ) throws(StoreError) -> [OutboundIssuerRecord.Key] {
        let signsFrom = now.advanced(bySeconds: OutboundIssuerRecord.lead)
        var keys: [OutboundIssuerRecord.Key] = []
        do throws(ConfigurationError) {
            for algorithm in record.dueAlgorithms(at: now) {
                keys.append(
                    try OutboundIssuerRecord.makeKey(
                        algorithm, signsFrom: signsFrom, keyRing: keyRing, random: random, at: now))
            }
        } catch {
            throw StoreError(.unavailable, error.description)
        }
        return keys
    }
}
