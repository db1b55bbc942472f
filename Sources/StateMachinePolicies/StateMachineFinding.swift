public import IAMPolicy

/// Something that a policy for a state machine cannot hold, and that its owner has to know.
public struct StateMachineFinding: Hashable, Sendable, CustomStringConvertible {
    /// A kind of finding, a stable name that tools can filter by.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// Permissions that have to be written by hand.
        case byHand = "by-hand"
        /// A call of an SDK integration, whose resources are not known.
        case partial
        /// A job that AWS publishes no template for.
        case notFromTemplate = "not-from-template"
        /// An integration that is not known.
        case unknownIntegration = "unknown-integration"
        /// Roles that a task hands on.
        case passRole = "pass-role"
        /// A region or account that neither the definition nor the caller tells.
        case unknownPlace = "unknown-place"
        /// More characters than the inline policies of a role may have.
        case tooLong = "too-long"
    }

    /// What kind of finding it is.
    public let code: Code
    /// What it is about, in words.
    public let message: String
    /// The state, `nil` when it is about the whole.
    public let state: String?
    /// Where in the definition's text.
    public let position: SourcePosition

    /// `line:column: warning: message [code]`.
    public var description: String {
        "\(position): warning: \(state.map { "\($0): " } ?? "")\(message) [\(code.rawValue)]"
    }
}
