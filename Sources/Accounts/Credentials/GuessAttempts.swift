package import Encodings

/// Bounds how many passwords may be tried: the six digits of one-time passwords are few, and so are those that people choose.
///
/// After five wrong ones in a row the next is looked at only a minute after the last, and each further wrong one doubles
/// the wait, up to an hour: some thirty a day. It counts for a user or root and not for a device, so that more devices
/// are no more attempts, and in the store, so that more brokers are none either.
package struct GuessAttempts: Sendable {
    private static let free = 5
    private static let shortestWait: Int64 = 60
    private static let longestWait: Int64 = 3_600

    private let counter: AttemptCounter

    /// One-time passwords of somebody's devices.
    package init(oneTimePasswordsOf owner: MFADevices.Owner) {
        switch owner {
        case .user(let uniqueID): counter = AttemptCounter(purpose: "one-time passwords", fields: ["user", uniqueID])
        case .root(let account):
            counter = AttemptCounter(purpose: "one-time passwords", fields: ["root", account.description])
        }
    }

    /// Passwords that a user gives as his old one.
    package init(oldPasswordsOf userID: String) {
        counter = AttemptCounter(purpose: "old passwords", fields: [userID])
    }

    /// Counts an attempt as a wrong one until it proves right, so that many at once are no way around; false when it has
    /// to wait.
    ///
    /// The transaction has to be committed before the attempt is looked at.
    package func begin(_ writer: any EntityWriter, at instant: Timestamp) async throws(StoreError) -> Bool {
        guard try await areLeft(writer, at: instant) else { return false }
        try await add(writer, at: instant)
        return true
    }

    /// Whether the next may be looked at.
    func areLeft(_ reader: any EntityReader, at instant: Timestamp) async throws(StoreError) -> Bool {
        let record = try await counter.count(reader, at: instant)
        let wait = Self.wait(after: record.count)
        return wait == 0 || instant >= record.since.advanced(bySeconds: wait)
    }

    /// Counts a wrong one.
    func add(_ writer: any EntityWriter, at instant: Timestamp) async throws(StoreError) {
        var record = try await counter.count(writer, at: instant)
        record.count += 1
        // The clock of another broker may be ahead: the wait is not to end earlier for that.
        record.since = max(record.since, instant)
        try await counter.keep(record, writer, at: instant)
    }

    /// Forgets the attempts of somebody who has proved right.
    package func succeed(_ writer: any EntityWriter, at instant: Timestamp) async throws(StoreError) {
        try await counter.keep(AttemptCountRecord(count: 0, since: instant), writer, at: instant)
    }

    /// Takes an attempt back that could not be decided.
    package func withdraw(_ writer: any EntityWriter, at instant: Timestamp) async throws(StoreError) {
        var record = try await counter.count(writer, at: instant)
        record.count = max(record.count - 1, 0)
        try await counter.keep(record, writer, at: instant)
    }

    /// Seconds to wait after so many wrong passwords in a row.
    private static func wait(after count: Int) -> Int64 {
        guard count >= free else { return 0 }
        return min(shortestWait << Int64(min(count - free, 10)), longestWait)
    }
}

extension GuessAttempts {
    /// `begin` in a transaction of its own.
    package func begin(in store: any EntityStore, at instant: Timestamp) async throws -> Bool {
        try await store.writeEntities { try await begin($0, at: instant) }
    }

    /// `succeed` in a transaction of its own.
    package func succeed(in store: any EntityStore, at instant: Timestamp) async throws {
        try await store.writeEntities { try await succeed($0, at: instant) }
    }

    /// `withdraw` in a transaction of its own.
    package func withdraw(in store: any EntityStore, at instant: Timestamp) async throws {
        try await store.writeEntities { try await withdraw($0, at: instant) }
    }
}
