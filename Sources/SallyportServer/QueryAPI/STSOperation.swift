package import AWSQuery
import STS
import Sessions

/// An operation of STS: its parameters, the permission that it asks for, and what it does.
package struct STSOperation: Sendable {
    /// What an operation does for whoever signed the call.
    typealias Signed =
        @Sendable (STSService, QueryRequest, Caller, inout CallRecord) async throws(QueryFault) -> CallOutcome
    /// What an operation does that takes no signature.
    typealias Unsigned =
        @Sendable (STSService, QueryRequest, inout CallRecord) async throws(QueryFault) -> QueryResult

    enum Body: Sendable {
        case signed(Signed)
        case unsigned(Unsigned)
    }

    /// Name, as calls carry it in `Action`.
    package let name: String
    /// Parameters with their constraints.
    package let parameters: [Parameter]
    /// The permission that a caller needs.
    package let access: STSAccess
    let body: Body

    /// Whether whoever calls it gets credentials.
    var givesCredentials: Bool { ["AssumeRole", "GetFederationToken", "GetSessionToken"].contains(name) }

    static func signed(
        _ name: String, parameters: [Parameter], access: STSAccess, _ body: @escaping Signed
    ) -> STSOperation {
        STSOperation(name: name, parameters: parameters, access: access, body: .signed(body))
    }

    static func unsigned(
        _ name: String, parameters: [Parameter], access: STSAccess, _ body: @escaping Unsigned
    ) -> STSOperation {
        STSOperation(name: name, parameters: parameters, access: access, body: .unsigned(body))
    }
}

/// The permission that an operation of STS asks for, as documentation writes it.
package struct STSAccess: Sendable {
    /// The action; nil when no permission is needed.
    package let action: String?
    /// What the permission is needed for: `*`, or a resource by the parameter that names it.
    package let resource: String
    /// Condition keys beside those that every request has.
    package let keys: [String]
    /// Further actions that are needed in some cases: the case and the action.
    package let further: [(when: String, action: String)]

    /// Needs nothing but credentials, or what stands in for them.
    static let none = STSAccess(nil, "")

    init(
        _ action: String?, _ resource: String, keys: [String] = [], further: [(when: String, action: String)] = []
    ) {
        self.action = action
        self.resource = resource
        self.keys = keys
        self.further = further
    }
}

extension ParameterShape {
    /// ARN.
    static let stsARN = text(TextShape(20, 2_048, .arn))
    /// ARNs of managed policies.
    static let policyARNs = structures([.optional("arn", .stsARN)], maximum: 10)
    /// Session policy.
    static let sessionPolicy = text(TextShape(1, 2_048, .policyDocument))
    /// Life of a role's credentials.
    static let roleDuration = integer(DurationRule.minimum...DurationRule.maximum)
    /// Life of credentials that are made of long-term keys.
    static let longTermDuration = integer(DurationRule.longTermRange)
    /// Session name, source identity.
    static let sessionName = text(TextShape(2, 64, .sessionName))
    /// Session tags.
    static let sessionTags = structures(
        [
            .required("Key", .text(TextShape(1, 128, .tagKey))),
            .required("Value", .text(TextShape(0, 256, .tagValue))),
        ], maximum: 50)
    /// Keys of session tags.
    static let sessionTagKeys = list(.text(TextShape(1, 128, .tagKey)), maximum: 50)
    /// Serial number of an MFA device.
    static let mfaSerialNumber = text(TextShape(9, 256, .optionalSerialNumber))
    /// One-time password.
    static let mfaCode = text(TextShape(6, 6, .optionalDigits, isSensitive: true))
}
