import Accounts
public import Encodings
public import IAMPolicy

extension Session {
    /// The principal of requests that are made with the session's credentials.
    public var principal: Principal {
        switch kind {
        case .assumeRoleWithSAML, .assumeRole, .assumeRoleWithWebIdentity: .assumedRole(arn: arn, role: issuer.arn)
        case .federationToken: .federatedUser(arn: arn, user: issuer.kind == .user ? issuer.arn : nil)
        case .sessionToken where issuer.kind == .root:
            .account(id: accountID.description, partition: partition.id)
        case .sessionToken: .user(arn: issuer.arn)
        }
    }

    /// The context keys that the session puts into every request, at `now`; those of time, address and agent are the
    /// request's own.
    public func contextKeys(at now: Timestamp) -> ContextKeys {
        var keys = ContextKeys()
        keys["aws:PrincipalArn"] = [(kind == .federationToken ? arn : issuer.arn).description]
        keys["aws:PrincipalAccount"] = [accountID.description]
        keys["aws:PrincipalType"] = [principalType]
        keys["aws:userid"] = [userID]
        if kind == .sessionToken, issuer.kind == .user { keys["aws:username"] = [issuer.name] }
        keys["aws:TokenIssueTime"] = [issuedAt.iso8601]
        if let saml {
            keys["aws:FederatedProvider"] = [saml.providerARN.description]
            keys["saml:sub"] = [saml.subject.subject]
            keys["saml:sub_type"] = [saml.subject.type]
            keys["saml:namequalifier"] = [saml.subject.nameQualifier]
        }
        webIdentity?.add(to: &keys)
        keys["aws:MultiFactorAuthPresent"] = [mfaAt == nil ? "false" : "true"]
        if let mfaAt {
            keys["aws:MultiFactorAuthAge"] = [String(max(now.milliseconds - mfaAt.milliseconds, 0) / 1_000)]
        }
        if let sourceIdentity { keys["aws:SourceIdentity"] = [sourceIdentity] }
        for tag in tags { keys["aws:PrincipalTag/\(tag.key)"] = [tag.value] }
        return keys
    }

    private var principalType: String {
        switch kind {
        case .assumeRoleWithSAML, .assumeRole, .assumeRoleWithWebIdentity: "AssumedRole"
        case .federationToken: "FederatedUser"
        case .sessionToken: issuer.kind == .root ? "Account" : "User"
        }
    }
}
