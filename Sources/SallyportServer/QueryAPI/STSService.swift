import AWSQuery
import Federation
import Foundation
import SAML2

/// The Security Token Service, version 2011-06-15, as a service of the Query protocol.
struct STSService: Sendable {
    let broker: Broker

    var queryService: QueryService {
        let operations = OperationNames.sts.map { ($0, operation($0)) }
        return QueryService(
            version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/", source: "sts.amazonaws.com",
            operations: Dictionary(uniqueKeysWithValues: operations))
    }

    private func operation(_ name: String) -> QueryOperation {
        switch name {
        case "AssumeRoleWithSAML":
            .unsigned { query, record throws(QueryFault) in try await assumeRoleWithSAML(query, &record) }
        case "GetCallerIdentity": .signed { _, caller throws(QueryFault) in getCallerIdentity(caller) }
        default: .notBuilt
        }
    }

    // MARK: AssumeRoleWithSAML

    static let assumeRoleWithSAMLParameters: [Parameter] = [
        .required("RoleArn", .text(TextShape(20, 2_048, .arn))),
        .required("PrincipalArn", .text(TextShape(20, 2_048, .arn))),
        .required("SAMLAssertion", .text(TextShape(4, 100_000, isSensitive: true))),
        .optional("PolicyArns", .structures([.optional("arn", .text(TextShape(20, 2_048, .arn)))], maximum: 10)),
        .optional("Policy", .text(TextShape(1, 2_048, .policyDocument))),
        .optional("DurationSeconds", .integer(DurationRule.minimum...DurationRule.maximum)),
    ]

    /// Takes no signature: the assertion proves who calls.
    private func assumeRoleWithSAML(
        _ query: QueryRequest, _ record: inout CallRecord
    ) async throws(QueryFault) -> QueryResult {
        let parameters = query.parameters
        try parameters.validate(Self.assumeRoleWithSAMLParameters)
        do throws(STSError) {
            let response = try await validation(query)
            let request = AssumeRoleWithSAMLRequest(
                roleARN: parameters["RoleArn"], principalARN: parameters["PrincipalArn"], response: response,
                durationSeconds: parameters.integer("DurationSeconds"), policy: parameters.text("Policy"),
                policyARNs: parameters.structures("PolicyArns").map { $0["arn"] }, channel: .api)
            // The core records what it decides.
            record.isRecorded = true
            let result = try await broker.service.assumeRoleWithSAML(request, call: query.call, at: query.instant)
            return QueryResult(Self.members(of: result))
        } catch {
            throw QueryFault(error)
        }
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
        return group.validate(xml, at: query.instant)
    }

    private static func members(of result: AssumeRoleWithSAMLResult) -> [QueryMember] {
        var members: [QueryMember] = [
            .structure(
                "AssumedRoleUser",
                [.text("AssumedRoleId", result.assumedRoleID), .text("Arn", result.assumedRoleARN)]),
            .structure(
                "Credentials",
                [
                    .text("AccessKeyId", result.credentials.accessKeyID),
                    .text("SecretAccessKey", result.credentials.secretAccessKey),
                    .text("SessionToken", result.credentials.sessionToken),
                    .text("Expiration", result.credentials.expiration.iso8601),
                ]),
            .text("Subject", result.subject), .text("SubjectType", result.subjectType), .text("Issuer", result.issuer),
            .text("Audience", result.audience), .text("NameQualifier", result.nameQualifier),
        ]
        if let size = result.packedPolicySize { members.append(.text("PackedPolicySize", String(size))) }
        if let identity = result.sourceIdentity { members.append(.text("SourceIdentity", identity)) }
        return members
    }

    // MARK: GetCallerIdentity

    /// Needs no permission, only credentials.
    private func getCallerIdentity(_ caller: Caller) -> CallOutcome {
        CallOutcome(
            result: QueryResult([
                .text("UserId", caller.userID), .text("Account", caller.account.id.description),
                .text("Arn", caller.arn),
            ]))
    }
}
