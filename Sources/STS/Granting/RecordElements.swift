import Accounts
import Audit
import Encodings
import IAMPolicy
import Sessions

/// What records of credentials have in common, as CloudTrail writes it.
enum RecordElements {
    /// The credentials, without secret and token.
    static func credentials(_ credentials: SessionCredentials) -> JSONMember {
        JSONMember(
            "credentials",
            .object([
                JSONMember("accessKeyId", credentials.accessKeyID),
                JSONMember("expiration", credentials.expiration.civilTime.englishText),
            ]))
    }

    /// Who the holder of a role is.
    static func assumedRoleUser(_ granted: Granted) -> JSONMember {
        JSONMember(
            "assumedRoleUser",
            .object([
                JSONMember("assumedRoleId", granted.upstream?.assumedRoleID ?? granted.session.userID),
                JSONMember("arn", (granted.upstream?.assumedRoleARN ?? granted.session.arn).description),
            ]))
    }

    /// What else is told of a session with a role, as far as there is something to tell.
    static func further(_ granted: Granted) -> [JSONMember] {
        var members: [JSONMember] = []
        if let size = granted.packedPolicySize { members.append(JSONMember("packedPolicySize", .integer(Int64(size)))) }
        if let identity = granted.session.sourceIdentity { members.append(JSONMember("sourceIdentity", identity)) }
        return members
    }

    /// A role that a call is about.
    static func resource(_ role: Role) -> AuditResource {
        AuditResource(arn: role.arn, type: "AWS::IAM::Role", accountID: role.account.id)
    }

    /// ARNs of managed policies that are passed; nothing when there are none.
    static func policyARNs(_ arns: some Collection<String>) -> [JSONMember] {
        guard !arns.isEmpty else { return [] }
        return [JSONMember("policyArns", .array(arns.map { .object([JSONMember("arn", $0.cut(to: 2_048))]) }))]
    }
}
