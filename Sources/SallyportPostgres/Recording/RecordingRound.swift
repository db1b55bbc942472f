import Accounts

/// What one connection does with attempts of one kind that wait: statement after statement, until all is known.
protocol RecordingRound: Sendable {
    /// What becomes of an attempt.
    associatedtype Outcome: Sendable
    /// What the database answers a statement.
    associatedtype Answer: Sendable

    /// What is known, in the order in which it was asked; all of it when the round is done.
    var outcomes: [Result<Outcome, StoreError>?] { get }
    /// Whether nothing is left to do.
    var isDone: Bool { get }

    /// Carries out the next statement.
    ///
    /// - Parameter origin: whose mark of time is raised.
    func ask(_ connection: PostgresConnection, origin: [UInt8]) async throws -> Answer

    /// Takes the answer, which says what is next.
    mutating func take(_ answer: Answer)

    /// The statement failed, or its answer was lost; `canRetry` says whether there is time to try again.
    mutating func failed(_ failure: PostgresFailure, canRetry: Bool)
}
