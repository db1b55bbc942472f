import Encodings

extension PolicyValidator {
    /// Principals whom a trust policy names, and who can never use it: none of the actions by which they come is allowed
    /// to them.
    func usabilityWarnings(_ statement: PolicyStatement) -> [PolicyFinding] {
        guard document.kind == .trust else { return [] }
        return statement.granted.compactMap { entry in
            guard let action = entry.assumingAction, !statement.matches(action) else { return nil }
            // What goes with it may stand in a statement of its own.
            let isAddition =
                Self.additions.contains(where: statement.matches)
                && document.statements.contains { other in
                    other.matches(action) && other.granted.contains { $0.value == entry.value || $0.value == "*" }
                }
            guard !isAddition else { return nil }
            let message = "\"\(entry.value)\" can never use this: it would need \(action), which is not allowed to it."
            return warning(.unusablePrincipal, message, at: entry.offset)
        }
    }

    private static let additions = ["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"]
}

extension PolicyStatement {
    /// Those to whom it gives something by name.
    fileprivate var granted: [PrincipalElement.Entry] {
        guard effect == .allow, let principal, !principal.isNegated else { return [] }
        return principal.entries
    }

    fileprivate func matches(_ action: String) -> Bool {
        action.asciiLowercased.withBytes(matchesAction)
    }
}

extension PrincipalElement.Entry {
    /// The action by which such a principal gets a role; nil for everyone, who may be anybody.
    fileprivate var assumingAction: String? {
        guard value != "*" else { return nil }
        switch type {
        case .aws, .service: return "sts:AssumeRole"
        case .federated:
            let isSAML = ARN(value)?.isIAMResource(ofType: "saml-provider") == true
            return isSAML ? "sts:AssumeRoleWithSAML" : "sts:AssumeRoleWithWebIdentity"
        case .canonicalUser, nil: return nil
        }
    }
}
