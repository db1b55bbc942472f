import Encodings

extension PolicyValidator {
    func missingActionErrors() -> [PolicyFinding] {
        let message =
            document.kind == .trust ? "Missing required field Action" : "Policy statement must contain actions."
        return document.statements.filter { $0.locatedActions.isEmpty }.map {
            finding(.missingActions, message, at: $0.places.action ?? $0.range.start)
        }
    }

    func missingResourceErrors() -> [PolicyFinding] {
        if document.kind == .trust {
            return document.statements.filter { $0.hasResourceElement }.map {
                let name = $0.isNotResource ? "NotResource" : "Resource"
                return finding(.resource, "Has prohibited field \(name)", at: $0.places.resource ?? $0.range.start)
            }
        }
        return document.statements.filter { $0.locatedResources.isEmpty }.map {
            finding(
                .missingResources, "Policy statement must contain resources.", at: $0.places.resource ?? $0.range.start)
        }
    }

    /// Names that are no actions; IAM looks at `Action` before `NotAction`, and at the names of a list from the last
    /// in byte order.
    func actionErrors() -> [PolicyFinding] {
        let statements = document.statements.filter { document.kind == .trust || !Self.isPlainlyRight($0) }
        let ordered = statements.filter { !$0.isNotAction } + statements.filter(\.isNotAction)
        return ordered.flatMap { statement in
            statement.locatedActions.sorted { $1.text.utf8.lexicographicallyPrecedes($0.text.utf8) }.compactMap {
                action in
                message(about: action.text).map { finding(.action, $0, detail: action.text, at: action.offset) }
            } + trustActionErrors(statement)
        }
    }

    /// Tells the common case apart without much ado: a vendor's name, one colon, and a name.
    private static func isPlainlyRight(_ statement: PolicyStatement) -> Bool {
        statement.locatedActions.allSatisfy { $0.text.withBytes(isPlainlyRight) }
    }

    private static func isPlainlyRight(_ action: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let colon = action.firstIndex(of: ASCII.colon), colon > 0 else {
            return action.count == 1 && action[0] == ASCII.asterisk
        }
        return action[..<colon].allSatisfy(ASCII.isLetterOrDigit) && !action[(colon + 1)...].contains(ASCII.colon)
    }

    private func message(about action: String) -> String? {
        let parts = action.pieces(separatedBy: ASCII.colon)
        if parts.count == 1 {
            return action == "*"
                ? nil : "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        }
        guard parts.count == 2 else { return "Actions/Condition can contain only one colon." }
        let vendor = parts[0]
        let isName = vendor.utf8.allSatisfy { ASCII.isLetterOrDigit($0) || $0 == ASCII.minus || $0 == ASCII.dot }
        return isName || vendor == "*" ? nil : "Vendor \(vendor) is not valid"
    }

    private static let trustMessage = "AssumeRole policy may only specify STS AssumeRole actions."

    private static let trustActions = [
        "assumerole", "assumerolewithsaml", "assumerolewithwebidentity", "tagsession", "setsourceidentity",
        "setcontext",
    ]

    private func trustActionErrors(_ statement: PolicyStatement) -> [PolicyFinding] {
        guard document.kind == .trust else { return [] }
        if statement.isNotAction {
            return [finding(.action, Self.trustMessage, at: statement.places.action ?? statement.range.start)]
        }
        return statement.locatedActions.compactMap { action in
            let lowered = action.text.asciiLowercased
            if lowered == "sts:*" { return nil }
            let pattern = ActionPattern(lowered)
            let isTaken =
                !pattern.matchesAnything
                && Self.trustActions.contains { name in "sts:\(name)".withBytes(pattern.matches) }
            return isTaken ? nil : finding(.action, Self.trustMessage, detail: action.text, at: action.offset)
        }
    }

    func actionWarnings(_ statement: PolicyStatement) -> [PolicyFinding] {
        statement.locatedActions.compactMap { action in
            guard let problem = ActionNames.problem(with: action.text) else { return nil }
            return warning(
                .impossibleAction, "No service has an action \"\(action.text)\": \(problem).", at: action.offset)
        }
    }
}
