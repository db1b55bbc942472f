import CommandIO
import Foundation
import SAML2
import STS

/// Lines about checks, and about what was looked at, for people.
struct CheckLines {
    private(set) var lines: [StyledLine] = []

    mutating func add(_ label: String, _ value: String?) {
        guard let value else { return }
        lines.append(StyledLine("  " + label + String(repeating: " ", count: max(1, 18 - label.count)) + value))
    }

    mutating func addTitle(_ title: String) { lines += ["", StyledLine(title)] }

    mutating func append(_ line: StyledLine) { lines.append(line) }

    /// What is wrong, what to do, and what the caller would be told: his words come last, since they say the least.
    mutating func addVerdict(_ error: STSError?, _ checks: [Check], notes: [String], at instant: Date) {
        if let error {
            lines.append(StyledLine("REFUSED", .bad, "  \(error.cause)"))
            if let hint = checks.first(where: { $0.status == .failed })?.hint {
                lines.append("         hint: \(hint)")
            }
            lines.append("         told to the caller: \(error.code.name): \(error.message)")
        } else {
            lines.append(StyledLine("ACCEPTED", .good, " at \(SAMLInstant.format(instant))"))
        }
        lines += notes.map { "         note: \($0)" }
    }

    mutating func addFailures(_ checks: [Check]) {
        let failed = checks.filter { $0.status == .failed }
        guard !failed.isEmpty else { return }
        addTitle("Failed checks (\(failed.count) of \(checks.count))")
        for check in failed {
            lines.append(StyledLine("  FAILED", .bad, "   \(check.name)"))
            lines.append("           expected  \(check.expected)")
            lines.append("           actual    \(check.actual)")
            lines.append("           asked by  \(check.reference)")
            if let hint = check.hint { lines.append("           hint      \(hint)") }
        }
    }

    mutating func addOtherChecks(_ checks: [Check]) {
        addTitle("Other checks")
        for check in checks {
            switch check.status {
            case .passed: lines.append(StyledLine("  passed", .good, "   \(check.name): \(check.actual)"))
            case .skipped: lines.append(StyledLine("  skipped", .faint, "  \(check.name): \(check.actual)"))
            case .failed: continue
            }
        }
    }
}
