public import IAMPolicy

/// Managed policies by ARN: those of the accounts, which a store keeps, and those of AWS that every account has.
public struct ManagedPolicies: Sendable {
    /// What stands for the account in the ARNs of AWS's policies.
    package static let accountOfAWS = "aws"

    /// Those of AWS that can be attached, sorted by name.
    public let ofAWS: [AWSManagedPolicy]
    /// Those of AWS for service-linked roles, which can be attached to nothing else; sorted by name.
    public let ofServiceRoles: [AWSManagedPolicy]
    /// All of them by the resource of their ARN, `policy/<path and name>`.
    private let byResource: [String: AWSManagedPolicy]

    /// Those that come with the product.
    public static let builtIn = ManagedPolicies()

    /// Makes the set of those that come with the product and `others`, which take the place of those with their names.
    package init(adding others: [AWSManagedPolicy] = []) {
        var byName: [String: AWSManagedPolicy] = [:]
        let unknown = ServiceLinkedRoles.known.map(\.unknownPolicy)
        for policy in Self.common + Self.jobFunctions + unknown + Self.serviceRolePolicies + others {
            byName[EntityRow.fold(policy.name)] = policy
        }
        let sorted = byName.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value)
        ofAWS = sorted.filter { !$0.isOfServiceRole }
        ofServiceRoles = sorted.filter(\.isOfServiceRole)
        byResource = Dictionary(
            sorted.map { (EntityKind.policy.resource(path: $0.path, name: $0.name), $0) }, uniquingKeysWith: { $1 })
    }

    /// The policy of AWS with this ARN, `arn:<partition>:iam::aws:policy/<path and name>`.
    public func ofAWS(arn text: String) -> AWSManagedPolicy? {
        // One text for each policy: a condition on iam:PolicyARN compares texts.
        guard let arn = ARN(text), let partition = Partition(id: arn.partition), let policy = byResource[arn.resource],
            policy.arn(in: partition) == arn
        else { return nil }
        return policy
    }

    /// The policy of AWS with this name, without regard to case.
    package func named(_ name: String) -> AWSManagedPolicy? {
        let folded = EntityRow.fold(name)
        return (ofAWS + ofServiceRoles).first { EntityRow.fold($0.name) == folded }
    }

    /// The managed policy of an account with this ARN.
    ///
    /// Throws `StoreError`.
    public static func entity(
        _ text: String, _ reader: any EntityReader
    ) async throws(StoreError) -> Entity<PolicyRecord>? {
        guard let arn = ARN(text), let partition = Partition(id: arn.partition), let account = AccountID(arn.accountID),
            let entity = try await reader.entity(PolicyRecord.self, account: account, name: arn.resourceName),
            entity.arn(in: partition) == arn
        else { return nil }
        return entity
    }

    /// The document in force of the policy with this ARN; nil when there is none.
    public func document(_ arn: String, _ reader: any EntityReader) async throws -> PolicyDocument? {
        var text = ofAWS(arn: arn)?.document
        if text == nil { text = try await Self.entity(arn, reader)?.record.defaultVersion?.document }
        return try text.map { try PolicyDocument(simulating: $0, kind: .managed) }
    }

    package func read(_ arns: [String], _ reader: any EntityReader) async throws -> [AttachedPolicy] {
        var policies: [AttachedPolicy] = []
        for arn in arns {
            if let document = try await document(arn, reader) {
                policies.append(AttachedPolicy(name: arn, document: document))
            }
        }
        return policies
    }
}
