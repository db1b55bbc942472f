import IAMPolicy

/// One expectation of a test file.
struct PolicyTestCase {
    enum Check {
        /// A request and what becomes of it.
        case decision(PolicySet, RequestContext, expected: PolicyDecision.Effect, blockedBy: [String]?)
        /// A document and IAM's message about it, `nil` when it is taken.
        case validation(text: String, PolicyKind, expectedMessage: String?)
    }

    let name: String
    /// Where the test stands in its file, from 1.
    let line: Int
    let check: Check
    /// What IAM would say about the policies, if it would refuse one.
    let refusals: [String]
}
