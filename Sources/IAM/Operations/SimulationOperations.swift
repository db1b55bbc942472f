import AWSQuery
import IAMPolicy

extension IAMService {
    static let simulationOperations: [IAMOperation] = [
        .reading(
            "SimulateCustomPolicy", parameters: [.required("PolicyInputList", .policyInputs)] + simulation,
            access: AccessRule(.any)
        ) { context in
            let policies = try await SimulationPolicies(context)
            return try SimulationPage(try SimulationInput(context, policies), context).result()
        },
        .reading(
            "SimulatePrincipalPolicy",
            parameters: [.policySource, .optional("PolicyInputList", .policyInputs)] + simulation,
            access: AccessRule(.arn("PolicySourceArn"))
        ) { context in
            let source = try await PolicySource(context)
            let policies = try await SimulationPolicies(context, source: source)
            return try SimulationPage(try SimulationInput(context, policies, source: source), context).result()
        },
        .reading(
            "GetContextKeysForCustomPolicy", parameters: [.required("PolicyInputList", .policyInputs)],
            access: AccessRule(.any)
        ) { context in contextKeys(try await SimulationPolicies(context)) },
        .reading(
            "GetContextKeysForPrincipalPolicy",
            parameters: [.policySource, .optional("PolicyInputList", .policyInputs)],
            access: AccessRule(.arn("PolicySourceArn"))
        ) { context in
            contextKeys(try await SimulationPolicies(context, source: PolicySource(context)))
        },
    ]

    /// Parameters of a simulation beside the policies of the caller.
    private static let simulation: [Parameter] = [
        .optional("PermissionsBoundaryPolicyInputList", .policyInputs),
        .required("ActionNames", .list(.text(TextShape(3, 128)), maximum: nil)),
        .optional("ResourceArns", .list(.text(TextShape(1, 2_048)), maximum: nil)),
        .optional("ResourcePolicy", .policyDocument),
        .optional("ResourceOwner", .text(TextShape(1, 2_048))),
        .optional("CallerArn", .text(TextShape(1, 2_048))),
        .optional(
            "ContextEntries",
            .structures(
                [
                    .optional("ContextKeyName", .text(TextShape(5, 256))),
                    .optional("ContextKeyValues", .list(.text(TextShape(0, nil)), maximum: nil)),
                    .optional("ContextKeyType", .word(ContextEntry.types)),
                ], maximum: nil)),
        .optional("ResourceHandlingOption", .text(TextShape(1, 64))),
        .optional("MaxItems", .maxItems), .optional("Marker", .marker),
    ]

    private static func contextKeys(_ policies: SimulationPolicies) -> QueryResult {
        QueryResult([.list("ContextKeyNames", policies.set.contextKeys)])
    }
}

extension Parameter {
    fileprivate static let policySource = required("PolicySourceArn", .arn)
}

extension ParameterShape {
    /// Texts of policies.
    fileprivate static let policyInputs = list(.policyDocument, maximum: nil)
}
