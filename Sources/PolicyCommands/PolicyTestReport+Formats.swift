import CommandIO
import Encodings

extension PolicyTestReport {
    /// Writes the report to the standard output.
    func write(as format: ReportFormat) {
        switch format {
        case .text: Terminal.write(lines)
        case .json: Terminal.write(json: json.text(spaced: true))
        case .junit: Terminal.write(junit)
        case .tap: Terminal.write(tap)
        case .sarif: Terminal.write(json: ReportedProblem.sarif(problems, tool: "sallyport policy test").indentedText)
        case .github:
            Terminal.write(problems.map(\.githubCommand) + [lines.last(where: { $0.contains("tests,") }) ?? ""])
        }
    }

    /// Tests that did not pass, and statements that no test reached when that is asked for.
    var problems: [ReportedProblem] {
        let differences = failures.map { entry in
            ReportedProblem(
                file: entry.file, line: entry.line, level: .error, rule: "policy-test", title: entry.result.name,
                message: (["actual: \(entry.result.actual)"] + reasons(for: entry)).joined(separator: "\n"))
        }
        guard minimumCoverage != nil else { return differences }
        let missed = coverage.missed.map { missed in
            ReportedProblem(
                file: missed.file, line: 1, level: succeeded ? .warning : .error, rule: "policy-test-coverage",
                title: "not reached",
                message: "\(missed.statement) of \(missed.policy) (\(missed.position)) is reached by no test")
        }
        return differences + missed
    }

    /// Test Anything Protocol, version 14.
    private var tap: [String] {
        var lines = ["TAP version 14", "1..\(entries.count)"]
        for (index, entry) in entries.enumerated() {
            let name = "\(entry.file): \(entry.result.name)".replacing("\\", with: "\\\\").replacing("#", with: "\\#")
            lines.append("\(entry.passed ? "ok" : "not ok") \(index + 1) - \(name)")
            guard !entry.passed else { continue }
            lines += ["  ---", "  expected: \(JSONValue.string(entry.result.expected).text())"]
            lines.append("  actual: \(JSONValue.string(entry.result.actual).text())")
            lines += ["  reasons: \(JSONValue.strings(reasons(for: entry)).text(spaced: true))", "  ..."]
        }
        return lines
    }

    /// XML as JUnit's runner for Ant writes it, a suite for each file.
    private var junit: [String] {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append(#"<testsuites tests="\#(entries.count)" failures="\#(failures.count)">"#)
        for file in files {
            let own = entries(of: file)
            let failed = own.count { !$0.passed }
            lines.append(
                #"  <testsuite name="\#(file.xmlEscaped)" tests="\#(own.count)" failures="\#(failed)">"#)
            lines += own.flatMap(junitLines)
            lines.append("  </testsuite>")
        }
        return lines + ["</testsuites>"]
    }

    private func junitLines(_ entry: Entry) -> [String] {
        let file = entry.file.xmlEscaped
        let head =
            #"    <testcase name="\#(entry.result.name.xmlEscaped)" classname="\#(file)" file="\#(file)" line="\#(entry.line)""#
        guard !entry.passed else { return [head + "/>"] }
        let message = "\(entry.result.actual) instead of \(entry.result.expected)".xmlEscaped
        return [head + ">", #"      <failure message="\#(message)">"#]
            + reasons(for: entry).map(\.xmlEscaped) + ["      </failure>", "    </testcase>"]
    }
}

extension String {
    /// Fit for content and attributes of XML; what XML has no character for is replaced.
    fileprivate var xmlEscaped: String {
        printable(limit: 100_000).markupEscaped
    }
}
