import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    static let accountOperations: [IAMOperation] = [
        .writing(
            "CreateAccountAlias", parameters: [.required("AccountAlias", .accountAlias)], access: AccessRule(.any),
            createAlias),
        .writing(
            "DeleteAccountAlias", parameters: [.required("AccountAlias", .accountAlias)], access: AccessRule(.any),
            deleteAlias),
        .reading("ListAccountAliases", parameters: .page, access: AccessRule(.any), listAliases),
        .reading("GetAccountSummary", parameters: [], access: AccessRule(.any), getAccountSummary),
    ]

    // MARK: Aliases

    /// An account has one alias, and no two accounts the same.
    private static func createAlias(_ context: OperationContext) throws -> QueryResult {
        let alias = context.parameters["AccountAlias"]
        // It would be taken for another account's id.
        guard AccountID(alias) == nil else {
            throw QueryFault("ValidationError", "The account alias cannot be a 12 digit number.")
        }
        guard try context.entities.find(AccountAliasRecord.self, uniqueID: alias) == nil else {
            throw QueryFault.alreadyExists(.accountAlias, alias)
        }
        for old in try aliases(context) {
            try context.entities.checkNotConfigured(old.uniqueID)
            try context.entities.delete(old.uniqueID)
        }
        try context.entities.insert(
            Entity(
                account: context.account.id, name: alias, uniqueID: alias, createDate: context.instant,
                record: AccountAliasRecord()))
        return .none
    }

    private static func deleteAlias(_ context: OperationContext) throws -> QueryResult {
        let alias = try context.entities.get(AccountAliasRecord.self, context.parameters["AccountAlias"])
        try context.entities.delete(alias.uniqueID)
        return .none
    }

    private static func listAliases(_ context: OperationContext) throws -> QueryResult {
        let (shown, members) = try Page(context.parameters).select(try aliases(context).map(\.name)) { $0 }
        return QueryResult([.list("AccountAliases", shown)] + members)
    }

    private static func aliases(_ context: OperationContext) throws -> [Entity<AccountAliasRecord>] {
        try context.entities.list(AccountAliasRecord.self, limit: .max)
    }

    // MARK: Summary

    private static func getAccountSummary(_ context: OperationContext) throws -> QueryResult {
        var summary = Quotas.summary
        for (key, kind) in [
            ("Users", EntityKind.user), ("Groups", .group), ("Roles", .role), ("Policies", .policy),
            ("Providers", .samlProvider), ("MFADevices", .mfaDevice),
        ] {
            summary[key] = try context.entities.count(kind)
        }
        let devices = try context.entities.list(MFADeviceRecord.self, limit: .max)
        summary["MFADevicesInUse"] = devices.count { $0.owner != nil || $0.record.isOfRoot }
        summary["AccountMFAEnabled"] = devices.contains(where: \.record.isOfRoot) ? 1 : 0
        summary["AccountAccessKeysPresent"] = try hasRootKeys(context) ? 1 : 0
        var versions = 0
        try context.entities.forEach(PolicyRecord.self) { versions += $0.record.versions.count }
        summary["PolicyVersionsInUse"] = versions
        // Session tokens are good in every region.
        summary["GlobalEndpointTokenVersion"] = 2
        // What there is in AWS and not here.
        for key in [
            "AccountPasswordPresent", "AccountSigningCertificatesPresent", "InstanceProfiles", "ServerCertificates",
        ] {
            summary[key] = 0
        }
        return QueryResult([.map("SummaryMap", summary.mapValues { String($0) })])
    }

    private static func hasRootKeys(_ context: OperationContext) throws(QueryFault) -> Bool {
        do {
            return try !AccessKeys.ofRoot(context.account.id, context.entities.transaction).isEmpty
        } catch {
            throw QueryFault(error)
        }
    }
}
