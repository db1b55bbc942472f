import Encodings

extension PolicyValidator {
    private static let characterMessage =
        "The specified value for policyDocument is invalid. It must contain only characters of "
        + "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+"

    /// Characters outside U+0009, U+000A, U+000D and U+0020 to U+00FF.
    func characterErrors() -> [PolicyFinding] {
        guard document.kind != .resource, !document.text.withBytes(Self.isASCII) else { return [] }
        var offset = 0
        for scalar in document.text.unicodeScalars {
            let value = scalar.value
            let isTaken = value == 0x09 || value == 0x0A || value == 0x0D || (0x20...0xFF).contains(value)
            guard isTaken else {
                let code = "U+" + String(value, radix: 16, uppercase: true)
                return [finding(.character, Self.characterMessage, detail: code, at: offset)]
            }
            offset += UTF8.width(scalar)
        }
        return []
    }

    /// Whether all characters are of ASCII: then IAM takes them, since of control characters JSON has white space alone.
    private static func isASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        // Without a way out in the middle, so that many bytes are looked at in one step.
        var bits: UInt8 = 0
        for byte in text { bits |= byte }
        return bits < 0x80
    }

    func syntaxErrors() -> [PolicyFinding] {
        var findings: [PolicyFinding] = []
        if document.statements.isEmpty {
            let isTrust = document.kind == .trust
            let message = isTrust ? "Could not parse the policy: Statement is empty!" : PolicyFinding.syntaxMessage
            findings.append(
                finding(.syntax, message, detail: "there is no statement", at: document.statementOffset)
            )
        }
        for clause in document.statements.lazy.flatMap(\.conditions) where clause.conditionOperator == nil {
            let detail = "unknown condition operator \"\(clause.operatorName)\""
            findings.append(finding(.syntax, PolicyFinding.syntaxMessage, detail: detail, at: clause.operatorOffset))
        }
        return findings
    }

    func versionErrors() -> [PolicyFinding] {
        guard document.kind == .managed || document.kind == .permissionsBoundary, document.version != .v2012 else {
            return []
        }
        let detail = document.hasVersionElement ? nil : "without Version it is 2008-10-17"
        return [finding(.version, "Policy document must be version 2012-10-17 or greater.", detail: detail, at: 0)]
    }

    /// Effects in another case, and dates that are none.
    func legacyErrors() -> [PolicyFinding] {
        document.statements.flatMap { statement -> [PolicyFinding] in
            if statement.places.hasExactEffect, statement.conditions.isEmpty { return [] }
            var findings: [PolicyFinding] = []
            if !statement.places.hasExactEffect {
                findings.append(
                    finding(
                        .legacy, Self.legacyMessage, detail: "Effect is \"Allow\" or \"Deny\", in this case",
                        at: statement.places.effect ?? statement.range.start))
            }
            for clause in statement.conditions where clause.conditionOperator?.comparison.valueType == .date {
                for (value, comparand) in zip(clause.values, clause.comparands) where comparand == .invalid {
                    let detail = "\"\(value)\" is not a date"
                    findings.append(finding(.legacy, Self.legacyMessage, detail: detail, at: clause.keyOffset))
                }
            }
            return findings
        }
    }

    static let legacyMessage = "The policy failed legacy parsing"

    func statementIDErrors() -> [PolicyFinding] {
        var seen = Set<ExactText>(minimumCapacity: document.statements.count)
        var findings: [PolicyFinding] = []
        for statement in document.statements {
            guard let sid = statement.sid, !sid.isEmpty else { continue }
            let offset = statement.places.sid ?? statement.range.start
            if !seen.insert(ExactText(sid)).inserted {
                findings.append(
                    finding(
                        .statementID, "Statement IDs (SID) in a single policy must be unique.", detail: sid, at: offset)
                )
            }
            if document.kind != .resource, !sid.withBytes({ $0.allSatisfy(ASCII.isLetterOrDigit) }) {
                let message =
                    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression "
                    + "[0-9A-Za-z]*"
                findings.append(finding(.statementID, message, detail: sid, at: offset))
            }
        }
        return findings
    }

    func sizeErrors() -> [PolicyFinding] {
        let limit = document.kind.sizeLimit
        guard document.text.utf8.count > limit else { return [] }
        let size = document.size
        guard size > limit else { return [] }
        return [
            finding(.tooLong, "Cannot exceed quota for PolicySize: \(limit)", detail: "\(size) characters", at: 0)
        ]
    }
}
