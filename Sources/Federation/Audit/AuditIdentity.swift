/// The `userIdentity` of an audit record.
public struct AuditIdentity: Hashable, Sendable {
    /// Members of the element, `type` first.
    public let members: [AuditMember]

    /// Makes an identity of its members.
    public init(_ members: [AuditMember]) { self.members = members }

    /// Nobody that was verified.
    public static let unknown = AuditIdentity([AuditMember("type", "Unknown")])

    /// A federated user who has no session yet.
    public static func samlUser(_ subject: SAMLSubject) -> AuditIdentity {
        AuditIdentity([
            AuditMember("type", "SAMLUser"), AuditMember("principalId", "\(subject.nameQualifier):\(subject.subject)"),
            AuditMember("userName", subject.subject), AuditMember("identityProvider", subject.nameQualifier),
        ])
    }

    /// A session of a role.
    public static func assumedRole(_ session: Session) -> AuditIdentity {
        let issuer: [AuditMember] = [
            AuditMember("type", "Role"), AuditMember("principalId", session.roleUniqueID),
            AuditMember("arn", session.roleARN), AuditMember("accountId", session.accountID.description),
            AuditMember("userName", session.roleName),
        ]
        var context = [
            AuditMember("sessionIssuer", .object(issuer)),
            AuditMember(
                "attributes",
                .object([
                    AuditMember("mfaAuthenticated", "false"), AuditMember("creationDate", session.issuedAt.iso8601),
                ])),
        ]
        if let identity = session.sourceIdentity { context.append(AuditMember("sourceIdentity", identity)) }
        return AuditIdentity([
            AuditMember("type", "AssumedRole"), AuditMember("principalId", session.assumedRoleID),
            AuditMember("arn", session.assumedRoleARN), AuditMember("accountId", session.accountID.description),
            AuditMember("accessKeyId", session.accessKeyID), AuditMember("sessionContext", .object(context)),
        ])
    }
}
