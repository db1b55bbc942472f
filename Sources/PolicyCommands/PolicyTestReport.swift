import CommandIO
import Encodings

/// The results of test files, to be printed.
struct PolicyTestReport {
    struct Entry {
        let file: String
        let line: Int
        let result: PolicyTestResult
        let refusals: [String]
        let passed: Bool
    }

    let quiet: Bool
    let strict: Bool
    /// The share of statements that tests have to reach, in percent; `nil` when nobody asks which they reach.
    let minimumCoverage: Int?
    private(set) var entries: [Entry] = []
    private(set) var files: [String] = []
    private(set) var coverage = PolicyTestCoverage()

    init(quiet: Bool, strict: Bool, minimumCoverage: Int? = nil) {
        self.quiet = quiet
        self.strict = strict
        self.minimumCoverage = minimumCoverage
    }

    /// Runs the tests of a file.
    ///
    /// Throws `InputError` when coverage is asked for and a policy that no test uses cannot be read.
    mutating func run(_ file: PolicyTestFile) throws(InputError) {
        files.append(file.path)
        for test in file.cases {
            var result = test.run()
            if minimumCoverage != nil, let decision = result.decision { coverage.add(decision, file: file.path) }
            // A report of many tests would keep all their policies.
            result.decision = nil
            entries.append(
                Entry(
                    file: file.path, line: test.line, result: result, refusals: test.refusals,
                    passed: result.passed && !(strict && !test.refusals.isEmpty)))
        }
        if minimumCoverage != nil { coverage.add(unused: try file.unusedPolicies(), file: file.path) }
    }

    var failures: [Entry] { entries.filter { !$0.passed } }

    /// Whether all is as expected and enough was reached.
    var succeeded: Bool { failures.isEmpty && isReached }

    private var isReached: Bool { minimumCoverage.map { coverage.percent >= $0 } ?? true }

    func entries(of file: String) -> [Entry] { entries.filter { $0.file == file } }

    var lines: [String] {
        var lines: [String] = []
        for file in files {
            lines.append("\(file)")
            for entry in entries(of: file) where !quiet || !entry.passed {
                lines += self.lines(for: entry)
            }
        }
        lines.append("")
        let different = failures.count
        lines.append("\(entries.count) tests, \(entries.count - different) as expected, \(different) different")
        if minimumCoverage != nil { lines += coverage.lines }
        return lines
    }

    private func lines(for entry: Entry) -> [String] {
        let result = entry.result
        return ["  \(entry.passed ? "ok  " : "DIFF") \(result.name): \(result.actual)"]
            + reasons(for: entry).map { "       \($0)" }
    }

    /// Why a test did not pass; empty when it did.
    func reasons(for entry: Entry) -> [String] {
        var lines: [String] = []
        if let explanation = entry.result.explanation {
            lines.append("expected: \(entry.result.expected)")
            lines += explanation.split(separator: "\n").map(String.init)
        }
        if strict { lines += entry.refusals.map { "IAM refuses policy \($0)" } }
        return lines
    }

    var json: JSONValue {
        var members = [
            JSONMember("tests", .array(entries.map(json))),
            JSONMember("count", .integer(Int64(entries.count))),
            JSONMember("different", .integer(Int64(failures.count))),
        ]
        if minimumCoverage != nil { members.append(JSONMember("coverage", coverage.json)) }
        return .object(members)
    }

    private func json(_ entry: Entry) -> JSONValue {
        .object([
            JSONMember("file", .string(entry.file)),
            JSONMember("line", .integer(Int64(entry.line))),
            JSONMember("name", .string(entry.result.name)),
            JSONMember("passed", .bool(entry.passed)),
            JSONMember("expected", .string(entry.result.expected)),
            JSONMember("actual", .string(entry.result.actual)),
            JSONMember("explanation", .optional(entry.result.explanation)),
            JSONMember("refusedPolicies", .strings(entry.refusals)),
        ])
    }
}
