package import IAMPolicy

extension S3Access.Question {
    /// A statement that denies some keys of the bucket and that a question about every key does not meet.
    ///
    /// `bucket/private/*` does not match `bucket/*`, and the keys stand in a body that nobody has read: the request has to be
    /// refused.
    package func partialDenial(in decision: PolicyDecision) -> StatementFailure? {
        guard isAboutEveryKey else { return nil }
        return decision.failures.first { failure in
            failure.statement.effect == .deny && failure.matchesAction && failure.matchesPrincipal
                && failure.failedConditions.isEmpty && mayMeetSomeKey(failure.statement)
        }
    }

    /// Whether a statement may be about some key of the bucket; rather once too often.
    private func mayMeetSomeKey(_ statement: PolicyStatement) -> Bool {
        let anyKey = resource.utf8.dropLast()
        let patterns = statement.resources.map { text in
            let wildcard = text.utf8.firstIndex(where: Self.wildcards.contains) ?? text.endIndex
            return (fixed: text.utf8[..<wildcard], rest: text.utf8[wildcard...])
        }
        if statement.isNotResource {
            // Every key is exempt when one pattern takes them all: nothing stands behind its asterisk.
            return !patterns.contains { anyKey.starts(with: $0.fixed) && $0.rest.elementsEqual("*".utf8) }
        }
        return patterns.contains { pattern in
            pattern.fixed.starts(with: anyKey) || !pattern.rest.isEmpty && anyKey.starts(with: pattern.fixed)
        }
    }

    private static let wildcards: [UInt8] = [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "$")]
}
