import SAML2

/// What is reported of a response that several groups of providers were asked about: the group that it is good for, else
/// the one that knows the issuer, since the others could only say that they don't.
struct ProviderJudgement {
    private(set) var best: (validation: ResponseValidation, group: ProviderGroup)?
    /// Whether the response is good for a group; no other needs to be asked then.
    private(set) var isGood = false

    mutating func take(_ validation: ResponseValidation, by group: ProviderGroup) {
        if case .success = validation.outcome { isGood = true }
        if best == nil || isGood || validation.knowsIssuer { best = (validation, group) }
    }
}

extension ResponseValidation {
    /// Whether the issuer is one of the IdPs that were trusted.
    fileprivate var knowsIssuer: Bool {
        guard case .failure(let refusal) = outcome else { return true }
        return !refusal.failures.contains {
            [.responseIssuer, .assertionIssuer].contains(ResponseCheck(rawValue: $0.name))
        }
    }
}
