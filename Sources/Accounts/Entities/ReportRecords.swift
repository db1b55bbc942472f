public import Encodings

/// The credential report of an account, which is the document beside this record; an account has one at most.
public struct CredentialReportRecord: EntityRecord {
    /// Credential reports.
    public static var kind: EntityKind { .credentialReport }
    /// When it was made.
    public var generatedDate: Timestamp

    /// Makes a record.
    public init(generatedDate: Timestamp) { self.generatedDate = generatedDate }

    /// The name that every one has.
    package static let name = "credential-report"

    /// The unique id of an account's report.
    package static func uniqueID(of account: AccountID) -> String { "\(name)/\(account)" }
}

/// What a report of accesses was asked for; it is answered from what is known when it is read.
public struct AccessReportRecord: EntityRecord {
    /// Reports of accesses.
    public static var kind: EntityKind { .accessReport }
    /// ARN of the user, group, role or policy.
    public var arn: String
    /// Whether it tells of actions as well.
    public var tellsActions: Bool

    /// Makes a record.
    public init(arn: String, tellsActions: Bool) {
        self.arn = arn
        self.tellsActions = tellsActions
    }
}
