import AWSQuery
import Encodings

extension STSOperations {
    static let getSessionToken = STSOperation(
        name: "GetSessionToken",
        parameters: [
            .optional(.durationSeconds, .longTermDuration), .optional(.serialNumber), .optional(.tokenCode),
        ],
        access: .none, recording: .operation,
        body: .signed { context, caller in
            let parameters = context.parameters
            let request = SessionTokenRequest(
                durationSeconds: parameters.integer(.durationSeconds), serialNumber: parameters.text(.serialNumber),
                tokenCode: parameters.text(.tokenCode))
            let result = try await context.service.getSessionToken(
                request, caller: caller, call: context.call, at: context.instant)
            return QueryResult([member(result.credentials)])
        })

    static let getFederationToken = STSOperation(
        name: "GetFederationToken",
        parameters: [
            .required(.name), .optional(.policy), .optional(.policyARNs),
            .optional(.durationSeconds, .longTermDuration), .optional(.tags),
        ],
        access: .getFederationToken, recording: .operation,
        body: .signed { context, caller in
            let parameters = context.parameters
            let request = FederationTokenRequest(
                name: parameters[.name], durationSeconds: parameters.integer(.durationSeconds),
                policy: parameters.text(.policy), policyARNs: parameters.policyARNs, tags: parameters.sessionTags)
            let result = try await context.service.getFederationToken(
                request, caller: caller, call: context.call, at: context.instant)
            let user: [QueryMember] = [
                .text("FederatedUserId", result.federatedUserID), .text("Arn", "\(result.federatedUserARN)"),
            ]
            return QueryResult([
                member(result.credentials), .structure("FederatedUser", user),
                .integer("PackedPolicySize", result.packedPolicySize),
            ])
        })

    static let getWebIdentityToken = STSOperation(
        name: "GetWebIdentityToken",
        parameters: [
            .required(.audience), .optional(.signingAlgorithm), .optional(.durationSeconds, .webIdentityTokenDuration),
            .optional(.tags),
        ],
        access: .getWebIdentityToken, recording: .caller,
        body: .signed { context, caller in
            let parameters = context.parameters
            let request = WebIdentityTokenRequest(
                audiences: parameters.list(.audience), signingAlgorithm: parameters.text(.signingAlgorithm),
                durationSeconds: parameters.integer(.durationSeconds), tags: parameters.sessionTags)
            let result = try await context.service.getWebIdentityToken(
                request, caller: caller, call: context.call, at: context.instant)
            return QueryResult([
                .text("WebIdentityToken", result.token), .text("Expiration", result.expiration.iso8601),
            ])
        },
        givesToken: true)
}

extension STSAccess {
    static let getFederationToken = STSAccess(
        "sts:GetFederationToken", "federated-user/{\(ParameterName.name)}", keys: ["aws:RequestTag/*", "aws:TagKeys"],
        tagging: "\(ParameterName.tags)")
}
