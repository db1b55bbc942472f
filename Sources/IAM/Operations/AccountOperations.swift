import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    static let accountOperations: [IAMOperation] = [
        .writing("CreateAccountAlias", parameters: [.required(.accountAlias)], access: AccessRule(.any), createAlias),
        .writing("DeleteAccountAlias", parameters: [.required(.accountAlias)], access: AccessRule(.any), deleteAlias),
        .reading("ListAccountAliases", parameters: .page, access: AccessRule(.any), listAliases),
        .writing(
            "SetSecurityTokenServicePreferences", parameters: [.required(.globalEndpointTokenVersion)],
            access: AccessRule(.any), setTokenPreferences),
        .reading("GetAccountSummary", parameters: [], access: AccessRule(.any), getAccountSummary),
        .reading(
            "GetAccountAuthorizationDetails", parameters: [.optional(.filter)] + .page, access: AccessRule(.any)
        ) { context in
            var details = try AuthorizationDetails(context)
            return try await details.result()
        },
    ]

    // MARK: Aliases

    /// An account has one alias, and no two accounts the same.
    private static func createAlias(_ context: OperationContext) async throws -> QueryResult {
        let alias = context.parameters[.accountAlias]
        // It would be taken for another account's id.
        guard AccountID(alias) == nil else {
            throw QueryFault("ValidationError", "The account alias cannot be a 12 digit number.")
        }
        guard try await context.entities.entity(AccountAliasRecord.self, uniqueID: alias) == nil else {
            throw QueryFault.alreadyExists(.accountAlias, alias)
        }
        for old in try await aliases(context) {
            try context.entities.checkNotConfigured(old.uniqueID)
            try await context.entities.delete(uniqueID: old.uniqueID)
        }
        try await context.insert(
            Entity(
                account: context.account.id, name: alias, uniqueID: alias, createDate: context.instant,
                record: AccountAliasRecord()))
        return .none
    }

    private static func deleteAlias(_ context: OperationContext) async throws -> QueryResult {
        let alias = try await context.get(AccountAliasRecord.self, context.parameters[.accountAlias])
        try await context.entities.delete(uniqueID: alias.uniqueID)
        return .none
    }

    private static func listAliases(_ context: OperationContext) async throws -> QueryResult {
        let (shown, members) = try await Page(context.parameters).select(aliases(context).map(\.name)) { $0 }
        return QueryResult([.list("AccountAliases", shown)] + members)
    }

    private static func aliases(_ context: OperationContext) async throws -> [Entity<AccountAliasRecord>] {
        try await context.list(AccountAliasRecord.self)
    }

    // MARK: Preferences

    private static func setTokenPreferences(_ context: OperationContext) async throws -> QueryResult {
        let version = context.parameters[.globalEndpointTokenVersion] == "v1Token" ? 1 : 2
        if var known = try await tokenPreferences(context) {
            known.record.globalEndpointVersion = version
            try await context.entities.update(known)
        } else {
            try await context.insert(
                Entity(
                    account: context.account.id, name: TokenPreferencesRecord.name,
                    uniqueID: TokenPreferencesRecord.uniqueID(of: context.account.id), createDate: context.instant,
                    record: TokenPreferencesRecord(globalEndpointVersion: version)))
        }
        return .none
    }

    private static func tokenPreferences(
        _ context: OperationContext
    ) async throws -> Entity<TokenPreferencesRecord>? {
        try await context.find(TokenPreferencesRecord.self, TokenPreferencesRecord.name)
    }

    // MARK: Summary

    private static func getAccountSummary(_ context: OperationContext) async throws -> QueryResult {
        var summary = Quotas.summary
        for (key, kind) in [
            ("Users", EntityKind.user), ("Groups", .group), ("Roles", .role), ("Policies", .policy),
            ("MFADevices", .mfaDevice), ("InstanceProfiles", .instanceProfile),
            ("ServerCertificates", .serverCertificate),
        ] {
            summary[key] = try await context.count(kind)
        }
        summary["Providers"] = try await context.count(.samlProvider) + context.count(.oidcProvider)
        let devices = try await context.list(MFADeviceRecord.self)
        summary["MFADevicesInUse"] = devices.count { $0.owner != nil || $0.record.isOfRoot }
        summary["AccountMFAEnabled"] = devices.contains(where: \.record.isOfRoot) ? 1 : 0
        let hasRootKeys = try await !AccessKeys.ofRoot(context.account.id, context.entities).isEmpty
        summary["AccountAccessKeysPresent"] = hasRootKeys ? 1 : 0
        var versions = 0
        try await context.forEach(PolicyRecord.self) { versions += $0.record.versions.count }
        summary["PolicyVersionsInUse"] = versions
        summary["GlobalEndpointTokenVersion"] =
            try await tokenPreferences(context)?.record.globalEndpointVersion
            ?? TokenPreferencesRecord.standardVersion
        // What there is in AWS and not here.
        for key in ["AccountPasswordPresent", "AccountSigningCertificatesPresent"] { summary[key] = 0 }
        return QueryResult([.map("SummaryMap", summary.mapValues { String($0) })])
    }
}
