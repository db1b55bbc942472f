import AWSQuery

extension STSOperations {
    static let assumeRole = STSOperation(
        name: "AssumeRole",
        parameters: [
            .required("RoleArn", .stsARN), .required("RoleSessionName", .sessionName),
            .optional("PolicyArns", .policyARNs), .optional("Policy", .sessionPolicy),
            .optional("DurationSeconds", .roleDuration), .optional("Tags", .sessionTags),
            .optional("TransitiveTagKeys", .sessionTagKeys), .optional("ExternalId", .externalID),
            .optional("SerialNumber", .mfaSerialNumber), .optional("TokenCode", .mfaCode),
            .optional("SourceIdentity", .sessionName),
        ],
        access: .assumeRole, recording: .operation,
        body: .signed { context, caller in
            let parameters = context.parameters
            let request = AssumeRoleRequest(
                roleARN: parameters["RoleArn"], roleSessionName: parameters["RoleSessionName"],
                durationSeconds: parameters.integer("DurationSeconds"), policy: parameters.text("Policy"),
                policyARNs: parameters.policyARNs, tags: parameters.sessionTags,
                transitiveTagKeys: parameters.list("TransitiveTagKeys"), externalID: parameters.text("ExternalId"),
                sourceIdentity: parameters.text("SourceIdentity"), serialNumber: parameters.text("SerialNumber"),
                tokenCode: parameters.text("TokenCode"))
            let result = try await context.service.assumeRole(
                request, caller: caller, call: context.call, at: context.instant)
            var members = [member(result.credentials), assumedRoleUser(result.assumedRoleID, result.assumedRoleARN)]
            members.append("PackedPolicySize", result.packedPolicySize.map(String.init))
            members.append("SourceIdentity", result.sourceIdentity)
            return QueryResult(members)
        },
        notOffered: ["ProvidedContexts"])

    /// Takes no signature: the assertion proves who calls.
    static let assumeRoleWithSAML = STSOperation(
        name: "AssumeRoleWithSAML",
        parameters: [
            .required("RoleArn", .stsARN), .required("PrincipalArn", .stsARN),
            .required("SAMLAssertion", .text(TextShape(4, 100_000, isSensitive: true))),
            .optional("PolicyArns", .policyARNs), .optional("Policy", .sessionPolicy),
            .optional("DurationSeconds", .roleDuration),
        ],
        access: .assumeRoleWithSAML, recording: .operation,
        body: .unsigned { context in
            let parameters = context.parameters
            let request = AssumeRoleWithSAMLRequest(
                roleARN: parameters["RoleArn"], principalARN: parameters["PrincipalArn"],
                evidence: .posted(field: Array(parameters["SAMLAssertion"].utf8), judge: context.judge),
                durationSeconds: parameters.integer("DurationSeconds"), policy: parameters.text("Policy"),
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
