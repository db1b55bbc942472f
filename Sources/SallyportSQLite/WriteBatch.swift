import Encodings
import GRDB

/// One transaction under way, shared by all who write at the time.
///
/// It reads the marks of time once and writes them once, however many uses it records. Only the writer's queue has it.
final class WriteBatch {
    let db: Database
    private var knownMarks: TimeMarks?
    private var writtenMarks: TimeMarks?
    private var actions: [@Sendable () -> Void] = []

    init(_ db: Database) {
        self.db = db
    }

    /// The marks as this transaction sees them.
    func marks() throws -> TimeMarks {
        if let knownMarks { return knownMarks }
        let marks = try TimeMarks.fetch(db)
        knownMarks = marks
        writtenMarks = marks
        return marks
    }

    /// Raises the highest instant.
    func see(_ instant: Timestamp) throws {
        var marks = try marks()
        marks.highest = max(marks.highest ?? instant, instant)
        knownMarks = marks
    }

    /// Notes that everything up to the highest instant is being swept, and gives that instant.
    func beginSweep() throws -> Timestamp? {
        var marks = try marks()
        if let highest = marks.highest { marks.sweptThrough = max(marks.sweptThrough ?? highest, highest) }
        knownMarks = marks
        return marks.sweptThrough
    }

    /// Has something done when the transaction is committed, before any writer is answered; nothing if it fails.
    func afterCommit(_ action: @escaping @Sendable () -> Void) {
        actions.append(action)
    }

    /// Does it, in the order in which it was asked for.
    func committed() {
        for action in actions { action() }
    }

    /// Writes what has changed; to be called once, before the transaction is committed.
    func finish() throws {
        guard let knownMarks, knownMarks != writtenMarks else { return }
        try knownMarks.save(db)
    }
}
