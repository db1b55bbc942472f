import Federation
import Foundation
import SallyportSQLite
import Synchronization

/// Measures the store, and writes and reads for the crash test.
///
///     storecheck bench PATH SECONDS CALLERS full|normal   rate of one-time uses
///     storecheck write PATH START CALLERS full|normal     writes until killed; prints what was acknowledged
///     storecheck read PATH                                compares such lines on the standard input with the file
@main
enum StoreCheck {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else { fail("usage: storecheck bench|write|read PATH …") }
        switch (arguments[1], arguments.count) {
        case ("bench", 6...): try await bench(arguments)
        case ("write", 6): try await write(arguments)
        case ("read", 3): try await read(arguments[2])
        default: fail("unknown command")
        }
    }

    static func open(_ arguments: [String]) throws -> SQLiteFederationStore {
        try SQLiteFederationStore(path: arguments[2], synchronous: arguments[5] == "normal" ? .normal : .full)
    }

    static func bench(_ arguments: [String]) async throws {
        let limit = Duration.seconds(Double(arguments[3]) ?? 5)
        let store = try open(arguments)
        let numbers = Numbers(from: arguments.count > 6 ? UInt64(arguments[6]) ?? 0 : 0)
        let clock = ContinuousClock()
        let start = clock.now
        let latencies = try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<(Int(arguments[4]) ?? 64) {
                group.addTask {
                    var latencies: [Double] = []
                    while clock.now - start < limit {
                        let number = numbers.next()
                        let began = clock.now
                        let answer = try await store.redeem(Sample.use(number), at: Sample.instant(number))
                        guard answer == .recorded else { fail("\(number): \(answer)") }
                        latencies.append(seconds(clock.now - began))
                    }
                    return latencies
                }
            }
            var all: [Double] = []
            for try await part in group { all += part }
            return all.sorted()
        }
        let elapsed = seconds(clock.now - start)
        func at(_ fraction: Double) -> String {
            let index = min(latencies.count - 1, Int(Double(latencies.count) * fraction))
            return String(format: "%.1f ms", latencies[index] * 1e3)
        }
        print(
            "\(arguments[5]), \(arguments[4]) callers: \(Int(Double(latencies.count) / elapsed))/s, "
                + "p50 \(at(0.5)), p99 \(at(0.99)), max \(at(1)), "
                + "CPU \(String(format: "%.1f", processorTime() / Double(latencies.count) * 1e6)) us each")
        let began = clock.now
        let removed = try await store.sweep(at: Sample.instant(numbers.next() + 400_000))
        print("  sweep of \(removed): \(String(format: "%.2f", seconds(clock.now - began))) s")
        try store.close()
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    static func processorTime() -> Double {
        var usage = rusage()
        getrusage(0, &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
}

func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(64)
}

/// Hands out numbers to all callers.
final class Numbers: Sendable {
    private let number: Atomic<UInt64>

    init(from start: UInt64) { number = Atomic(start) }

    func next() -> UInt64 { number.add(1, ordering: .relaxed).newValue }
}

/// What the writer writes under a number, and the reader looks for.
enum Sample {
    private static let epoch = 1_800_000_000.0

    static func instant(_ number: UInt64) -> Date { Date(timeIntervalSince1970: epoch + Double(number) / 1_000) }

    static func subject(_ number: UInt64) -> RevocationTarget {
        .subject(nameQualifier: "q", subject: "user \(number)")
    }

    static func revocation(_ number: UInt64) -> Revocation {
        Revocation(target: subject(number), issuedAtOrBefore: instant(number))
    }

    static func user(_ number: UInt64) throws -> Entity<UserRecord> {
        guard let account = AccountID("123456789012") else { fail("no account") }
        return Entity(
            account: account, name: "user-\(number)", uniqueID: "AIDA\(number)",
            createDate: Timestamp(roundingDown: instant(number)),
            record: UserRecord(tags: [SessionTag(key: "number", value: String(number))]))
    }

    /// A use for 300 seconds whose key is spread like a digest.
    static func use(_ number: UInt64) -> OneTimeUse {
        var state = number &* 0x9E37_79B9_7F4A_7C15
        var bytes: [UInt8] = []
        for _ in 0..<4 {
            state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
            withUnsafeBytes(of: state ^ number) { bytes.append(contentsOf: $0) }
        }
        guard let key = OneTimeKey(bytes: bytes) else { fail("no key") }
        return OneTimeUse(key: key, keepUntil: instant(number + 300_000))
    }
}
