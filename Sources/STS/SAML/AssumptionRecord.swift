import Accounts
import Audit
import Encodings
internal import Foundation
internal import SAML2
import Sessions

/// What the audit learns while AssumeRoleWithSAML decides.
struct AssumptionRecord {
    let request: AssumeRoleWithSAMLRequest
    var provider: SAMLProvider?
    var role: Role?
    var claims: RoleClaims?
    private(set) var assertion: ValidatedAssertion?
    private(set) var subject: SAMLSubject?
    /// Room for the record of a grant, once something is about to be used up.
    var reservation: AuditReservation?

    init(request: AssumeRoleWithSAMLRequest) { self.request = request }

    /// The assertion is validated, and the provider vouches for it.
    mutating func verified(_ assertion: ValidatedAssertion, _ subject: SAMLSubject) {
        self.assertion = assertion
        self.subject = subject
    }

    func event(
        id: String, _ call: CallContext, _ fallback: Partition, at instant: Date
    ) -> AuditEvent {
        var event = AuditEvent(
            eventID: id, eventTime: Timestamp(roundingDown: instant), eventSource: "sts.amazonaws.com",
            eventName: "AssumeRoleWithSAML", call: call, partition: provider?.account.partition ?? fallback,
            userIdentity: subject.map(AuditIdentity.samlUser) ?? .unknown)
        event.requestParameters = .object(parameters)
        event.recipientAccountID = provider?.account.id
        if let role {
            event.resources.append(AuditResource(arn: role.arnText, type: "AWS::IAM::Role", accountID: role.account.id))
        }
        if let provider {
            event.resources.append(
                AuditResource(arn: provider.arnText, type: "AWS::IAM::SAMLProvider", accountID: provider.account.id))
        }
        return event
    }

    private var parameters: [JSONMember] {
        var members: [JSONMember] = []
        if let assertion { members.append(JSONMember("sAMLAssertionID", assertion.id.cut(to: 256))) }
        if let claims { members.append(JSONMember("roleSessionName", claims.roleSessionName)) }
        if let seconds = request.durationSeconds {
            members.append(JSONMember("durationSeconds", .integer(Int64(seconds))))
        }
        members.append(JSONMember("roleArn", request.roleARN.cut(to: 2_048)))
        members.append(JSONMember("principalArn", request.principalARN.cut(to: 2_048)))
        if let claims { addTags(claims, to: &members) }
        if let policy = request.policy { members.append(JSONMember("policy", policy.cut(to: 2_048))) }
        if !request.policyARNs.isEmpty {
            let arns = request.policyARNs.map { JSONValue.object([JSONMember("arn", $0.cut(to: 2_048))]) }
            members.append(JSONMember("policyArns", .array(arns)))
        }
        return members
    }

    private func addTags(_ claims: RoleClaims, to members: inout [JSONMember]) {
        if !claims.tags.isEmpty {
            members.append(JSONMember("principalTags", .object(claims.tags.map { JSONMember($0.key, $0.value) })))
        }
        if !claims.transitiveTagKeys.isEmpty {
            members.append(JSONMember("transitiveTagKeys", .array(claims.transitiveTagKeys.map { .string($0) })))
        }
        if let identity = claims.sourceIdentity { members.append(JSONMember("sourceIdentity", identity)) }
    }
}
