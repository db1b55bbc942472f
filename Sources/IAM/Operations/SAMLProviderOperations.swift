import AWSQuery
import Accounts
import Encodings
import IAMPolicy

extension IAMService {
    private static let ofProvider = AccessRule(.arn(.samlProviderARN))

    static let samlProviderOperations: [IAMOperation] = [
        .writing(
            "CreateSAMLProvider",
            parameters: [
                .required(.samlMetadataDocument), .required(.name), .optional(.tags),
                .optional(.assertionEncryptionMode), .optional(.addPrivateKey),
            ],
            access: AccessRule(
                .new(.samlProvider, name: .name), keys: [.requestTags],
                further: [(parameter: .tags, action: "TagSAMLProvider")]),
            createSAMLProvider),
        .reading("GetSAMLProvider", parameters: [.required(.samlProviderARN)], access: ofProvider, getSAMLProvider),
        .reading("ListSAMLProviders", parameters: [], access: AccessRule(.any), listSAMLProviders),
        .writing(
            "UpdateSAMLProvider",
            parameters: [
                .optional(.samlMetadataDocument), .required(.samlProviderARN), .optional(.assertionEncryptionMode),
                .optional(.addPrivateKey), .optional(.removePrivateKey),
            ],
            access: ofProvider, updateSAMLProvider),
        .writing(
            "DeleteSAMLProvider", parameters: [.required(.samlProviderARN)], access: ofProvider, deleteSAMLProvider),
    ]

    // MARK: Changes

    private static func createSAMLProvider(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        guard let metadata = context.metadata else { throw QueryFault.serviceFailure("no metadata was read") }
        var record = SAMLProviderRecord(validUntil: metadata.validUntil, tags: try Tags.read(parameters))
        try ProviderKeys.change(&record, context)
        let provider = Entity(
            account: context.account.id, name: parameters[.name],
            uniqueID: UniqueID.make(.samlProvider, context.random), createDate: context.instant, record: record)
        try await context.insert(provider, quota: Quotas.samlProviders)
        try await metadata.keep(for: provider.uniqueID, context)
        return QueryResult(
            [.text("SAMLProviderArn", "\(provider.arn(in: context.partition))")] + Tags.members(provider.record.tags))
    }

    private static func updateSAMLProvider(_ context: OperationContext) async throws -> QueryResult {
        var provider = try await context.modifiableProvider()
        if let metadata = context.metadata {
            provider.record.validUntil = metadata.validUntil
            try await metadata.keep(for: provider.uniqueID, context)
        }
        try ProviderKeys.change(&provider.record, context)
        try await context.entities.update(provider)
        return QueryResult([.text("SAMLProviderArn", "\(provider.arn(in: context.partition))")])
    }

    private static func deleteSAMLProvider(_ context: OperationContext) async throws -> QueryResult {
        try await context.entities.delete(uniqueID: context.modifiableProvider().uniqueID)
        return .none
    }

    // MARK: Questions

    private static func getSAMLProvider(_ context: OperationContext) async throws -> QueryResult {
        let provider = try await context.samlProvider()
        let record = provider.record
        let metadata = try await context.entities.metadata(of: provider)
        var members: [QueryMember] = [
            .text("SAMLProviderUUID", provider.uniqueID),
            .text("SAMLMetadataDocument", String(decoding: metadata, as: UTF8.self)),
            .text("CreateDate", provider.createDate.iso8601), .text("ValidUntil", validUntil(provider)),
        ]
        members += Tags.members(record.tags)
        members.append("AssertionEncryptionMode", record.requiresEncryption.map { $0 ? "Required" : "Allowed" })
        members.append(
            .structures(
                "PrivateKeyList",
                record.privateKeys.map { [.text("KeyId", $0.id), .text("Timestamp", $0.timestamp.iso8601)] }))
        return QueryResult(members)
    }

    private static func listSAMLProviders(_ context: OperationContext) async throws -> QueryResult {
        let entries: [[QueryMember]] = try await context.list(SAMLProviderRecord.self).map {
            [
                .text("Arn", "\($0.arn(in: context.partition))"), .text("ValidUntil", validUntil($0)),
                .text("CreateDate", $0.createDate.iso8601),
            ]
        }
        return QueryResult([.structures("SAMLProviderList", entries)])
    }

    /// When the metadata says nothing, a hundred years after the provider was made, as AWS has it; nothing happens then.
    private static func validUntil(_ provider: Entity<SAMLProviderRecord>) -> String {
        (provider.record.validUntil ?? provider.createDate.advanced(bySeconds: 3_155_760_000)).iso8601
    }
}
