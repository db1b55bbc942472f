public import IAMPolicy

extension Session {
    /// The principal of requests that are made with the session's credentials; nil when an ARN in the token is not one.
    public var principal: Principal? {
        guard let session = ARN(assumedRoleARN), let role = ARN(roleARN) else { return nil }
        return .assumedRole(arn: session, role: role)
    }

    /// The context keys that the session puts into every request; those of time, address and agent are the request's
    /// own.
    public var contextKeys: ContextKeys {
        var keys = ContextKeys()
        keys["aws:PrincipalArn"] = [roleARN]
        keys["aws:PrincipalAccount"] = [accountID.description]
        keys["aws:PrincipalType"] = ["AssumedRole"]
        keys["aws:userid"] = [assumedRoleID]
        keys["aws:TokenIssueTime"] = [issuedAt.iso8601]
        keys["aws:FederatedProvider"] = [providerARN]
        keys["saml:sub"] = [subject.subject]
        keys["saml:sub_type"] = [subject.type]
        keys["saml:namequalifier"] = [subject.nameQualifier]
        // Federated users have no MFA device here: the key is there for temporary credentials, and false.
        keys["aws:MultiFactorAuthPresent"] = ["false"]
        if let sourceIdentity { keys["aws:SourceIdentity"] = [sourceIdentity] }
        for tag in tags { keys["aws:PrincipalTag/\(tag.key)"] = [tag.value] }
        return keys
    }
}
