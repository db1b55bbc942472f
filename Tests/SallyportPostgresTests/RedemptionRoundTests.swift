import Accounts
import Encodings
import Testing

@testable import SallyportPostgres

@Suite("A round of redemptions")
struct RedemptionRoundTests {
    private let lost = PostgresFailure.lost("the cable")
    private let now = Timestamp(roundingDown: Fixture.start)

    private func attempts(_ numbers: UInt32...) throws -> [UseAttempt] {
        try numbers.map { UseAttempt(try Fixture.use($0), at: now, random: SystemRandomSource()) }
    }

    /// Why the first attempt failed; nil when it did not.
    private func failure(of round: RedemptionRound) -> StoreError? {
        guard let outcome = round.outcomes.first, case .failure(let error)? = outcome else { return nil }
        return error
    }

    @Test("rows that were added are first uses")
    func recorded() throws {
        let attempts = try attempts(1, 2)
        var round = RedemptionRound(attempts)
        #expect(round.step == .record(attempts))
        round.recorded(.init(sweptThrough: nil, owners: Set(attempts.map(\.owner))))
        #expect(round.step == .done)
        #expect(round.outcomes == [.success(.recorded), .success(.recorded)])
    }

    @Test("a row that is in the way is looked at: another's is a use, one's own the first")
    func found() throws {
        let attempts = try attempts(1, 1, 2)
        var round = RedemptionRound(attempts)
        round.recorded(.init(sweptThrough: nil, owners: [attempts[2].owner]))
        #expect(round.step == .find([attempts[0], attempts[1]]))
        let (own, other) = (attempts[0].owner, attempts[1].owner)
        round.found([.init(asked: own, owner: own, usedAt: now), .init(asked: other, owner: own, usedAt: now)])
        #expect(round.outcomes == [.success(.recorded), .success(.alreadyUsed(at: now)), .success(.recorded)])
    }

    @Test("what was swept is forgotten, whether there is a row or not")
    func forgotten() throws {
        let attempts = try attempts(1)
        var round = RedemptionRound(attempts)
        let swept = attempts[0].keepUntil
        round.recorded(.init(sweptThrough: swept, owners: []))
        #expect(round.outcomes == [.success(.forgotten(sweptThrough: swept))])
        var young = RedemptionRound(attempts)
        young.recorded(.init(sweptThrough: swept.advanced(bySeconds: -1), owners: [attempts[0].owner]))
        #expect(young.outcomes == [.success(.recorded)])
    }

    @Test("an answer that was lost is asked for again, with the same owners")
    func lostAnswer() throws {
        let attempts = try attempts(1)
        var round = RedemptionRound(attempts)
        round.failed(lost, canRetry: true)
        #expect(round.step == .record(attempts))
        round.failed(lost, canRetry: false)
        #expect(round.step == .done)
        #expect(failure(of: round)?.code == .unavailable)
    }

    @Test("the table of an hour is made when it is missing, and the rows are added then")
    func tables() throws {
        let attempts = try attempts(1)
        var round = RedemptionRound(attempts)
        round.failed(PostgresFailure(state: "23514", message: "no partition"), canRetry: false)
        #expect(round.step == .makeTables([attempts[0].bucket]))
        round.madeTables()
        #expect(round.step == .record(attempts))
    }

    @Test("a row that comes and goes ends in a refusal, and not in a circle")
    func circle() throws {
        let attempts = try attempts(1)
        var round = RedemptionRound(attempts)
        for _ in 0..<10 where round.step != .done {
            round.recorded(.init(sweptThrough: nil, owners: []))
            round.found([])
        }
        #expect(round.step == .done)
        #expect(failure(of: round) != nil)
    }

    @Test(
        "no other failure is tried again, and no failure is a first use",
        arguments: [
            ("53100", StoreError.Code.full), ("42501", .unavailable), ("XX000", .unavailable), ("22P02", .unavailable),
        ])
    func failures(_ state: String, _ code: StoreError.Code) throws {
        var round = RedemptionRound(try attempts(1))
        round.failed(PostgresFailure(state: state, message: "no"), canRetry: true)
        #expect(failure(of: round)?.code == code)
    }

    @Test("an hour follows from the end of the use", arguments: [(0, 0), (3_599_999, 0), (3_600_000, 1), (-1, -1)])
    func buckets(_ milliseconds: Int64, _ bucket: Int64) {
        #expect(UseAttempt.bucket(of: Timestamp(milliseconds: milliseconds)) == bucket)
        #expect(UseAttempt.end(ofBucket: bucket) > Timestamp(milliseconds: milliseconds))
    }
}
