extension PolicyDocument {
    /// Asks a role's trust policy alone: a statement that denies wins, then one that allows, else the answer is no.
    ///
    /// For callers of the same account, `sts:AssumeRole` needs an identity policy as well when the trust policy names
    /// the account only; ``PolicySet/evaluate(_:)`` takes both into account.
    public func evaluateTrust(_ context: RequestContext) -> PolicyDecision {
        let policy = AttachedPolicy(name: "trust policy", document: self)
        let rule = PolicyStatement.PrincipalRule(isRequired: true, notPrincipalDeniesAll: false)
        let outcome = PolicyOutcome(.resource, of: policy, EvaluationRequest(context), of: context, rule)
        let effect: PolicyDecision.Effect =
            outcome.isDenied ? .explicitlyDenied : outcome.isAllowed ? .allowed : .implicitlyDenied
        return PolicyDecision(
            effect: effect, matchedStatements: outcome.isDenied ? outcome.denies : outcome.allows, context: context,
            asked: .onlyResource(policy))
    }
}
