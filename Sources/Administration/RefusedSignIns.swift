package import Encodings
package import Foundation
package import SAML2
package import STS
package import Sessions

/// A sign-in that a role's trust policy has refused.
package struct RefusedSignIn: Sendable {
    /// What the identity provider said.
    package let assertion: ValidatedAssertion
    /// ARN of the role.
    package let roleARN: String
    /// ARNs of the providers under whose rules it was validated; nil means all of them.
    let providers: Set<String>?
    /// How it came.
    package let call: CallContext
    /// When.
    package let instant: Date
}

/// The last sign-in of each role that its trust policy refused: of this process, in memory, and few.
package final class RefusedSignIns: Sendable {
    /// Roles that are remembered at most; an assertion may have a hundred kilobytes.
    private static let capacity = 64

    private let last = BoundedCache<String, RefusedSignIn>(capacity: RefusedSignIns.capacity)

    /// Remembers none.
    package init() {}

    /// Remembers one; its assertion is validated, so that strangers push no other out.
    ///
    /// - Parameter providers: ARNs of those under whose rules it was validated; nil means all of them.
    package func note(
        _ assertion: ValidatedAssertion, roleARN: String, among providers: Set<String>?, _ call: CallContext,
        at instant: Date
    ) {
        last.keep(
            RefusedSignIn(assertion: assertion, roleARN: roleARN, providers: providers, call: call, instant: instant),
            roleARN)
    }

    /// The last one of a role; nil when none is remembered.
    package func last(ofRole arn: String) -> RefusedSignIn? { last.value(arn) }

    /// ARNs of the roles of which one is remembered, of an account.
    package func roles(ofAccount text: String) -> [String] {
        last.keys.filter { $0.split(separator: ":", omittingEmptySubsequences: false).dropFirst(4).first == text[...] }
            .sorted()
    }
}

extension STSError {
    /// Whether a role's trust policy has refused.
    package var isByTrustPolicy: Bool { failedChecks.contains { $0.name == "trust-policy" } }
}
