package import Accounts
package import Encodings
package import Keys

/// What all brokers that share a store know of an account's sessions and records.
package struct KnownRecords: Sendable {
    /// The sessions that run and that nobody has ended, newest first.
    package let sessions: [RunningSession]
    /// The last records that are the account's to see, newest first: its own, and refusals of which nobody knows whose they are.
    package let records: [RecentRecord]
    /// Segments of others that can't be read: sealed with another key ring, or of a newer version.
    package let unreadable: Int
    /// Whether it is what this process remembers and no more, because the store fails.
    package let isAlone: Bool
}

extension SharedRecords {
    /// What is known of an account; what this process remembers alone, when the store fails.
    package func known(
        to account: AccountID, openedBy keyRing: KeyRing, at now: Timestamp
    ) async -> KnownRecords {
        // Without the revocations nobody could tell which sessions of others were ended: then none of them is shown.
        let shared = try? await (told: told(openedBy: keyRing, at: now), revocations: store.revocations())
        let others = shared?.told ?? Told()
        let revocations = shared?.revocations ?? RevocationList()
        var sessions: [String: RunningSession] = [:]
        for session in recent.sessions(of: account) + others.sessions where session.account == account {
            sessions[session.id] = sessions[session.id]?.merged(with: session) ?? session
        }
        // When the store's answer was lost, a record was handed over twice.
        var seen: Set<String> = []
        let records = (recent.records(of: account) + others.records.filter { $0.concerns(account) })
            .filter { seen.insert($0.id).inserted }
        return KnownRecords(
            sessions: sessions.values.filter { now < $0.end && !$0.isRevoked(by: revocations) }
                .sorted { $0.issuedAt > $1.issuedAt },
            records: records.sorted { $0.time > $1.time }, unreadable: others.unreadable, isAlone: shared == nil)
    }
}
