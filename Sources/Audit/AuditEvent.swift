public import Accounts
public import Encodings
public import IAMPolicy
public import SAML2
public import Sessions

/// One decision in the shape of a CloudTrail record: who asked for what, and what came of it.
///
/// It holds no secret and no token.
public struct AuditEvent: Hashable, Sendable {
    /// `AwsApiCall`, `AwsConsoleSignIn`, or `AwsServiceEvent`.
    public enum EventType: String, Hashable, Sendable {
        /// A call of the API.
        case apiCall = "AwsApiCall"
        /// A sign-in to the console.
        case consoleSignIn = "AwsConsoleSignIn"
        /// Something that happened to the service itself.
        case serviceEvent = "AwsServiceEvent"
    }

    /// Version of the record's format.
    public static let version = "1.08"

    /// Id of the record, 32 hexadecimal digits in five groups.
    public var eventID: String
    /// When it was decided.
    public var eventTime: Timestamp
    /// The service: `sts.amazonaws.com`, `signin.amazonaws.com` and others; `sallyport` for what happens to the broker itself.
    public var eventSource: String
    /// The operation: `AssumeRoleWithSAML`, `ConsoleLogin` and others.
    public var eventName: String
    /// Kind of event.
    public var eventType: EventType
    /// The call.
    public var call: CallContext
    /// Region, when the call names none: of the partition.
    public var partition: Partition
    /// Who asked, as far as it is verified.
    public var userIdentity: AuditIdentity
    /// Parameters without the SAML response and without secrets.
    public var requestParameters: JSONValue = .null
    /// The result without secrets and tokens.
    public var responseElements: JSONValue = .null
    /// Error code, when it was refused.
    public var errorCode: String?
    /// Text that the caller was given.
    public var errorMessage: String?
    /// What else is known: the cause of a refusal, failed checks, notes.
    public var additionalEventData: [JSONMember] = []
    /// Entities that it is about.
    public var resources: [AuditResource] = []
    /// The same id in the records of one call that are kept for several accounts.
    public var sharedEventID: String?
    /// Account whose record it is.
    public var recipientAccountID: AccountID?

    /// Makes an event; what is left out stays empty.
    public init(
        eventID: String, eventTime: Timestamp, eventSource: String, eventName: String, eventType: EventType = .apiCall,
        call: CallContext, partition: Partition, userIdentity: AuditIdentity
    ) {
        self.eventID = eventID
        self.eventTime = eventTime
        self.eventSource = eventSource
        self.eventName = eventName
        self.eventType = eventType
        self.call = call
        self.partition = partition
        self.userIdentity = userIdentity
    }

    /// Enters a refusal: what the caller is told, why, and the failed checks.
    ///
    /// With `isVerified` false the values that were seen come from a document that nobody vouches for: they are marked
    /// and cut.
    public mutating func refuse(
        code: String, message: String, cause: String, failedChecks: [Check] = [], isVerified: Bool
    ) {
        errorCode = code
        errorMessage = message
        additionalEventData.append(JSONMember("cause", cause.cut(to: isVerified ? 2_000 : 300)))
        guard !failedChecks.isEmpty else { return }
        let limit = isVerified ? 2_000 : 120
        let checks = failedChecks.prefix(16).map { Self.value(of: $0, limit) }
        additionalEventData.append(JSONMember("failedChecks", .array(checks)))
        if !isVerified { additionalEventData.append(JSONMember("unverifiedDocument", .bool(true))) }
    }

    private static func value(of check: Check, _ limit: Int) -> JSONValue {
        var members = [
            JSONMember("name", check.name), JSONMember("expected", check.expected.cut(to: 600)),
            JSONMember("actual", check.actual.cut(to: limit)), JSONMember("reference", check.reference),
        ]
        if let hint = check.hint { members.append(JSONMember("hint", hint)) }
        return .object(members)
    }
}

/// An entity that an event is about.
public struct AuditResource: Hashable, Sendable {
    /// ARN of the entity.
    public let arn: ARN
    /// The type: `AWS::IAM::Role`, `AWS::IAM::SAMLProvider` and others.
    public let type: String
    /// Account that owns it.
    public let accountID: AccountID

    /// Makes a resource.
    public init(arn: ARN, type: String, accountID: AccountID) {
        self.arn = arn
        self.type = type
        self.accountID = accountID
    }
}
