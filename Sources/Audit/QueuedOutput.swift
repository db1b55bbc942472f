import Dispatch
import Glibc
import Synchronization

/// Writes lines to a descriptor on a thread of its own, so that a reader who does not read stops nobody else.
///
/// Lines wait in a bounded queue, and go out whole and in order. Whoever needs to know waits for their `Delivery`. When nothing goes out
/// for some seconds, all that wait are given up and further lines are refused at once, until the reader reads on.
package final class QueuedOutput: Sendable {
    /// What is bounded, and how.
    package struct Limits: Sendable {
        /// Bytes that wait.
        package var bytes: Int
        /// Lines that wait, together with those that are promised: about as many as there may be requests at once.
        package var lines: Int
        /// How long nothing may go out before what waits is given up.
        package var patience: Duration
        /// How long nothing may go out before nothing further is promised.
        package var hesitation: Duration

        package init(
            bytes: Int = 33_554_432, lines: Int = 16_384, patience: Duration = .seconds(5),
            hesitation: Duration = .seconds(1)
        ) {
            self.bytes = bytes
            self.lines = lines
            self.patience = patience
            self.hesitation = hesitation
        }
    }

    /// Lines that were handed over to be written, and what becomes of them.
    typealias Delivery = AwaitedResult<Void, AuditError>

    private struct Entry {
        let bytes: [UInt8]
        let delivery: Delivery?
    }

    private struct State {
        var waiting: [Entry] = []
        /// What is being written.
        var leaving: [Entry] = []
        /// Bytes of both.
        var bytes = 0
        /// Lines that are promised.
        var promised = 0
        var isScheduled = false
        var isWatched = false
        var progressAt = ContinuousClock.now
        /// Nothing goes out; ends with the next byte that does.
        var isStuck = false
        /// The last write was refused.
        var hasFailed = false
        /// Lines that nobody waited for and that there was no room for.
        var dropped = 0

        var isEmpty: Bool { waiting.isEmpty && leaving.isEmpty }
        var lines: Int { waiting.count + leaving.count }
    }

    /// Bytes that are taken from the queue at once.
    private static let chunk = 65_536

    private let name: String
    private let descriptor: Int32
    private let owner: OpenFile?
    private let limits: Limits
    private let state = Mutex(State())
    /// Serial, and with a thread of its own when it has something to do.
    private let thread = DispatchQueue(label: "sallyport.output")
    private let output = Mutex(LineOutput())

    /// Writes to a descriptor: one that stays open, or that of `owner`, which goes with this.
    ///
    /// - Parameter name: what messages call it.
    package init(
        _ name: String, descriptor: Int32, owner: consuming OpenFile? = nil, limits: Limits = Limits()
    ) {
        self.name = name
        self.descriptor = descriptor
        self.owner = owner
        self.limits = limits
    }

    /// Whether the last write was refused, so that the next one may be.
    var hasFailed: Bool { state.withLock(\.hasFailed) }

    /// Promises a place in the queue; to be released.
    func promise() throws(AuditError) {
        try state.withLock { state throws(AuditError) in
            try check(state)
            // A clock is looked at only when something waits.
            if !state.isEmpty, ContinuousClock.now - state.progressAt > limits.hesitation { throw stuck }
            state.promised += 1
        }
    }

    /// A promise has been kept, or is not needed any more.
    func release() { state.withLock { $0.promised -= 1 } }

    /// Takes lines, each with its line break, to be written together.
    ///
    /// - Parameter isPromised: there is a place for them, unless nothing goes out.
    /// - Throws: `AuditError` when the queue is full, or nothing goes out.
    func take(_ lines: [UInt8], isPromised: Bool = false) throws(AuditError) -> Delivery {
        let delivery = Delivery()
        try state.withLock { state throws(AuditError) in
            if isPromised { try checkFlow(state) } else { try check(state, adding: lines.count) }
            put(Entry(bytes: lines, delivery: delivery), &state)
            guard !state.isWatched else { return }
            state.isWatched = true
            Task.detached { await self.watch() }
        }
        return delivery
    }

    /// Takes a line that is written when that is possible, and counted when it is not.
    package func offer(_ line: [UInt8]) {
        state.withLock { state in
            guard state.bytes + line.count <= limits.bytes, state.lines < limits.lines else {
                state.dropped += 1
                return
            }
            if state.dropped > 0 {
                let note = "sallyport: \(state.dropped) lines are missing here: \(name) was not read\n"
                put(Entry(bytes: Array(note.utf8), delivery: nil), &state)
                state.dropped = 0
            }
            put(Entry(bytes: line, delivery: nil), &state)
        }
    }

    /// Holds the thread until everything is written, for so many seconds at most.
    package func drain(seconds: Double) {
        let done = DispatchSemaphore(value: 0)
        thread.async { done.signal() }
        _ = done.wait(timeout: .now() + seconds)
    }

    private func put(_ entry: Entry, _ state: inout State) {
        if state.isEmpty { state.progressAt = .now }
        state.waiting.append(entry)
        state.bytes += entry.bytes.count
        guard !state.isScheduled else { return }
        state.isScheduled = true
        thread.async { self.writeAll() }
    }

    private func check(_ state: State, adding bytes: Int = 0) throws(AuditError) {
        try checkFlow(state)
        guard state.lines + state.promised < limits.lines, state.bytes + bytes <= limits.bytes else {
            throw AuditError("\(name) takes records too slowly: \(state.lines) of them wait")
        }
    }

    private func checkFlow(_ state: State) throws(AuditError) {
        if state.isStuck { throw stuck }
    }

    private var stuck: AuditError { AuditError("\(name) takes no records: whoever reads it does not") }

    // MARK: Writing

    private func writeAll() {
        while true {
            let entries = takeSome()
            guard !entries.isEmpty else { return }
            let result = Result { () throws(AuditError) in
                try output.withLock { output throws(AuditError) in
                    try output.append(entries.flatMap(\.bytes), to: descriptor, progress: noteProgress)
                }
            }
            state.withLock { state in
                state.leaving = []
                state.bytes -= entries.reduce(0) { $0 + $1.bytes.count }
                if case .failure = result { state.hasFailed = true } else { state.hasFailed = false }
                // To be refused is an answer, too.
                state.isStuck = false
                state.progressAt = .now
            }
            for entry in entries { entry.delivery?.finish(result) }
        }
    }

    private func noteProgress() {
        state.withLock { state in
            state.progressAt = .now
            state.isStuck = false
        }
    }

    private func takeSome() -> [Entry] {
        state.withLock { state in
            var bytes = 0
            let count = state.waiting.prefix { entry in
                defer { bytes += entry.bytes.count }
                return bytes < Self.chunk
            }.count
            state.leaving = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(count)
            state.isScheduled = !state.leaving.isEmpty
            return state.leaving
        }
    }

    // MARK: Watching

    /// Looks after those who wait, as long as there are any.
    private func watch() async {
        while let pause = look(at: .now) { try? await Task.sleep(for: pause) }
    }

    /// How long until the next look; nil when nobody waits any more.
    private func look(at now: ContinuousClock.Instant) -> Duration? {
        let (pause, given) = state.withLock { state -> (Duration?, [Entry]) in
            guard !state.isEmpty else {
                state.isWatched = false
                return (nil, [])
            }
            let left = limits.patience - (now - state.progressAt)
            guard left <= .zero else { return (left, []) }
            state.isStuck = true
            state.isWatched = false
            // What is being written can't be taken back: it may be there in the end.
            let given = state.leaving + state.waiting.filter { $0.delivery != nil }
            state.bytes -= state.waiting.reduce(0) { $0 + ($1.delivery == nil ? 0 : $1.bytes.count) }
            state.waiting.removeAll { $0.delivery != nil }
            return (nil, given)
        }
        for entry in given { entry.delivery?.finish(.failure(stuck)) }
        return pause
    }
}
