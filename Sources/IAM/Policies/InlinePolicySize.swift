import AWSQuery
import Accounts
import IAMPolicy

/// The bound of an entity's embedded policies, which counts all of them together and no white space.
enum InlinePolicySize {
    /// Checks a policy that is to be embedded beside others.
    ///
    /// Throws `MalformedPolicyDocument` or `LimitExceeded`.
    static func check<Holder: PolicyHolder>(
        _ policy: InlinePolicy, beside others: [InlinePolicy], of holder: Entity<Holder>
    ) throws(QueryFault) {
        try PolicyTexts.checkLength([policy.document] + others.map(\.document), Holder.inlineKind)
        let exceeded = QueryFault.limitExceeded(
            "Maximum policy size of \(Holder.inlineKind.sizeLimit) bytes exceeded for \(Holder.kind.rawValue) "
                + holder.name)
        let size: Int
        do {
            size = try PolicyDocument(parsing: policy.document, kind: Holder.inlineKind).size
        } catch {
            throw error.awsErrorCode == "LimitExceeded" ? exceeded : .malformedPolicy(error.message)
        }
        let sizes = others.map { PolicyDocument.size(of: $0.document, kind: Holder.inlineKind) }
        guard sizes.reduce(size, +) <= Holder.inlineKind.sizeLimit else { throw exceeded }
    }
}
