import AWSQuery
import Foundation
import STS

extension STSService {
    static let getSessionToken = STSOperation.signed(
        "GetSessionToken",
        parameters: [
            .optional("DurationSeconds", .longTermDuration), .optional("SerialNumber", .mfaSerialNumber),
            .optional("TokenCode", .mfaCode),
        ],
        access: .none
    ) { service, query, caller, record throws(QueryFault) in
        let parameters = query.parameters
        let request = SessionTokenRequest(
            durationSeconds: parameters.integer("DurationSeconds"), serialNumber: parameters.text("SerialNumber"),
            tokenCode: parameters.text("TokenCode"))
        let result = try await core(&record) { () throws(STSError) in
            try await service.broker.service.getSessionToken(
                request, caller: caller, call: query.call, at: query.instant)
        }
        return CallOutcome(result: QueryResult([member(result.credentials)]))
    }

    static let getFederationToken = STSOperation.signed(
        "GetFederationToken",
        parameters: [
            .required("Name", .text(TextShape(2, 32, .sessionName))), .optional("Policy", .sessionPolicy),
            .optional("PolicyArns", .policyARNs), .optional("DurationSeconds", .longTermDuration),
            .optional("Tags", .sessionTags),
        ],
        access: STSAccess(
            "sts:GetFederationToken", "federated-user/{Name}", keys: ["aws:RequestTag/*", "aws:TagKeys"],
            further: [(when: "Tags", action: "sts:TagSession")])
    ) { service, query, caller, record throws(QueryFault) in
        let parameters = query.parameters
        let request = FederationTokenRequest(
            name: parameters["Name"], durationSeconds: parameters.integer("DurationSeconds"),
            policy: parameters.text("Policy"), policyARNs: parameters.policyARNs, tags: parameters.sessionTags)
        let result = try await core(&record) { () throws(STSError) in
            try await service.broker.service.getFederationToken(
                request, caller: caller, call: query.call, at: query.instant)
        }
        let user: [QueryMember] = [
            .text("FederatedUserId", result.federatedUserID), .text("Arn", result.federatedUserARN),
        ]
        return CallOutcome(
            result: QueryResult([
                member(result.credentials), .structure("FederatedUser", user),
                .integer("PackedPolicySize", result.packedPolicySize),
            ]))
    }
}
