import AWSQuery

extension STSOperations {
    static let assumeRole = STSOperation(
        name: "AssumeRole",
        parameters: [
            .required(.roleARN), .required(.roleSessionName), .optional(.policyARNs), .optional(.policy),
            .optional(.durationSeconds), .optional(.tags), .optional(.transitiveTagKeys), .optional(.externalID),
            .optional(.serialNumber), .optional(.tokenCode), .optional(.sourceIdentity),
        ],
        access: .assumeRole, recording: .operation,
        body: .signed { context, caller in
            let parameters = context.parameters
            let request = AssumeRoleRequest(
                roleARN: parameters[.roleARN], roleSessionName: parameters[.roleSessionName],
                durationSeconds: parameters.integer(.durationSeconds), policy: parameters.text(.policy),
                policyARNs: parameters.policyARNs, tags: parameters.sessionTags,
                transitiveTagKeys: parameters.list(.transitiveTagKeys), externalID: parameters.text(.externalID),
                sourceIdentity: parameters.text(.sourceIdentity), serialNumber: parameters.text(.serialNumber),
                tokenCode: parameters.text(.tokenCode))
            let result = try await context.service.assumeRole(
                request, caller: caller, call: context.call, at: context.instant)
            var members = [member(result.credentials), assumedRoleUser(result.assumedRoleID, result.assumedRoleARN)]
            members.append("PackedPolicySize", result.packedPolicySize.map(String.init))
            members.append("SourceIdentity", result.sourceIdentity)
            return QueryResult(members)
        },
        notOffered: [.providedContexts])

    /// Takes no signature: the assertion proves who calls.
    static let assumeRoleWithSAML = STSOperation(
        name: "AssumeRoleWithSAML",
        parameters: [
            .required(.roleARN), .required(.principalARN), .required(.samlAssertion), .optional(.policyARNs),
            .optional(.policy), .optional(.durationSeconds),
        ],
        access: .assumeRoleWithSAML, recording: .operation,
        body: .unsigned { context in
            let parameters = context.parameters
            let request = AssumeRoleWithSAMLRequest(
                roleARN: parameters[.roleARN], principalARN: parameters[.principalARN],
                evidence: .posted(field: Array(parameters[.samlAssertion].utf8), judge: context.judge),
                durationSeconds: parameters.integer(.durationSeconds), policy: parameters.text(.policy),
                policyARNs: parameters.policyARNs, channel: .api)
            let result = try await context.service.assumeRoleWithSAML(
                request, call: context.call, at: context.instant)
            var members: [QueryMember] = [
                assumedRoleUser(result.assumedRoleID, result.assumedRoleARN), member(result.credentials),
                .text("Subject", result.subject), .text("SubjectType", result.subjectType),
                .text("Issuer", result.issuer), .text("Audience", result.audience),
                .text("NameQualifier", result.nameQualifier),
            ]
            members.append("PackedPolicySize", result.packedPolicySize.map(String.init))
            members.append("SourceIdentity", result.sourceIdentity)
            return QueryResult(members)
        })
}

extension STSOperations {
    /// Takes no signature: the token proves who calls.
    static let assumeRoleWithWebIdentity = STSOperation(
        name: "AssumeRoleWithWebIdentity",
        parameters: [
            .required(.roleARN), .required(.roleSessionName), .required(.webIdentityToken), .optional(.providerID),
            .optional(.policyARNs), .optional(.policy), .optional(.durationSeconds),
        ],
        access: .assumeRoleWithWebIdentity, recording: .operation,
        body: .unsigned { context in
            let parameters = context.parameters
            let request = WebIdentityRequest(
                roleARN: parameters[.roleARN], roleSessionName: parameters[.roleSessionName],
                token: parameters[.webIdentityToken], providerID: parameters.text(.providerID),
                durationSeconds: parameters.integer(.durationSeconds), policy: parameters.text(.policy),
                policyARNs: parameters.policyARNs)
            let result = try await context.service.assumeRoleWithWebIdentity(
                request, call: context.call, at: context.instant)
            var members: [QueryMember] = [
                member(result.credentials), .text("SubjectFromWebIdentityToken", result.subject),
                assumedRoleUser(result.assumedRoleID, result.assumedRoleARN), .text("Provider", result.provider),
                .text("Audience", result.audience),
            ]
            members.append("PackedPolicySize", result.packedPolicySize.map(String.init))
            members.append("SourceIdentity", result.sourceIdentity)
            return QueryResult(members)
        })
}

extension STSAccess {
    static let assumeRole = STSAccess(
        "sts:AssumeRole", "{\(ParameterName.roleARN)}, by its trust policy as well",
        keys: [
            "sts:RoleSessionName", "sts:ExternalId", "sts:SourceIdentity", "sts:TransitiveTagKeys",
            "aws:RequestTag/*", "aws:TagKeys", "iam:ResourceTag/*", "aws:ResourceTag/*",
            "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge",
        ],
        tagging: "\(ParameterName.tags), \(ParameterName.transitiveTagKeys), or tags that a calling session passes on",
        sourceIdentity: "\(ParameterName.sourceIdentity), or that of the calling session")

    static let assumeRoleWithSAML = STSAccess(
        "sts:AssumeRoleWithSAML", "{\(ParameterName.roleARN)}, by its trust policy alone",
        keys: [
            "saml:*", "sts:RoleSessionName", "sts:SourceIdentity", "sts:TransitiveTagKeys", "aws:RequestTag/*",
            "aws:TagKeys", "aws:FederatedProvider",
        ],
        tagging: "PrincipalTag attributes", sourceIdentity: "a SourceIdentity attribute")

    static let assumeRoleWithWebIdentity = STSAccess(
        "sts:AssumeRoleWithWebIdentity", "{\(ParameterName.roleARN)}, by its trust policy alone",
        keys: [
            "<issuer>:aud", "<issuer>:sub", "<issuer>:amr", "<issuer>:azp", "<issuer>:oaud", "sts:RoleSessionName",
            "sts:SourceIdentity", "sts:TransitiveTagKeys", "aws:RequestTag/*", "aws:TagKeys", "aws:FederatedProvider",
        ],
        tagging: "the claim https://aws.amazon.com/tags",
        sourceIdentity: "the claim https://aws.amazon.com/source_identity")
}
