import Federation
import Foundation
import SallyportSQLite

extension StoreCheck {
    /// Writes until it is killed.
    ///
    /// A line is printed when the write of that number was answered.
    static func write(_ arguments: [String]) async throws {
        let store = try open(arguments)
        let numbers = Numbers(from: UInt64(arguments[3]) ?? 0)
        let output = FileHandle.standardOutput
        try output.write(contentsOf: Data("open\n".utf8))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<(Int(arguments[4]) ?? 32) {
                group.addTask {
                    while true {
                        for line in try await write(numbers.next(), to: store) {
                            try output.write(contentsOf: Data((line + "\n").utf8))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// One in eight is a revocation, one in 64 is taken back, after one in 512 there is a sweep; one in ten is an entity.
    private static func write(_ number: UInt64, to store: SQLiteFederationStore) async throws -> [String] {
        if number.isMultiple(of: 8) {
            try await store.revoke(Sample.revocation(number))
            guard number.isMultiple(of: 64) else { return ["revoked \(number)"] }
            try await store.withdrawRevocation(of: Sample.subject(number))
            return ["withdrawn \(number)"]
        }
        if number.isMultiple(of: 10) || number % 10 == 5 {
            try await store.writeEntities { try await $0.insert(Sample.user(number)) }
            return ["entity \(number)"]
        }
        let answer = try await store.redeem(Sample.use(number), at: Sample.instant(number))
        guard answer == .recorded else { fail("\(number): \(answer)") }
        guard number % 512 == 1 else { return ["used \(number)"] }
        try await store.sweep(at: Sample.instant(number))
        return ["used \(number)", "swept \(number)"]
    }

    /// Looks for everything that was acknowledged.
    static func read(_ path: String) async throws {
        let store = try SQLiteFederationStore(path: path)
        let revocations = try await store.revocations()
        let highest = try await store.highestInstant()
        var compared = 0
        var missing = 0
        while let line = readLine() {
            let words = line.split(separator: " ")
            guard words.count == 2, let number = UInt64(words[1]) else { continue }
            compared += 1
            let instant = Timestamp(roundingDown: Sample.instant(number))
            let isThere =
                switch words[0] {
                case "used": try await isUsed(number, in: store) && highest.map { $0 >= instant } ?? false
                case "revoked":
                    revocations.instant(for: Sample.subject(number)) == Sample.revocation(number).issuedAtOrBefore
                case "entity":
                    try await store.readEntities { try await $0.entity(UserRecord.self, uniqueID: "AIDA\(number)") }
                        == Sample.user(number)
                case "withdrawn": revocations.instant(for: Sample.subject(number)) == nil
                case "swept": highest.map { $0 >= instant } ?? false
                default: fail("unknown line \(line)")
                }
            if !isThere {
                missing += 1
                print("missing: \(line)")
            }
        }
        print("compared \(compared), missing \(missing)")
        exit(missing == 0 ? 0 : 1)
    }

    private static func isUsed(_ number: UInt64, in store: SQLiteFederationStore) async throws -> Bool {
        switch try await store.redeem(Sample.use(number), at: Sample.instant(0)) {
        case .alreadyUsed(let instant): instant == Timestamp(roundingDown: Sample.instant(number))
        case .forgotten(let through): Sample.use(number).keepUntil <= through
        case .recorded: false
        }
    }
}
