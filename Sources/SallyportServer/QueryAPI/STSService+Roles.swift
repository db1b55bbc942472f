import AWSQuery
import Foundation
import SAML2
import STS
import Sessions

extension STSService {
    // MARK: AssumeRole

    static let assumeRole = STSOperation.signed(
        "AssumeRole",
        parameters: [
            .required("RoleArn", .stsARN), .required("RoleSessionName", .sessionName),
            .optional("PolicyArns", .policyARNs), .optional("Policy", .sessionPolicy),
            .optional("DurationSeconds", .roleDuration), .optional("Tags", .sessionTags),
            .optional("TransitiveTagKeys", .sessionTagKeys),
            .optional("ExternalId", .text(TextShape(2, 1_224, .externalID))),
            .optional("SerialNumber", .mfaSerialNumber), .optional("TokenCode", .mfaCode),
            .optional("SourceIdentity", .sessionName),
        ],
        access: STSAccess(
            "sts:AssumeRole", "{RoleArn}, by its trust policy as well",
            keys: [
                "sts:RoleSessionName", "sts:ExternalId", "sts:SourceIdentity", "sts:TransitiveTagKeys",
                "aws:RequestTag/*", "aws:TagKeys", "iam:ResourceTag/*", "aws:ResourceTag/*",
                "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge",
            ],
            further: [
                (when: "Tags, TransitiveTagKeys, or tags that a calling session passes on", action: "sts:TagSession"),
                (when: "SourceIdentity, or that of the calling session", action: "sts:SetSourceIdentity"),
            ])
    ) { service, query, caller, record throws(QueryFault) in
        let parameters = query.parameters
        guard parameters.structures("ProvidedContexts").isEmpty else {
            throw QueryFault(
                "NotImplemented",
                "ProvidedContexts is a parameter of AWS that this broker does not offer; see docs/operations.md",
                status: 501)
        }
        let request = AssumeRoleRequest(
            roleARN: parameters["RoleArn"], roleSessionName: parameters["RoleSessionName"],
            durationSeconds: parameters.integer("DurationSeconds"), policy: parameters.text("Policy"),
            policyARNs: parameters.policyARNs, tags: parameters.sessionTags,
            transitiveTagKeys: parameters.list("TransitiveTagKeys"), externalID: parameters.text("ExternalId"),
            sourceIdentity: parameters.text("SourceIdentity"), serialNumber: parameters.text("SerialNumber"),
            tokenCode: parameters.text("TokenCode"))
        let result = try await core(&record) { () throws(STSError) in
            try await service.broker.service.assumeRole(request, caller: caller, call: query.call, at: query.instant)
        }
        var members = [member(result.credentials), assumedRoleUser(result.assumedRoleID, result.assumedRoleARN)]
        members.append("PackedPolicySize", result.packedPolicySize.map(String.init))
        members.append("SourceIdentity", result.sourceIdentity)
        return CallOutcome(result: QueryResult(members))
    }

    private static func assumedRoleUser(_ id: String, _ arn: String) -> QueryMember {
        .structure("AssumedRoleUser", [.text("AssumedRoleId", id), .text("Arn", arn)])
    }

    // MARK: AssumeRoleWithSAML

    /// Takes no signature: the assertion proves who calls.
    static let assumeRoleWithSAML = STSOperation.unsigned(
        "AssumeRoleWithSAML",
        parameters: [
            .required("RoleArn", .stsARN), .required("PrincipalArn", .stsARN),
            .required("SAMLAssertion", .text(TextShape(4, 100_000, isSensitive: true))),
            .optional("PolicyArns", .policyARNs), .optional("Policy", .sessionPolicy),
            .optional("DurationSeconds", .roleDuration),
        ],
        access: STSAccess(
            "sts:AssumeRoleWithSAML", "{RoleArn}, by its trust policy alone",
            keys: [
                "saml:*", "sts:RoleSessionName", "sts:SourceIdentity", "sts:TransitiveTagKeys", "aws:RequestTag/*",
                "aws:TagKeys", "aws:FederatedProvider",
            ],
            further: [
                (when: "PrincipalTag attributes", action: "sts:TagSession"),
                (when: "a SourceIdentity attribute", action: "sts:SetSourceIdentity"),
            ])
    ) { service, query, record throws(QueryFault) in
        let parameters = query.parameters
        let response = try await translate { () throws(STSError) in try await service.validation(query) }
        let request = AssumeRoleWithSAMLRequest(
            roleARN: parameters["RoleArn"], principalARN: parameters["PrincipalArn"], response: response,
            durationSeconds: parameters.integer("DurationSeconds"), policy: parameters.text("Policy"),
            policyARNs: parameters.policyARNs, channel: .api)
        let result = try await core(&record) { () throws(STSError) in
            try await service.broker.service.assumeRoleWithSAML(request, call: query.call, at: query.instant)
        }
        var members: [QueryMember] = [
            assumedRoleUser(result.assumedRoleID, result.assumedRoleARN), member(result.credentials),
            .text("Subject", result.subject), .text("SubjectType", result.subjectType), .text("Issuer", result.issuer),
            .text("Audience", result.audience), .text("NameQualifier", result.nameQualifier),
        ]
        members.append("PackedPolicySize", result.packedPolicySize.map(String.init))
        members.append("SourceIdentity", result.sourceIdentity)
        return QueryResult(members)
    }

    private func validation(_ query: QueryRequest) async throws(STSError) -> ResponseValidation {
        let principalARN = query.parameters["PrincipalArn"]
        let xml: [UInt8]
        do throws(HTTPPostBinding.DecodingError) {
            xml = try HTTPPostBinding.decode(field: query.parameters["SAMLAssertion"].utf8)
        } catch {
            throw .invalidBase64(requestID: query.call.requestID)
        }
        guard let group = try await broker.group(providerARN: principalARN) else {
            throw .providerNotFound(arn: principalARN, requestID: query.call.requestID)
        }
        return try await broker.validate(xml, by: group, at: query.instant)
    }
}
