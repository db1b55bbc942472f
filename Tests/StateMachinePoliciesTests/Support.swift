import IAMPolicy
import StateMachinePolicies

let place = "eu-west-1:123456789012"

/// A state machine of one task.
func definition(_ integration: String, _ parameters: String? = nil) -> String {
    let resource = integration.hasPrefix("arn:") ? integration : "arn:aws:states:::\(integration)"
    let input = parameters.map { #", "Parameters": \#($0)"# } ?? ""
    return #"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "\#(resource)"\#(input), "End": true}}}"#
}

func policy(of text: String, in deployment: Deployment? = nil) throws -> StateMachinePolicy {
    let usual = try Deployment(region: "eu-west-1", accountID: "123456789012")
    return try StateMachinePolicy(for: StateMachineDefinition(parsing: text), in: deployment ?? usual)
}

func document(_ policy: StateMachinePolicy) throws -> PolicyDocument {
    try PolicyDocument(parsing: policy.json, kind: .inlineRole)
}

/// Whether the policy alone grants an action on a resource of the account.
func grants(
    _ policy: PolicyDocument, _ action: String, on resource: String, keys: ContextKeys = [:]
) throws -> Bool {
    let role = ARN(
        partition: ARN(resource)?.partition ?? "aws", service: "sts", accountID: "123456789012",
        resource: "assumed-role/Orders/run")
    let context = RequestContext(
        principal: .assumedRole(arn: role, role: nil), action: action, resource: resource,
        resourceAccount: "123456789012", keys: keys)
    return PolicySet(identity: [AttachedPolicy(name: "role", document: policy)]).evaluate(context).isAllowed
}
