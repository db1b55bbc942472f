package import Accounts
package import Encodings

/// Bounds how many passwords everybody together may try at one name of an account, at whichever broker: a hundred at once, and one
/// in five minutes from then on.
///
/// It is counted in the store, for names alike whether there is such a user or not. Names are many, and so they share a number of
/// allowances: who wants to use up that of a user by another name could as well try the user's.
package struct NameAllowance: Sendable {
    /// Attempts that may be made at once.
    static let burst = 100
    /// Milliseconds until there is one more.
    static let interval: Int64 = 300_000
    /// Bytes of a name's digest that tell it from others of its account.
    private static let digestLength = 2

    private let counter: AttemptCounter

    /// - Parameter name: of a user, as it was typed.
    package init(name: String, of account: AccountID) {
        let folded = String(decoding: name.utf8.map(ASCII.lowercased), as: UTF8.self)
        let digest = OneTimeKey(purpose: "name at the sign-in page", fields: [folded]).bytes
        counter = AttemptCounter(
            purpose: "passwords",
            fields: [account.description, Hexadecimal.text(digest.prefix(Self.digestLength))])
    }

    /// Takes an attempt; gives the seconds to wait when none is left.
    package func take(_ writer: any EntityWriter, at now: Timestamp) async throws(StoreError) -> Int? {
        var record = try await settled(writer, at: now)
        guard record.count < Self.burst else {
            let wait = record.since.milliseconds + Self.interval - now.milliseconds
            return Int((min(max(wait, 1), Self.interval) + 999) / 1_000)
        }
        record.count += 1
        try await counter.keep(record, writer, at: now)
        return nil
    }

    /// Gives an attempt back that proved right, or could not be decided.
    package func giveBack(_ writer: any EntityWriter, at now: Timestamp) async throws(StoreError) {
        var record = try await settled(writer, at: now)
        record.count = max(record.count - 1, 0)
        try await counter.keep(record, writer, at: now)
    }

    /// What counts now: one less for each interval that has passed.
    private func settled(
        _ reader: any EntityReader, at now: Timestamp
    ) async throws(StoreError) -> AttemptCountRecord {
        var record = try await counter.count(reader, at: now)
        let passed = max(now.milliseconds - record.since.milliseconds, 0) / Self.interval
        record.count = max(record.count - Int(clamping: passed), 0)
        record.since =
            record.count == 0 ? now : Timestamp(milliseconds: record.since.milliseconds + passed * Self.interval)
        return record
    }
}
