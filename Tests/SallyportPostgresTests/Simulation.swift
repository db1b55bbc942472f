import Accounts
import Encodings
import Foundation

@testable import SallyportPostgres

/// Two brokers, a database and all that can happen between them, in an order that follows from a number.
struct Simulation {
    /// Numbers that look like chance (SplitMix64).
    struct Chance: RandomNumberGenerator, RandomSource {
        private let box: Box

        private final class Box: @unchecked Sendable {
            var state: UInt64
            init(_ seed: UInt64) { state = seed }
        }

        init(seed: UInt64) { box = Box(seed) }

        func next() -> UInt64 {
            box.state &+= 0x9E37_79B9_7F4A_7C15
            var word = box.state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }

        func fill(_ buffer: UnsafeMutableRawBufferPointer) {
            for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: next()) }
        }
    }

    /// A batch that a connection of a broker works on.
    private struct Work {
        let broker: Int
        let attempts: [UseAttempt]
        var round: RedemptionRound
        /// Which of the statements on the way is the one that counts.
        var awaited: Int?
    }

    /// A statement on its way to the server, or its answer on the way back.
    private struct Message {
        let number: Int
        let work: Int
        let step: RedemptionRound.Step
        var answer: SimulatedDatabase.Answer?
        /// The commit that has to be with the standby before the answer leaves.
        var position = 0
    }

    private let chance: Chance
    private var database: SimulatedDatabase
    private var things: [OneTimeUse] = []
    private var clocks: [Timestamp]
    private var work: [Int: Work] = [:]
    private var messages: [Message] = []
    private var count = 0
    /// Attempts whose broker was told that they were first, by key.
    private(set) var first: [[UInt8]: [[UInt8]]] = [:]
    /// What happened, for a seed that fails.
    private(set) var story: [String] = []
    private(set) var decided = 0

    init(seed: UInt64, fault: SimulatedDatabase.Fault? = nil) throws {
        chance = Chance(seed: seed)
        database = SimulatedDatabase(fault: fault)
        let start = Timestamp(roundingDown: Fixture.start)
        clocks = [start, start.advanced(bySeconds: 20)]
        for number in 0..<4 {
            things.append(try Fixture.use(UInt32(number), lasting: TimeInterval(number) * 1_500 + 60))
        }
    }

    /// What is wrong when it is over; nil when nothing is.
    mutating func run(steps: Int = 120) -> String? {
        for _ in 0..<steps { happen() }
        settle()
        for (key, owners) in first where owners.count > 1 {
            return "key \(Hexadecimal.text(key)) was given \(owners.count) times"
        }
        let isUndecided = !work.isEmpty
        return isUndecided ? "\(work.count) batches were never decided" : nil
    }

    private func pick(_ bound: Int) -> Int { Int(chance.next() % UInt64(max(bound, 1))) }

    private mutating func happen() {
        switch pick(100) {
        case 0..<20: begin()
        case 20..<45: deliver(isKind: true)
        case 45..<52: deliver(isKind: false)
        case 52..<75: answer(isKind: true)
        case 75..<82: answer(isKind: false)
        case 82..<90: database.replicate()
        case 90..<92: giveUp()
        case 92..<94: crash()
        case 94..<95: restart()
        case 95..<96: failOver()
        case 96..<98: tick()
        default: sweep()
        }
    }

    // MARK: Brokers

    private mutating func begin() {
        let broker = pick(clocks.count)
        var attempts: [UseAttempt] = []
        for _ in 0...pick(3) {
            let thing = things[pick(things.count)]
            // Nobody asks for what is over.
            guard clocks[broker] < thing.keepUntil else { continue }
            attempts.append(UseAttempt(thing, at: clocks[broker], random: chance))
        }
        guard !attempts.isEmpty else { return }
        count += 1
        work[count] = Work(broker: broker, attempts: attempts, round: RedemptionRound(attempts))
        send(count)
    }

    private mutating func send(_ id: Int) {
        guard let round = work[id]?.round else { return }
        guard round.step != .done else { return finish(id) }
        count += 1
        work[id]?.awaited = count
        messages.append(Message(number: count, work: id, step: round.step))
    }

    private mutating func finish(_ id: Int) {
        guard let done = work.removeValue(forKey: id) else { return }
        for (attempt, outcome) in zip(done.attempts, done.round.outcomes) {
            decided += 1
            guard case .success(.recorded)? = outcome else { continue }
            first[attempt.key, default: []].append(attempt.owner)
            story.append("broker \(done.broker) has \(Hexadecimal.text(attempt.key.prefix(4)))")
        }
    }

    private mutating func fail(_ id: Int, canRetry: Bool) {
        work[id]?.round.failed(.lost("no answer"), canRetry: canRetry)
        work[id]?.awaited = nil
        send(id)
    }

    /// A broker dies: what it sent is on the way all the same.
    private mutating func crash() {
        let broker = pick(clocks.count)
        story.append("broker \(broker) dies")
        work = work.filter { $0.value.broker != broker }
    }

    /// A broker waits no longer; the statement may still arrive.
    private mutating func giveUp() {
        guard let id = work.keys.sorted().dropFirst(pick(work.count)).first else { return }
        fail(id, canRetry: pick(4) > 0)
    }

    private mutating func tick() {
        let broker = pick(clocks.count)
        clocks[broker] = clocks[broker].advanced(bySeconds: Int64(pick(1_200)) - 300)
    }

    // MARK: The way and the server

    /// A statement arrives, or is lost.
    private mutating func deliver(isKind: Bool) {
        let waiting = messages.indices.filter { messages[$0].answer == nil }
        guard let index = waiting.dropFirst(pick(waiting.count)).first else { return }
        guard isKind else { return lose(messages.remove(at: index)) }
        let answer = database.run(messages[index].step)
        if case .blocked = answer { return }
        messages[index].answer = answer
        messages[index].position = database.position
    }

    /// An answer arrives, or is lost.
    private mutating func answer(isKind: Bool) {
        let ready = messages.indices.filter { messages[$0].answer != nil && database.mayAnswer(messages[$0].position) }
        guard let index = ready.dropFirst(pick(ready.count)).first else { return }
        let message = messages.remove(at: index)
        guard isKind, let answer = message.answer else { return lose(message) }
        guard work[message.work]?.awaited == message.number else { return }
        work[message.work]?.awaited = nil
        switch answer {
        case .recorded(let recorded): work[message.work]?.round.recorded(recorded)
        case .found(let found): work[message.work]?.round.found(found)
        case .made: work[message.work]?.round.madeTables()
        case .failed(let failure): work[message.work]?.round.failed(failure, canRetry: true)
        case .blocked: break
        }
        send(message.work)
    }

    private mutating func lose(_ message: Message) {
        if work[message.work]?.awaited == message.number { fail(message.work, canRetry: pick(4) > 0) }
    }

    private mutating func restart() {
        story.append("the server dies and comes back")
        database.restart()
        loseAll()
    }

    private mutating func failOver() {
        story.append("the standby takes over")
        database.failOver()
        loseAll()
    }

    /// No connection outlives a server; statements that were not begun may be sent to the next one by none but their broker.
    private mutating func loseAll() {
        let lost = messages
        messages = []
        for message in lost { lose(message) }
    }

    private mutating func sweep() {
        let instant = clocks[pick(clocks.count)]
        story.append("swept through \(instant.iso8601)")
        database.sweep(through: instant)
    }

    /// Nothing bad happens any more, and so all comes to its end.
    private mutating func settle() {
        for _ in 0..<2_000 where !work.isEmpty {
            deliver(isKind: true)
            database.replicate()
            answer(isKind: true)
        }
    }
}
