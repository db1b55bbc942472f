import AWSQuery
import Accounts
import Encodings
import IAMPolicy

extension IAMService {
    private static let ofProvider = AccessRule(.arn(.openIDConnectProviderARN))

    static let oidcProviderOperations: [IAMOperation] = [
        .writing(
            "CreateOpenIDConnectProvider",
            parameters: [
                .required(.url), .optional(.clientIDList), .optional(.thumbprintList), .optional(.tags),
            ],
            access: AccessRule(
                .new(.oidcProvider, name: .url), keys: [.requestTags],
                further: [(parameter: .tags, action: "TagOpenIDConnectProvider")]),
            createOIDCProvider),
        .reading(
            "GetOpenIDConnectProvider", parameters: [.required(.openIDConnectProviderARN)], access: ofProvider,
            getOIDCProvider),
        .reading("ListOpenIDConnectProviders", parameters: [], access: AccessRule(.any), listOIDCProviders),
        .writing(
            "AddClientIDToOpenIDConnectProvider",
            parameters: [.required(.openIDConnectProviderARN), .required(.clientID)], access: ofProvider, addClientID),
        .writing(
            "RemoveClientIDFromOpenIDConnectProvider",
            parameters: [.required(.openIDConnectProviderARN), .required(.clientID)], access: ofProvider,
            removeClientID),
        .writing(
            "UpdateOpenIDConnectProviderThumbprint",
            parameters: [.required(.openIDConnectProviderARN), .required(.thumbprintList)], access: ofProvider,
            updateThumbprints),
        .writing(
            "DeleteOpenIDConnectProvider", parameters: [.required(.openIDConnectProviderARN)], access: ofProvider,
            deleteOIDCProvider),
    ]

    // MARK: Changes

    private static func createOIDCProvider(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        let url: IssuerURL
        do throws(ConfigurationError) {
            url = try IssuerURL(parameters[.url])
        } catch {
            throw QueryFault("InvalidInput", "Invalid Open ID Connect Provider URL", cause: error.description)
        }
        var record = OIDCProviderRecord(
            url: url.description, clientIDs: [], thumbprints: try thumbprints(parameters),
            tags: try Tags.read(parameters))
        for id in parameters.list(.clientIDList) { try add(id, to: &record) }
        let provider = Entity(
            account: context.account.id, name: url.name, uniqueID: UniqueID.make(.oidcProvider, context.random),
            createDate: context.instant, record: record)
        try await context.insert(provider, quota: Quotas.oidcProviders)
        return QueryResult(
            [.text("OpenIDConnectProviderArn", "\(provider.arn(in: context.partition))")]
                + Tags.members(provider.record.tags))
    }

    private static func addClientID(_ context: OperationContext) async throws -> QueryResult {
        var provider = try await context.modifiableOIDCProvider()
        try add(context.parameters[.clientID], to: &provider.record)
        try await context.entities.update(provider)
        return .none
    }

    private static func removeClientID(_ context: OperationContext) async throws -> QueryResult {
        var provider = try await context.modifiableOIDCProvider()
        let id = context.parameters[.clientID]
        provider.record.clientIDs.removeAll { $0.utf8.elementsEqual(id.utf8) }
        try await context.entities.update(provider)
        return .none
    }

    private static func updateThumbprints(_ context: OperationContext) async throws -> QueryResult {
        var provider = try await context.modifiableOIDCProvider()
        provider.record.thumbprints = try thumbprints(context.parameters)
        try await context.entities.update(provider)
        return .none
    }

    /// One that is not there is as good as deleted.
    private static func deleteOIDCProvider(_ context: OperationContext) async throws -> QueryResult {
        guard let provider = try await context.oidcProviderIfPresent() else { return .none }
        try await context.entities.delete(uniqueID: provider.uniqueID)
        return .none
    }

    /// Adds a client id; one that is there stays as it is.
    private static func add(_ id: String, to record: inout OIDCProviderRecord) throws(QueryFault) {
        guard !record.clientIDs.contains(where: { $0.utf8.elementsEqual(id.utf8) }) else { return }
        let maximum = OIDCProvider.maximumClientIDs
        guard record.clientIDs.count < maximum else {
            throw .limitExceeded("Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: \(maximum)")
        }
        record.clientIDs.append(id)
    }

    private static func thumbprints(_ parameters: QueryParameters) throws(QueryFault) -> [String] {
        let thumbprints = parameters.list(.thumbprintList)
        guard thumbprints.count <= OIDCProvider.maximumThumbprints else {
            throw .invalidInput("Thumbprint list must contain fewer than 5 entries.")
        }
        guard thumbprints.allSatisfy(OIDCProvider.isThumbprint) else {
            throw .invalidInput("A thumbprint has 40 hexadecimal digits.")
        }
        return thumbprints.map(\.asciiLowercased)
    }

    // MARK: Questions

    private static func getOIDCProvider(_ context: OperationContext) async throws -> QueryResult {
        let provider = try await context.oidcProvider()
        let record = provider.record
        return QueryResult([
            .text("Url", try IssuerURL(record.url).withoutScheme), .list("ClientIDList", record.clientIDs),
            .list("ThumbprintList", record.thumbprints), .text("CreateDate", provider.createDate.iso8601),
            Tags.list(record.tags),
        ])
    }

    private static func listOIDCProviders(_ context: OperationContext) async throws -> QueryResult {
        let entries: [[QueryMember]] = try await context.list(OIDCProviderRecord.self).map {
            [.text("Arn", "\($0.arn(in: context.partition))")]
        }
        return QueryResult([.structures("OpenIDConnectProviderList", entries)])
    }
}
