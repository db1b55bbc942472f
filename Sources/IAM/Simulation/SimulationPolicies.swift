import AWSQuery
import Accounts
import IAMPolicy

/// The policies of a simulation: those of the source, and those in the call.
struct SimulationPolicies {
    private(set) var set: PolicySet

    /// Reads the policies in the call, and those of `source`.
    ///
    /// Throws `InvalidInput` for a policy that is none.
    init(_ context: OperationContext, source: PolicySource? = nil) async throws {
        set = PolicySet()
        if let source { try await add(source, context) }
        set.identity += try Self.read(.policyInputList, .managed, context)
        let boundaries = try Self.read(.permissionsBoundaryPolicyInputList, .permissionsBoundary, context)
        // A boundary in the call stands in the place of the one that the source has.
        if !boundaries.isEmpty { set.boundaries = boundaries }
        if let text = context.parameters.text(.resourcePolicy) {
            set.resource = AttachedPolicy(
                name: "ResourcePolicy", document: try Self.document(text, .resource, "ResourcePolicy"))
        }
    }

    private mutating func add(_ source: PolicySource, _ context: OperationContext) async throws {
        let permissions: PrincipalPermissions?
        do {
            permissions = try await PrincipalPermissions.read(
                source.uniqueID, context.entities, managed: context.directory.managedPolicies)
        } catch let error as StoreError {
            throw error
        } catch {
            throw QueryFault(
                "PolicyEvaluation", "A policy of \(source.arn) cannot be evaluated.", status: 500,
                cause: "\(error)")
        }
        guard let permissions else { return }
        set.identity = permissions.identity.map(Self.named)
        set.boundaries = permissions.boundaries.map(Self.named)
        set.serviceControl = context.account.serviceControl
    }

    /// Managed policies go by their names.
    private static func named(_ policy: AttachedPolicy) -> AttachedPolicy {
        AttachedPolicy(name: ARN(policy.name)?.resourceName ?? policy.name, document: policy.document)
    }

    private static func read(
        _ parameter: ParameterName, _ kind: PolicyKind, _ context: OperationContext
    ) throws(QueryFault) -> [AttachedPolicy] {
        var policies: [AttachedPolicy] = []
        for (index, text) in context.parameters.list(parameter).enumerated() {
            let name = "\(parameter).\(index + 1)"
            policies.append(AttachedPolicy(name: name, document: try document(text, kind, name)))
        }
        return policies
    }

    /// A policy as IAM would store it, of any length and version.
    private static func document(
        _ text: String, _ kind: PolicyKind, _ name: String
    ) throws(QueryFault) -> PolicyDocument {
        do throws(PolicyError) {
            return try PolicyDocument(parsing: text, kind: kind)
        } catch {
            let finding = error.findings.first { $0.code != .tooLong && $0.code != .version }
            guard finding == nil, let document = try? PolicyDocument(simulating: text, kind: kind) else {
                throw .invalidInput("\(name): \(finding?.message ?? error.message)")
            }
            return document
        }
    }
}
