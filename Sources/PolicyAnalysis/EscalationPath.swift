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

    /// For something that is there already, whose resources have no common form.
    private static func open(_ action: String, _ meaning: String) -> EscalationPath {
        EscalationPath(meaning, [Step(action: action, resource: nil)])
    }

    /// A role of one's choice is handed to a service that runs what one gives it.
    private static func passRole(with actions: String..., runs what: String) -> EscalationPath {
        let others = actions.map { Step(action: $0, resource: nil) }
        return EscalationPath("\(what) run with any role", [Step(action: "iam:PassRole", resource: role)] + others)
    }

    /// All of them: on users and policies themselves, and through what works with roles.
    static let all = identities + codeOfOthers + computing + deploying + automating

    /// Policies, logins and trust policies of others.
    private static let identities: [EscalationPath] = [
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
        single("iam:PutUserPermissionsBoundary", user, "permissions boundaries of users can be replaced"),
        single("iam:PutRolePermissionsBoundary", role, "permissions boundaries of roles can be replaced"),
        single(
            "iam:UpdateSAMLProvider", "saml-provider/somebody-else",
            "an identity provider can be put in another's place"),
        single(
            "iam:UpdateOpenIDConnectProviderThumbprint", "oidc-provider/somebody-else",
            "another's keys can stand in for those of an OpenID provider"),
    ]

    /// What runs already, with a role that somebody else chose.
    private static let codeOfOthers: [EscalationPath] = [
        open("lambda:UpdateFunctionCode", "code of functions can be replaced"),
        open("lambda:UpdateFunctionConfiguration", "layers and variables of functions can be replaced"),
        open("glue:UpdateDevEndpoint", "keys of development endpoints can be replaced"),
        open("sagemaker:CreatePresignedNotebookInstanceUrl", "notebooks of others can be opened"),
        open("ssm:SendCommand", "commands can be run on instances"),
        open("ssm:StartSession", "shells can be opened on instances"),
        open("ecs:ExecuteCommand", "commands can be run in containers"),
        EscalationPath(
            "state machines of others can be rewritten and run",
            [
                Step(action: "states:UpdateStateMachine", resource: nil),
                Step(action: "states:StartExecution", resource: nil),
            ]),
        EscalationPath(
            "projects of others can be rewritten and built",
            [
                Step(action: "codebuild:UpdateProject", resource: nil),
                Step(action: "codebuild:StartBuild", resource: nil),
            ]),
    ]

    /// A role for what computes.
    private static let computing: [EscalationPath] = [
        passRole(with: "ec2:RunInstances", runs: "instances"),
        passRole(with: "ec2:RequestSpotInstances", runs: "spot instances"),
        passRole(with: "ec2:AssociateIamInstanceProfile", runs: "instances that are there"),
        passRole(with: "autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup", runs: "groups"),
        passRole(with: "lambda:CreateFunction", "lambda:InvokeFunction", runs: "functions"),
        passRole(with: "lambda:CreateFunction", "lambda:CreateEventSourceMapping", runs: "functions"),
        passRole(with: "lambda:CreateFunction", "lambda:AddPermission", runs: "functions"),
        passRole(with: "ecs:RegisterTaskDefinition", "ecs:RunTask", runs: "containers"),
        passRole(with: "ecs:RegisterTaskDefinition", "ecs:StartTask", runs: "containers"),
        passRole(with: "ecs:RegisterTaskDefinition", "ecs:CreateService", runs: "services of containers"),
        passRole(with: "ecs:RegisterTaskDefinition", "ecs:UpdateService", runs: "services of containers"),
        passRole(with: "batch:RegisterJobDefinition", "batch:SubmitJob", runs: "jobs of AWS Batch"),
        passRole(with: "apprunner:CreateService", runs: "web services"),
        passRole(with: "elasticmapreduce:RunJobFlow", runs: "clusters"),
        passRole(with: "sagemaker:CreateNotebookInstance", runs: "notebooks"),
        passRole(with: "sagemaker:CreateTrainingJob", runs: "training jobs"),
        passRole(with: "sagemaker:CreateProcessingJob", runs: "processing jobs"),
        passRole(with: "glue:CreateDevEndpoint", runs: "development endpoints"),
        passRole(with: "glue:CreateJob", "glue:StartJobRun", runs: "jobs of AWS Glue"),
        passRole(with: "glue:CreateJob", "glue:CreateTrigger", runs: "jobs of AWS Glue"),
        passRole(with: "glue:UpdateJob", "glue:StartJobRun", runs: "jobs of AWS Glue"),
        passRole(with: "glue:UpdateJob", "glue:CreateTrigger", runs: "jobs of AWS Glue"),
    ]

    /// A role for what builds and deploys.
    private static let deploying: [EscalationPath] = [
        passRole(with: "cloudformation:CreateStack", runs: "stacks"),
        passRole(with: "cloudformation:UpdateStack", runs: "stacks"),
        passRole(with: "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet", runs: "stacks"),
        passRole(with: "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances", runs: "stacks"),
        passRole(with: "codebuild:CreateProject", "codebuild:StartBuild", runs: "builds"),
        passRole(with: "codebuild:CreateProject", "codebuild:StartBuildBatch", runs: "builds"),
        passRole(with: "codestar:CreateProject", runs: "projects"),
        passRole(with: "codepipeline:CreatePipeline", runs: "pipelines of AWS CodePipeline"),
    ]

    /// A role for what does as it is told, later or when something happens.
    private static let automating: [EscalationPath] = [
        passRole(with: "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", runs: "pipelines"),
        passRole(with: "states:CreateStateMachine", "states:StartExecution", runs: "state machines"),
        passRole(with: "ssm:StartAutomationExecution", runs: "automations"),
        passRole(with: "scheduler:CreateSchedule", runs: "schedules"),
        passRole(with: "events:PutRule", "events:PutTargets", runs: "rules of events"),
    ]
}
