/// Actions that together let their owner act with more rights than the policy gives.
///
/// Each is public knowledge: whoever may change a policy, a login or a trust policy, or may have a service work with a role
/// of his choice, has the rights of the other.
struct EscalationPath: Sendable {
    /// What the actions amount to.
    let meaning: String
    /// Each action with the resource part of what it is done to; without one it is done to `*`.
    let steps: [Step]

    /// An action and what it is done to.
    struct Step {
        let action: String
        let resource: String?
    }

    private static let user = "user/somebody-else"
    private static let group = "group/somebody-else"
    private static let role = "role/somebody-else"
    private static let policy = "policy/somebody-else"

    private init(_ meaning: String, _ steps: [Step]) {
        self.meaning = meaning
        self.steps = steps
    }

    private static func single(_ action: String, _ resource: String, _ meaning: String) -> EscalationPath {
        EscalationPath(meaning, [Step(action: action, resource: resource)])
    }

    /// A role of one's choice is handed to a service that runs what one gives it.
    private static func passRole(with actions: String..., runs what: String) -> EscalationPath {
        let others = actions.map { Step(action: $0, resource: nil) }
        return EscalationPath("\(what) run with any role", [Step(action: "iam:PassRole", resource: role)] + others)
    }

    static let all: [EscalationPath] = [
        single("iam:CreatePolicyVersion", policy, "managed policies can be rewritten"),
        single("iam:SetDefaultPolicyVersion", policy, "older versions of managed policies can be put in force"),
        single("iam:AttachUserPolicy", user, "any policy can be attached to users"),
        single("iam:AttachGroupPolicy", group, "any policy can be attached to groups"),
        single("iam:AttachRolePolicy", role, "any policy can be attached to roles"),
        single("iam:PutUserPolicy", user, "policies of users can be written"),
        single("iam:PutGroupPolicy", group, "policies of groups can be written"),
        single("iam:PutRolePolicy", role, "policies of roles can be written"),
        single("iam:AddUserToGroup", group, "users can be put into any group"),
        single("iam:CreateAccessKey", user, "access keys of other users can be made"),
        single("iam:CreateLoginProfile", user, "passwords of other users can be set"),
        single("iam:UpdateLoginProfile", user, "passwords of other users can be changed"),
        single("iam:UpdateAssumeRolePolicy", role, "anybody can be let into any role"),
        single("iam:DeleteUserPermissionsBoundary", user, "permissions boundaries of users can be removed"),
        single("iam:DeleteRolePermissionsBoundary", role, "permissions boundaries of roles can be removed"),
        single(
            "iam:UpdateSAMLProvider", "saml-provider/somebody-else",
            "an identity provider can be put in another's place"),
        passRole(with: "ec2:RunInstances", runs: "instances"),
        passRole(with: "lambda:CreateFunction", "lambda:InvokeFunction", runs: "functions"),
        passRole(with: "lambda:CreateFunction", "lambda:CreateEventSourceMapping", runs: "functions"),
        EscalationPath(
            "code of functions can be replaced", [Step(action: "lambda:UpdateFunctionCode", resource: nil)]),
        passRole(with: "glue:CreateDevEndpoint", runs: "development endpoints"),
        passRole(with: "glue:CreateJob", "glue:StartJobRun", runs: "jobs of AWS Glue"),
        passRole(with: "cloudformation:CreateStack", runs: "stacks"),
        passRole(with: "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", runs: "pipelines"),
        passRole(with: "sagemaker:CreateNotebookInstance", runs: "notebooks"),
        passRole(with: "codebuild:CreateProject", "codebuild:StartBuild", runs: "builds"),
        passRole(with: "ecs:RegisterTaskDefinition", "ecs:RunTask", runs: "containers"),
        passRole(with: "states:CreateStateMachine", "states:StartExecution", runs: "state machines"),
        passRole(with: "ssm:StartAutomationExecution", runs: "automations"),
    ]
}
