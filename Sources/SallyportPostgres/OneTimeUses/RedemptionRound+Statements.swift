import Accounts

extension RedemptionRound: RecordingRound {
    /// What the database answers to a step.
    enum Answer: Sendable {
        case recorded(Recorded)
        case found([Found])
        case madeTables
        case nothing
    }

    var isDone: Bool { step == .done }

    func ask(_ connection: PostgresConnection, origin: [UInt8]) async throws -> Answer {
        switch step {
        case .record(let attempts):
            let rows = try await connection.run(OneTimeUseTable.record(attempts, origin: origin))
            return .recorded(try OneTimeUseTable.recorded(rows))
        case .find(let attempts):
            return .found(try OneTimeUseTable.found(try await connection.run(OneTimeUseTable.find(attempts))))
        case .makeTables(let buckets):
            try await UsePartitions.make(buckets, over: connection)
            return .madeTables
        case .done: return .nothing
        }
    }

    mutating func take(_ answer: Answer) {
        switch answer {
        case .recorded(let recorded): self.recorded(recorded)
        case .found(let records): found(records)
        case .madeTables: madeTables()
        case .nothing: break
        }
    }
}
