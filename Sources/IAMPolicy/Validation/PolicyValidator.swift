/// Checks a parsed policy: errors as IAM finds them, warnings beyond.
struct PolicyValidator {
    let document: PolicyDocument
    private let sourceMap: SourceMap

    init(_ document: PolicyDocument) {
        self.document = document
        sourceMap = SourceMap(document.text)
    }

    /// What IAM refuses, in the order in which it checks; its own answer is the first.
    func errors() -> [PolicyFinding] {
        let resources = ResourceChecks(self)
        return characterErrors() + syntaxErrors() + versionErrors() + legacyErrors() + resources.legacy
            + statementIDErrors() + principalErrors() + missingActionErrors() + resources.format
            + actionErrors() + missingResourceErrors() + sizeErrors()
    }

    /// What IAM takes although it hardly means what it says.
    func warnings() -> [PolicyFinding] {
        document.statements.flatMap { statement -> [PolicyFinding] in
            principalWarnings(statement) + actionWarnings(statement) + resourceWarnings(statement)
                + conditionWarnings(statement) + audienceWarnings(statement)
                + webIdentityWarnings(statement) + usabilityWarnings(statement)
        }
    }

    func finding(
        _ code: PolicyFinding.Code, _ message: String, detail: String? = nil, at offset: Int
    ) -> PolicyFinding {
        PolicyFinding(code, message, detail: detail, at: sourceMap.position(atOffset: offset))
    }

    func warning(_ code: PolicyFinding.Code, _ message: String, at offset: Int) -> PolicyFinding {
        PolicyFinding(code, message, severity: .warning, at: sourceMap.position(atOffset: offset))
    }
}
