import Crypto
import Encodings
package import Foundation
import Glibc
import Keys
package import Logging
import Synchronization

/// What a running broker says of the configuration that is in force, for `serve --check` in another process.
///
/// It is a file in the data directory, `running.json`, with digests of values and files and nothing else. The broker holds a lock on
/// it as long as the configuration is in force, so that one that a killed broker left behind says nothing.
final class RunningRecord: Sendable {
    private let descriptor = Mutex<Int32>(-1)

    deinit {
        let descriptor = descriptor.withLock { $0 }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Puts it in the place of what is there, in one step.
    fileprivate func write(_ bytes: [UInt8], to path: String) throws {
        let temporary = "\(path).new-\(getpid())"
        // Left over from a process with the same id that ended in between.
        unlink(temporary)
        try OwnerOnlyFile.make(temporary, holding: bytes)
        let opened = open(temporary, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0, flock(opened, LOCK_EX | LOCK_NB) == 0, rename(temporary, path) == 0 else {
            let code = errno
            if opened >= 0 { close(opened) }
            unlink(temporary)
            throw ConfigurationError(path, "can't be replaced: \(String(cString: strerror(code)))")
        }
        let old = descriptor.withLock { held in
            defer { held = opened }
            return held
        }
        if old >= 0 { close(old) }
    }
}

/// What is in a running broker's record.
package struct RunningConfiguration: Codable, Sendable {
    /// The broker's process.
    package let processID: Int32
    /// Since when the configuration has been in force (ISO 8601).
    package let since: String
    /// A digest of each value that counts, by its path; nil when there are too many.
    private let settings: [String: String]?
    /// A digest of each file that was read, by its path.
    private let files: [String: String]

    /// Values that are told apart at most; beyond, the file as a whole is.
    private static let mostSettings = 50_000
    private static let mostBytes = 64_000_000

    fileprivate init(_ configuration: BrokerConfiguration, at instant: Date) {
        processID = getpid()
        since = Timestamp(roundingDown: instant).iso8601
        settings = Self.digests(configuration.settings)
        files = configuration.files.digests
    }

    private static func digests(_ settings: [ConfigurationSetting]) -> [String: String]? {
        guard settings.count <= mostSettings else { return nil }
        return Dictionary(
            settings.map { ($0.path, Hexadecimal.text(SHA256.hash(data: Data($0.value.utf8)).prefix(16))) },
            uniquingKeysWith: { first, _ in first })
    }

    fileprivate static func path(_ store: BrokerConfiguration.Store) -> String? {
        guard let directory = store.dataDirectory, access(directory, F_OK) == 0 else { return nil }
        return directory + "/running.json"
    }

    /// The record of the broker that runs with the data directory of a configuration; nil when none does, or none that could be
    /// asked.
    package static func of(_ configuration: BrokerConfiguration) -> RunningConfiguration? {
        guard let path = path(configuration.store) else { return nil }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // Whoever gets the lock is alone.
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        guard let data = try? file.read(upToCount: mostBytes) else { return nil }
        return try? JSONDecoder().decode(RunningConfiguration.self, from: data)
    }

    /// What another configuration would change, sorted.
    ///
    /// - Returns: keys and files whose change SIGHUP takes, and keys whose change waits for the next start.
    package func changes(to next: BrokerConfiguration) -> (reload: [String], restart: [String]) {
        let now = Self.digests(next.settings)
        var keys: Set<String> = []
        var files = Self.changed(self.files, next.files.digests)
        if let settings, let now {
            keys = Self.changed(settings, now)
            // What counts in the file itself is told by its keys.
            files.remove(next.file)
        }
        let restart = keys.filter { ConfigurationSetting.needsRestart($0) }
        return (keys.subtracting(restart).union(files).sorted(), restart.sorted())
    }

    private static func changed(_ old: [String: String], _ new: [String: String]) -> Set<String> {
        Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
    }
}

extension BrokerConfiguration {
    /// Says what is in force, now that it is, for `serve --check`.
    package func recordRunning(at instant: Date, _ logger: Logger) {
        guard let path = RunningConfiguration.path(store) else { return }
        do {
            let bytes = try JSONEncoder().encode(RunningConfiguration(self, at: instant))
            try record.write(Array(bytes), to: path)
        } catch {
            logger.warning(
                "serve --check will not know what is in force", metadata: ["reason": "\(error)"])
        }
    }

    /// Takes over the values that wait for the next start: those of `running` count until then.
    package mutating func keepSettings(of running: BrokerConfiguration) {
        settings = settings.filter { !$0.needsRestart } + running.settings.filter(\.needsRestart)
    }
}
