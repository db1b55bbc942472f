import Encodings

/// How a user shall have signed in (SAML core, section 3.3.2.2.1).
public struct RequestedAuthnContext: Sendable, Hashable {
    /// How the sign-in at the IdP is compared with the classes.
    public enum Comparison: String, Sendable, CaseIterable {
        /// It is one of them.
        case exact
        /// It is as strong as one of them, as the IdP sees it.
        case minimum
        /// It is as strong as one of them can be without being stronger, as the IdP sees it.
        case maximum
        /// It is stronger than each of them, as the IdP sees it.
        case better
    }

    /// URIs of the classes, in order of preference; at least one.
    public var classes: [String]
    /// `exact` unless said.
    public var comparison: Comparison

    /// Asks for one of these.
    public init(classes: [String], comparison: Comparison = .exact) {
        self.classes = classes
        self.comparison = comparison
    }

    /// Whether a class may answer, so far as anybody but the IdP can tell: classes of their own have no order.
    func isMet(by answer: String) -> Bool {
        switch comparison {
        case .exact: names(answer)
        case .better: !names(answer)
        case .minimum, .maximum: true
        }
    }

    private func names(_ answer: String) -> Bool { classes.contains { $0.hasSameBytes(as: answer) } }
}
