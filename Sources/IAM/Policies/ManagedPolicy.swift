import AWSQuery
import Accounts
import Encodings
import IAMPolicy

/// A managed policy as operations see it: one of the caller's account, or one of AWS.
struct ManagedPolicy {
    /// The policy; one of AWS as if it were of the account.
    let entity: Entity<PolicyRecord>
    /// Its ARN.
    let arn: ARN
    /// Whether every account has it.
    let isOfAWS: Bool
    /// Whether it is a service's, which callers cannot give to anybody.
    let isOfServiceRole: Bool

    /// A policy of the account.
    init(_ entity: Entity<PolicyRecord>, in partition: Partition) {
        self.entity = entity
        isOfAWS = false
        isOfServiceRole = false
        arn = entity.arn(in: partition)
    }

    /// A policy of AWS.
    init(_ policy: AWSManagedPolicy, _ context: OperationContext) {
        isOfAWS = true
        isOfServiceRole = policy.isOfServiceRole
        entity = Entity(
            account: context.account.id, name: policy.name, path: policy.path, uniqueID: policy.uniqueID,
            createDate: policy.createDate, record: policy.record)
        arn = policy.arn(in: context.partition)
    }

    /// The policy with this ARN; nil when there is none.
    ///
    /// Throws `ValidationError` for a text that is no ARN, `InvalidInput` for the ARN of something else.
    static func find(_ arn: String, _ context: OperationContext) async throws -> ManagedPolicy? {
        _ = try parse(arn)
        return try await existing(arn, context)
    }

    /// The policy with exactly this ARN; nil when there is none, whatever the text is.
    static func existing(_ arn: String, _ context: OperationContext) async throws -> ManagedPolicy? {
        if let known = context.directory.managedPolicies.ofAWS(arn: arn) {
            let policy = ManagedPolicy(known, context)
            return policy.arn.description == arn ? policy : nil
        }
        return try await ofAccount(arn, context).map { ManagedPolicy($0, in: context.partition) }
    }

    /// The managed policy of the caller's account with this ARN.
    private static func ofAccount(
        _ arn: String, _ context: OperationContext
    ) async throws -> Entity<PolicyRecord>? {
        guard let entity = try await ManagedPolicies.entity(arn, context.entities),
            entity.account == context.account.id, entity.arn(in: context.partition).description == arn
        else { return nil }
        return entity
    }

    /// The policy of the caller's account with this ARN, which can be changed.
    ///
    /// Throws `AccessDenied` for a policy of AWS or another account, `NoSuchEntity` with `missing`.
    static func changeable(
        _ arn: String, _ context: OperationContext, missing: (String) -> QueryFault = QueryFault.noSuchPolicy
    ) async throws -> Entity<PolicyRecord> {
        guard try parse(arn).accountID == context.account.id.description else {
            throw QueryFault("AccessDenied", "Policy is outside your own account.", status: 403)
        }
        guard let entity = try await ofAccount(arn, context) else { throw missing(arn) }
        return entity
    }

    /// The parts of a policy's ARN.
    static func parse(_ arn: String) throws(QueryFault) -> ARN {
        guard let parsed = ARN(arn) else { throw QueryFault("ValidationError", "Invalid ARN:  Could not be parsed!") }
        guard parsed.isIAMResource(ofType: "policy") else {
            throw .invalidInput("ARN \(arn) is not valid.")
        }
        return parsed
    }

    // MARK: Uses

    /// How often a policy of the account, or of AWS by the account, is used.
    struct Uses {
        /// Users, groups and roles that it is attached to.
        let attachments: Int
        /// Users and roles that it is the boundary of.
        let boundaries: Int
    }

    /// Counts the uses within the caller's account.
    func uses(_ context: OperationContext) async throws -> Uses {
        Uses(
            attachments: try await count(.attachedPolicy, context),
            boundaries: try await count(.permissionsBoundary, context))
    }

    private func count(_ relation: EntityRelation, _ context: OperationContext) async throws -> Int {
        // Nobody else can use a policy of the account, and its few uses are found sooner without asking whose they are.
        guard isOfAWS else { return try await context.entities.sources(of: arn.description, relation).count }
        return try await context.entities.count(.referring(to: arn.description, relation, context.account.id))
    }

    // MARK: Members

    /// The policy as lists show it.
    func listed(_ uses: Uses) -> [QueryMember] {
        [
            .text("PolicyName", entity.name), .text("PolicyId", entity.uniqueID), .text("Arn", arn.description),
            .text("Path", entity.path), .text("DefaultVersionId", entity.record.defaultVersionID),
            .integer("AttachmentCount", uses.attachments),
            .integer("PermissionsBoundaryUsageCount", uses.boundaries), .boolean("IsAttachable", true),
            .text("CreateDate", entity.createDate.iso8601), .text("UpdateDate", entity.record.updateDate.iso8601),
        ]
    }

    /// The policy as GetPolicy shows it: with a list of tags even when there are none.
    func members(_ uses: Uses) -> [QueryMember] {
        var members = listed(uses)
        members.append("Description", entity.record.description)
        return members + [Tags.list(entity.record.tags)]
    }

    /// The policy as CreatePolicy shows it: without its description.
    var made: [QueryMember] { listed(Uses(attachments: 0, boundaries: 0)) + Tags.members(entity.record.tags) }
}

extension QueryFault {
    /// `NoSuchEntity` where a policy itself is asked for.
    static func noSuchPolicy(_ arn: String) -> QueryFault { .noSuchEntity("Policy \(arn) was not found.") }

    /// `NoSuchEntity` where a policy or its versions are to be used.
    static func notAttachable(_ arn: String) -> QueryFault { .noSuchEntity(.policy, arn) }
}
