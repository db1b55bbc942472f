package import Logging
import Synchronization

/// What the log says and how: one for all loggers of a process, changed while it runs.
package final class LogSettings: Sendable {
    private let levelIndex: Atomic<Int>
    private let json: Atomic<Bool>

    /// Begins with a level, and lines for people unless told otherwise.
    package init(level: Logger.Level = .info, isJSON: Bool = false) {
        levelIndex = Atomic(Self.index(of: level))
        json = Atomic(isJSON)
    }

    private static func index(of level: Logger.Level) -> Int { Logger.Level.allCases.firstIndex(of: level) ?? 0 }

    /// What is less than this is not said.
    package var level: Logger.Level {
        get {
            let (levels, index) = (Logger.Level.allCases, levelIndex.load(ordering: .relaxed))
            return levels.indices.contains(index) ? levels[index] : .info
        }
        set { levelIndex.store(Self.index(of: newValue), ordering: .relaxed) }
    }

    /// Whether each line is an object of JSON, and not for people.
    package var isJSON: Bool {
        get { json.load(ordering: .relaxed) }
        set { json.store(newValue, ordering: .relaxed) }
    }
}
