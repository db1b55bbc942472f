import AWSQuery
import Accounts

/// A page of the managed policies that a call of ListPolicies asks for, those of AWS among those of the account by name.
struct PolicyList {
    /// Policies that are read at once.
    private static let chunk = 200
    private let context: OperationContext
    private let page: Page
    private let scope: String
    private let pathPrefix: String

    init(_ context: OperationContext) throws(QueryFault) {
        self.context = context
        page = try Page(context.parameters)
        scope = context.parameters.text(.scope) ?? "All"
        pathPrefix = context.parameters.text(.pathPrefix) ?? "/"
    }

    func result() async throws -> QueryResult {
        var found: [Item] = scope == "Local" ? [] : try await ofAWS()
        if scope != "AWS" { found += try await local() }
        let sorted = found.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let (shown, members) = page.cut(sorted, key: \.key)
        return QueryResult([.structures("Policies", shown.map { $0.policy.listed($0.uses) })] + members)
    }

    /// By which managed policies are sorted; one of AWS comes behind one of the account with its name.
    ///
    /// The path is no part of it: an account has one policy of a name, and markers have to stay short.
    static func key(_ name: String, isOfAWS: Bool) -> String { EntityRow.fold(name) + (isOfAWS ? "\u{1}aws" : "") }

    private struct Item {
        /// By which the list is sorted.
        let key: String
        let policy: ManagedPolicy
        let uses: ManagedPolicy.Uses
    }

    /// Enough of AWS's to fill the page, which is in their order.
    private func ofAWS() async throws -> [Item] {
        var found: [Item] = []
        for policy in context.directory.managedPolicies.ofAWS where policy.path.utf8.starts(with: pathPrefix.utf8) {
            let key = Self.key(policy.name, isOfAWS: true)
            guard page.after?.utf8.lexicographicallyPrecedes(key.utf8) ?? true else { continue }
            found += try await select([(key, ManagedPolicy(policy, context))])
            if found.count >= page.readLimit { break }
        }
        return found
    }

    /// Enough of the account's policies to fill the page.
    private func local() async throws -> [Item] {
        var found: [Item] = []
        var after = page.after
        while found.count < page.readLimit {
            let read = try await context.list(
                PolicyRecord.self, pathPrefix: pathPrefix, after: after, limit: Self.chunk)
            found += try await select(
                read.map { (Self.key($0.name, isOfAWS: false), ManagedPolicy($0, in: context.partition)) })
            guard read.count == Self.chunk, let last = read.last else { break }
            after = EntityRow.fold(last.name)
        }
        return found
    }

    /// Those that are used as the call asks.
    private func select(_ policies: [(key: String, policy: ManagedPolicy)]) async throws -> [Item] {
        var items: [Item] = []
        for (key, policy) in policies {
            let uses = try await policy.uses(context)
            if isAsked(uses) { items.append(Item(key: key, policy: policy, uses: uses)) }
        }
        return items
    }

    private func isAsked(_ uses: ManagedPolicy.Uses) -> Bool {
        switch context.parameters.text(.policyUsageFilter) {
        case "PermissionsPolicy": uses.attachments > 0
        case "PermissionsBoundary": uses.boundaries > 0
        default: context.parameters.boolean(.onlyAttached) != true || uses.attachments > 0
        }
    }
}
