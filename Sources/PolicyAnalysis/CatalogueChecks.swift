import ActionCatalogue
import Encodings
package import IAMPolicy

/// Holds a policy against what is known of services, and of condition keys that are not always there.
package struct CatalogueChecks {
    /// Warnings about names that look misspelt, resources that an action has not, and conditions that do not work.
    ///
    /// A service or an action that the table does not have, and that resembles none, is no finding.
    package static func findings(in document: PolicyDocument) -> [PolicyFinding] {
        let checks = CatalogueChecks(document: document, map: SourceMap(document.text), catalogue: .shared)
        return document.statements.flatMap { statement in
            checks.actionFindings(statement) + checks.resourceFindings(statement) + checks.conditionFindings(statement)
        }
    }

    let document: PolicyDocument
    private let map: SourceMap
    private let catalogue: ActionCatalogue

    private init(document: PolicyDocument, map: SourceMap, catalogue: ActionCatalogue) {
        self.document = document
        self.map = map
        self.catalogue = catalogue
    }

    func warning(_ code: PolicyFinding.Code, _ message: String, at offset: Int) -> PolicyFinding {
        PolicyFinding(code, message, severity: .warning, at: map.position(atOffset: offset))
    }

    private func actionFindings(_ statement: PolicyStatement) -> [PolicyFinding] {
        statement.locatedActions.compactMap { action in
            correction(ofAction: action.text).map {
                warning(
                    .unknownAction, "\"\(action.text)\" is not a known action: did you mean \($0)?", at: action.offset)
            }
        }
    }

    private func correction(ofAction action: String) -> String? {
        let parts = action.pieces(separatedBy: UInt8(ascii: ":"))
        guard parts.count == 2 else { return nil }
        guard let service = catalogue.service(parts[0]) else {
            return Misspelling.correction(of: parts[0], among: catalogue.prefixes, most: 1).map { "\($0):\(parts[1])" }
        }
        guard !parts[1].hasWildcard, !service.has(parts[1]) else { return nil }
        return Misspelling.correction(of: parts[1], among: service.actions).map { "\(service.prefix):\($0)" }
    }

    private func conditionFindings(_ statement: PolicyStatement) -> [PolicyFinding] {
        statement.conditions.flatMap { clause in
            [keyFinding(clause), samlFinding(clause), mfaFinding(clause, effect: statement.effect)].compactMap { $0 }
        }
    }

    private func keyFinding(_ clause: ConditionClause) -> PolicyFinding? {
        let parts = clause.key.pieces(separatedBy: UInt8(ascii: ":"))
        guard parts.count == 2, let service = catalogue.service(parts[0]), !service.keys.isEmpty else { return nil }
        let name = parts[1].asciiLowercased
        let isKnown = service.keys.contains { key in
            let key = key.asciiLowercased
            return key == name || key.hasSuffix("/") && name.hasPrefix(key)
        }
        guard !isKnown, let meant = Misspelling.correction(of: name, among: service.keys) else { return nil }
        return warning(
            .unknownKey, "\"\(clause.key)\" is not a known condition key: did you mean \(service.prefix):\(meant)?",
            at: clause.keyOffset)
    }

    /// Those that travel in the session; all others are there only while a trust policy is asked.
    private static let lastingKeys: Set<String> = ["saml:sub", "saml:sub_type", "saml:namequalifier"]

    private func samlFinding(_ clause: ConditionClause) -> PolicyFinding? {
        let key = clause.key.asciiLowercased
        guard document.kind != .trust, key.hasPrefix("saml:"), !Self.lastingKeys.contains(key) else { return nil }
        return warning(
            .absentKey, "\"\(clause.key)\" is there only while a role is assumed: test it in the trust policy.",
            at: clause.keyOffset)
    }

    /// The key is absent, and not false, in requests that are signed with long-term keys.
    private func mfaFinding(_ clause: ConditionClause, effect: PolicyEffect) -> PolicyFinding? {
        guard clause.key.asciiLowercased == "aws:multifactorauthpresent",
            let conditionOperator = clause.conditionOperator
        else { return nil }
        if conditionOperator.comparison == .null {
            let message =
                "Whether the key is there does not tell of MFA: temporary credentials have it, without MFA as well. "
                + "Use BoolIfExists."
            return warning(.mfaCondition, message, at: clause.keyOffset)
        }
        let testsFalse = clause.values.contains { $0.asciiLowercased == "false" }
        guard conditionOperator.comparison == .bool, testsFalse, !conditionOperator.ifExists, effect == .deny else {
            return nil
        }
        let message = "Long-term keys are not denied, since their requests do not have the key: use BoolIfExists."
        return warning(.mfaCondition, message, at: clause.keyOffset)
    }
}
