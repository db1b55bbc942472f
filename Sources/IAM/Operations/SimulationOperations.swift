import AWSQuery
import IAMPolicy

extension IAMService {
    static let simulationOperations: [IAMOperation] = [
        .reading(
            "SimulateCustomPolicy", parameters: [.required(.policyInputList)] + simulation,
            access: AccessRule(.any)
        ) { context in
            let policies = try await SimulationPolicies(context)
            return try SimulationPage(try SimulationInput(context, policies), context).result()
        },
        .reading(
            "SimulatePrincipalPolicy",
            parameters: [.required(.policySourceARN), .optional(.policyInputList)] + simulation,
            access: AccessRule(.arn(.policySourceARN))
        ) { context in
            let source = try await PolicySource(context)
            let policies = try await SimulationPolicies(context, source: source)
            return try SimulationPage(try SimulationInput(context, policies, source: source), context).result()
        },
        .reading(
            "GetContextKeysForCustomPolicy", parameters: [.required(.policyInputList)],
            access: AccessRule(.any)
        ) { context in contextKeys(try await SimulationPolicies(context)) },
        .reading(
            "GetContextKeysForPrincipalPolicy",
            parameters: [.required(.policySourceARN), .optional(.policyInputList)],
            access: AccessRule(.arn(.policySourceARN))
        ) { context in
            contextKeys(try await SimulationPolicies(context, source: PolicySource(context)))
        },
    ]

    /// Parameters of a simulation beside the policies of the caller.
    private static let simulation: [Parameter] = [
        .optional(.permissionsBoundaryPolicyInputList), .required(.actionNames), .optional(.resourceARNs),
        .optional(.resourcePolicy), .optional(.resourceOwner), .optional(.callerARN), .optional(.contextEntries),
        .optional(.resourceHandlingOption), .optional(.maxItems), .optional(.marker),
    ]

    private static func contextKeys(_ policies: SimulationPolicies) -> QueryResult {
        QueryResult([.list("ContextKeyNames", policies.set.contextKeys)])
    }
}
