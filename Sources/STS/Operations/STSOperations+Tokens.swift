import AWSQuery

extension STSOperations {
    static let getSessionToken = STSOperation(
        name: "GetSessionToken",
        parameters: [
            .optional("DurationSeconds", .longTermDuration), .optional("SerialNumber", .mfaSerialNumber),
            .optional("TokenCode", .mfaCode),
        ],
        access: .none, recording: .operation,
        body: .signed { context, caller in
            let parameters = context.parameters
            let request = SessionTokenRequest(
                durationSeconds: parameters.integer("DurationSeconds"), serialNumber: parameters.text("SerialNumber"),
                tokenCode: parameters.text("TokenCode"))
            let result = try await context.service.getSessionToken(
                request, caller: caller, call: context.call, at: context.instant)
            return QueryResult([member(result.credentials)])
        })

    static let getFederationToken = STSOperation(
        name: "GetFederationToken",
        parameters: [
            .required("Name", .federatedUserName), .optional("Policy", .sessionPolicy),
            .optional("PolicyArns", .policyARNs), .optional("DurationSeconds", .longTermDuration),
            .optional("Tags", .sessionTags),
        ],
        access: .getFederationToken, recording: .operation,
        body: .signed { context, caller in
            let parameters = context.parameters
            let request = FederationTokenRequest(
                name: parameters["Name"], durationSeconds: parameters.integer("DurationSeconds"),
                policy: parameters.text("Policy"), policyARNs: parameters.policyARNs, tags: parameters.sessionTags)
            let result = try await context.service.getFederationToken(
                request, caller: caller, call: context.call, at: context.instant)
            let user: [QueryMember] = [
                .text("FederatedUserId", result.federatedUserID), .text("Arn", result.federatedUserARN),
            ]
            return QueryResult([
                member(result.credentials), .structure("FederatedUser", user),
                .integer("PackedPolicySize", result.packedPolicySize),
            ])
        })
}
