import Encodings

/// The results of test files, to be printed.
struct PolicyTestReport {
    private struct Entry {
        let file: String
        let result: PolicyTestResult
        let refusals: [String]
    }

    let quiet: Bool
    let strict: Bool
    private var entries: [Entry] = []
    private var files: [String] = []

    init(quiet: Bool, strict: Bool) {
        self.quiet = quiet
        self.strict = strict
    }

    mutating func run(_ file: PolicyTestFile) {
        files.append(file.path)
        for test in file.cases {
            entries.append(Entry(file: file.path, result: test.run(), refusals: test.refusals))
        }
    }

    private func passed(_ entry: Entry) -> Bool {
        entry.result.passed && !(strict && !entry.refusals.isEmpty)
    }

    private var failureCount: Int { entries.count { !passed($0) } }

    var succeeded: Bool { failureCount == 0 }

    var lines: [String] {
        var lines: [String] = []
        for file in files {
            let own = entries.filter { $0.file == file }
            lines.append("\(file)")
            for entry in own where !quiet || !passed(entry) {
                lines += self.lines(for: entry)
            }
        }
        lines.append("")
        lines.append("\(entries.count) tests, \(entries.count - failureCount) as expected, \(failureCount) different")
        return lines
    }

    private func lines(for entry: Entry) -> [String] {
        let result = entry.result
        var lines = ["  \(passed(entry) ? "ok  " : "DIFF") \(result.name): \(result.actual)"]
        if let explanation = result.explanation {
            lines.append("       expected: \(result.expected)")
            lines += explanation.split(separator: "\n").map { "       \($0)" }
        }
        if strict { lines += entry.refusals.map { "       IAM refuses policy \($0)" } }
        return lines
    }

    var json: JSONValue {
        .object([
            JSONMember("tests", .array(entries.map(json))),
            JSONMember("count", .integer(Int64(entries.count))),
            JSONMember("different", .integer(Int64(failureCount))),
        ])
    }

    private func json(_ entry: Entry) -> JSONValue {
        .object([
            JSONMember("file", .string(entry.file)),
            JSONMember("name", .string(entry.result.name)),
            JSONMember("passed", .bool(passed(entry))),
            JSONMember("expected", .string(entry.result.expected)),
            JSONMember("actual", .string(entry.result.actual)),
            JSONMember("explanation", .optional(entry.result.explanation)),
            JSONMember("refusedPolicies", .strings(entry.refusals)),
        ])
    }
}
