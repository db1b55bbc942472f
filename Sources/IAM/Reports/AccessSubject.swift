import AWSQuery
import Accounts
import ActionCatalogue
import Encodings
import IAMPolicy

/// The user, group, role or managed policy whose accesses are asked for.
struct AccessSubject {
    /// A user or role that can have accessed something by it.
    struct Principal {
        let kind: EntityKind
        let uniqueID: String
        let name: String
        let path: String
        let arn: ARN
    }

    /// The services that its policies grant.
    let services: GrantedServices
    /// Itself, the users of a group, or those who have a policy; sorted by ARN.
    let principals: [Principal]

    /// Reads what an ARN names.
    ///
    /// Throws `InvalidInput` for an ARN of something else, `NoSuchEntity`.
    init(_ text: String, _ context: OperationContext) async throws {
        guard let arn = ARN(text) else { throw QueryFault.invalidEntityARN(text) }
        if arn.isIAMResource(ofType: EntityKind.policy.resourceType) {
            guard let policy = try await ManagedPolicy.existing(text, context) else {
                throw QueryFault.noSuchPolicy(text)
            }
            let text = policy.entity.record.defaultVersion?.document
            services = GrantedServices(
                try text.map { [try PolicyDocument(simulating: $0, kind: .managed)] } ?? [],
                catalogue: .withOperations)
            var rows: [EntityRow] = []
            for row in try await context.entities.rows(
                .referring(to: policy.arn.description, .attachedPolicy, context.account.id))
            {
                rows += try await Self.principals(behind: row, context)
            }
            principals = Self.sorted(rows, context)
        } else {
            let row = try await context.policyHolder(arn)
            let permissions = try await PrincipalPermissions.read(
                row.uniqueID, context.entities, managed: context.directory.managedPolicies)
            services = GrantedServices(
                (permissions?.identity ?? []).map(\.document), catalogue: .withOperations)
            principals = Self.sorted(try await Self.principals(behind: row, context), context)
        }
    }

    private static func principals(behind row: EntityRow, _ context: OperationContext) async throws -> [EntityRow] {
        guard row.kind == .group else { return [row] }
        var rows: [EntityRow] = []
        for id in try await context.entities.sources(of: row.uniqueID, .membership) {
            if let user = try await context.entities.row(uniqueID: id) { rows.append(user) }
        }
        return rows
    }

    /// Each once.
    private static func sorted(_ rows: [EntityRow], _ context: OperationContext) -> [Principal] {
        let once = Dictionary(rows.map { ($0.uniqueID, $0) }) { first, _ in first }
        return once.values.map { row in
            Principal(
                kind: row.kind, uniqueID: row.uniqueID, name: row.name, path: row.path,
                arn: context.account.arn(row.kind, path: row.path, name: row.name))
        }.sorted { $0.arn.description < $1.arn.description }
    }

    // MARK: Accesses

    /// Seconds for which accesses are told: 365 days.
    private static let period: Int64 = 31_536_000

    /// When a principal used a service last, or an action of it; nil for never in the last year.
    static func use(
        of service: String, action: String? = nil, by principal: Principal, _ context: OperationContext
    ) async throws -> EntityUse? {
        let use = try await context.lastUse(
            of: EntityUse.id(of: principal.uniqueID, service: service, action: action))
        guard let use, use.instant > context.instant.advanced(bySeconds: -period) else { return nil }
        return use
    }

    /// All who used a service, or an action of it, with their last use.
    func uses(
        of service: String, action: String? = nil, _ context: OperationContext
    ) async throws -> [(principal: Principal, use: EntityUse)] {
        var uses: [(principal: Principal, use: EntityUse)] = []
        for principal in principals {
            if let use = try await Self.use(of: service, action: action, by: principal, context) {
                uses.append((principal, use))
            }
        }
        return uses
    }
}
