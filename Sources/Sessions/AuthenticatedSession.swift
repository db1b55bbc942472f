public import Accounts

/// A session whose token was opened and holds, with the secret that its requests must be signed with.
public struct AuthenticatedSession: Sendable, CustomStringConvertible, CustomReflectable {
    /// The session.
    public let session: Session
    /// The secret access key, for verifying a signature.
    public let secretAccessKey: String
    /// Tags that the session's role or user has now; session tags with the same key go before them.
    public let issuerTags: [SessionTag]

    package init(session: Session, secretAccessKey: String, issuerTags: [SessionTag]) {
        self.session = session
        self.secretAccessKey = secretAccessKey
        self.issuerTags = issuerTags
    }

    /// The session's ARN alone.
    public var description: String { "AuthenticatedSession(\(session.arn))" }

    /// The session alone: `dump` shows no secret either.
    public var customMirror: Mirror { Mirror(self, children: ["session": session]) }
}
