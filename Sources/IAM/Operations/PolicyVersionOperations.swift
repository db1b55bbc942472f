import AWSQuery
import Accounts
import Encodings
import IAMPolicy

extension IAMService {
    static let policyVersionOperations: [IAMOperation] = [
        .writing(
            "CreatePolicyVersion",
            parameters: [.required(.policyARN), .required(.policyDocument), .optional(.setAsDefault)],
            access: AccessRule(.arn(.policyARN)), createPolicyVersion),
        .reading(
            "GetPolicyVersion", parameters: [.required(.policyARN), .required(.versionID)],
            access: AccessRule(.arn(.policyARN)), getPolicyVersion),
        .reading(
            "ListPolicyVersions", parameters: [.required(.policyARN)] + .page, access: AccessRule(.arn(.policyARN)),
            listPolicyVersions),
        .writing(
            "SetDefaultPolicyVersion", parameters: [.required(.policyARN), .required(.versionID)],
            access: AccessRule(.arn(.policyARN)), setDefaultPolicyVersion),
        .writing(
            "DeletePolicyVersion", parameters: [.required(.policyARN), .required(.versionID)],
            access: AccessRule(.arn(.policyARN)), deletePolicyVersion),
    ]

    private static func createPolicyVersion(_ context: OperationContext) async throws -> QueryResult {
        let text = context.parameters[.policyDocument]
        try PolicyTexts.check(text, .managed)
        var members: [QueryMember] = []
        _ = try await change(context) { record throws(QueryFault) in
            guard record.versions.count < Quotas.versionsPerPolicy else {
                throw QueryFault.limitExceeded(
                    "A managed policy can have up to \(Quotas.versionsPerPolicy) versions. Before you create a new version, "
                        + "you must delete an existing version.")
            }
            record.lastVersion += 1
            let version = PolicyRecord.Version(
                id: "v\(record.lastVersion)", document: text, createDate: context.instant)
            record.versions.append(version)
            record.updateDate = context.instant
            if context.parameters.boolean(.setAsDefault) == true { record.defaultVersionID = version.id }
            members = listed(version, of: record)
        }
        return QueryResult([.structure("PolicyVersion", members)])
    }

    private static func getPolicyVersion(_ context: OperationContext) async throws -> QueryResult {
        let policy = try await found(context)
        let version = try find(in: policy.entity.record, context)
        let document = QueryMember.text("Document", PercentEncoding.encode(version.document))
        return QueryResult([.structure("PolicyVersion", [document] + listed(version, of: policy.entity.record))])
    }

    /// Newest first.
    private static func listPolicyVersions(_ context: OperationContext) async throws -> QueryResult {
        let record = try await found(context).entity.record
        // All of these numbers have as many digits, so that texts sort as they do.
        let (shown, members) = try Page(context.parameters).select(record.versions) { version in
            String(Int64.max - (Int64(version.id.dropFirst()) ?? 0))
        }
        return QueryResult([.structures("Versions", shown.map { listed($0, of: record) })] + members)
    }

    private static func setDefaultPolicyVersion(_ context: OperationContext) async throws -> QueryResult {
        try await change(context) { record throws(QueryFault) in
            record.defaultVersionID = try find(in: record, context).id
        }
    }

    private static func deletePolicyVersion(_ context: OperationContext) async throws -> QueryResult {
        try await change(context) { record throws(QueryFault) in
            let version = try find(in: record, context)
            guard version.id != record.defaultVersionID else {
                throw QueryFault.deleteConflict("Cannot delete the default version of a policy.")
            }
            record.versions.removeAll { $0.id == version.id }
        }
    }

    /// The version in `VersionId`.
    private static func find(
        in record: PolicyRecord, _ context: OperationContext
    ) throws(QueryFault) -> PolicyRecord.Version {
        let (arn, id) = (context.parameters[.policyARN], context.parameters[.versionID])
        guard let version = record.versions.first(where: { $0.id == id }) else {
            throw .noSuchEntity("Policy \(arn) version \(id) does not exist or is not attachable.")
        }
        return version
    }

    /// A version as lists show it.
    static func listed(_ version: PolicyRecord.Version, of record: PolicyRecord) -> [QueryMember] {
        [
            .text("VersionId", version.id), .boolean("IsDefaultVersion", version.id == record.defaultVersionID),
            .text("CreateDate", version.createDate.iso8601),
        ]
    }
}
