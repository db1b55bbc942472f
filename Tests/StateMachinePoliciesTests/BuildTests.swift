import StateMachinePolicies
import Testing

/// Builds, clusters of Kubernetes, and jobs that run with a role of their own.
@Suite("Tasks that build, train and host")
struct BuildTests {
    private static func each(_ service: String, _ actions: String, _ resource: String) -> [String] {
        IntegrationRow.each(service, actions, on: resource)
    }

    static let builds: [IntegrationRow] = {
        let project = "arn:aws:codebuild:\(place):project/shop"
        let single = IntegrationRow.events("StepFunctionsGetEventForCodeBuildStartBuildRule")
        let batch = IntegrationRow.events("StepFunctionsGetEventForCodeBuildStartBuildBatchRule")
        let calls: [(call: String, parameters: String, actions: String, events: [String], refused: String)] = [
            ("startBuild", #"{"ProjectName": "shop"}"#, "StartBuild", [], "StopBuild"),
            (
                "startBuild.sync", #"{"ProjectName": "shop"}"#, "StartBuild StopBuild BatchGetBuilds", single,
                "RetryBuild"
            ),
            ("startBuildBatch", #"{"ProjectName": "shop"}"#, "StartBuildBatch", [], "StopBuildBatch"),
            (
                "startBuildBatch.sync", #"{"ProjectName": "shop"}"#,
                "StartBuildBatch StopBuildBatch BatchGetBuildBatches", batch, "RetryBuildBatch"
            ),
            ("retryBuildBatch", #"{"Id": "shop:1"}"#, "RetryBuildBatch", [], "StopBuildBatch"),
            (
                "retryBuildBatch.sync", #"{"Id": "shop:1"}"#, "RetryBuildBatch StopBuildBatch BatchGetBuildBatches", [],
                "StartBuildBatch"
            ),
            ("stopBuild", #"{"Id": "shop:1"}"#, "StopBuild", [], "StartBuild"),
            (
                "stopBuildBatch", #"{"Id": "arn:aws:codebuild:\#(place):build-batch/shop:1"}"#, "StopBuildBatch", [],
                "StartBuildBatch"
            ),
            ("deleteBuildBatch", #"{"Id": "shop:1"}"#, "DeleteBuildBatch", [], "DeleteProject"),
            ("batchDeleteBuilds", #"{"Ids": ["shop:1", "shop:2"]}"#, "BatchDeleteBuilds", [], "DeleteProject"),
        ]
        return calls.flatMap { call -> [IntegrationRow] in
            [
                IntegrationRow(
                    "codebuild:\(call.call)", call.parameters,
                    granted: each("codebuild", call.actions, project) + call.events,
                    refused: each("codebuild", call.actions, project + "2") + ["codebuild:\(call.refused) \(project)"]),
                IntegrationRow(
                    "codebuild:\(call.call)", "{}",
                    granted: each("codebuild", call.actions, project + "2") + call.events),
            ]
        }
    }()

    static let reports: [IntegrationRow] = {
        let group = "arn:aws:codebuild:\(place):report-group/tests"
        return [
            IntegrationRow(
                "codebuild:batchGetReports", #"{"ReportArns": ["arn:aws:codebuild:\#(place):report/tests:1"]}"#,
                granted: ["codebuild:BatchGetReports \(group)"], refused: ["codebuild:BatchGetReports \(group)2"]),
            IntegrationRow(
                "codebuild:batchGetReports", #"{"ReportArns.$": "$.r"}"#,
                granted: ["codebuild:BatchGetReports \(group)2"],
                refused: ["codebuild:BatchGetReports arn:aws:codebuild:\(place):project/x"]),
        ]
    }()

    static let kubernetes: [IntegrationRow] = ["", ".sync"].flatMap { (pattern: String) -> [IntegrationRow] in
        let role = "arn:aws:iam::123456789012:role/Cluster"
        let keys = ["iam:PassedToService": ["eks.amazonaws.com"]]
        let cluster = "arn:aws:eks:\(place):cluster/shop"
        let group = "arn:aws:eks:\(place):nodegroup/shop/small"
        return [
            IntegrationRow(
                "eks:createCluster\(pattern)", #"{"Name": "shop", "RoleArn": "\#(role)"}"#,
                granted: ["eks:CreateCluster *", "iam:PassRole \(role)"]
                    + each("eks", "DescribeCluster DeleteCluster", cluster),
                refused: ["iam:PassRole \(role)2", "eks:DeleteCluster \(group)"], keys: keys),
            IntegrationRow(
                "eks:createNodegroup\(pattern)", #"{"NodeRole": "\#(role)"}"#,
                granted: ["ec2:DescribeSubnets *", "eks:CreateNodegroup *", "iam:PassRole \(role)"]
                    + each("eks", "DescribeNodegroup DeleteNodegroup", "\(group)/1")
                    + each("iam", "GetRole ListAttachedRolePolicies", role + "2"),
                refused: ["iam:PassRole \(role)2", "iam:GetRole arn:aws:iam::123456789012:user/x"], keys: keys),
            IntegrationRow(
                "eks:deleteCluster\(pattern)", #"{"Name": "shop"}"#,
                granted: each("eks", "DescribeCluster DeleteCluster", cluster),
                refused: ["eks:DeleteCluster \(cluster)2"]),
            IntegrationRow(
                "eks:deleteCluster\(pattern)", #"{"Name.$": "$.n"}"#,
                granted: each("eks", "DescribeCluster DeleteCluster", cluster + "2")),
            IntegrationRow(
                "eks:deleteNodegroup\(pattern)", #"{"ClusterName": "shop", "NodegroupName": "small"}"#,
                granted: each("eks", "DescribeNodegroup DeleteNodegroup", "\(group)/1"),
                refused: ["eks:DeleteNodegroup \(group)2/1"]),
            IntegrationRow(
                "eks:deleteNodegroup\(pattern)", #"{"ClusterName": "shop", "NodegroupName.$": "$.n"}"#,
                granted: each("eks", "DescribeNodegroup DeleteNodegroup", "\(group)2/1")),
        ]
    }

    static let training: [IntegrationRow] = ["", ".waitForTaskToken", ".sync"].flatMap {
        (pattern: String) -> [IntegrationRow] in
        let role = "arn:aws:iam::123456789012:role/Train"
        let keys = ["iam:PassedToService": ["sagemaker.amazonaws.com"]]
        return [
            ("Training", "training-job"), ("Transform", "transform-job"),
            ("Processing", "processing-job"), ("Labeling", "labeling-job"),
        ].flatMap { (name: String, type: String) -> [IntegrationRow] in
            let job = "arn:aws:sagemaker:\(place):\(type)/night-1"
            let follow = pattern == ".sync" ? each("sagemaker", "Describe\(name)Job Stop\(name)Job", job) : []
            let unfollowed = pattern == ".sync" ? [] : each("sagemaker", "Describe\(name)Job Stop\(name)Job", job)
            return [
                IntegrationRow(
                    "sagemaker:create\(name)Job\(pattern)", #"{"\#(name)JobName": "night", "RoleArn": "\#(role)"}"#,
                    granted: ["sagemaker:Create\(name)Job \(job)", "iam:PassRole \(role)"] + follow,
                    refused: unfollowed + [
                        "sagemaker:Create\(name)Job arn:aws:sagemaker:\(place):\(type)/day", "iam:PassRole \(role)2",
                    ],
                    keys: keys),
                IntegrationRow(
                    "sagemaker:create\(name)Job\(pattern)", #"{"\#(name)JobName.$": "$.n", "RoleArn.$": "$.r"}"#,
                    granted: ["sagemaker:Create\(name)Job \(job)", "iam:PassRole \(role)2"] + follow, keys: keys),
            ]
        }
    }

    static let others: [IntegrationRow] = {
        let rule = IntegrationRow.events("StepFunctionsGetEventForEMRRunJobFlowRule")
        let roles = ["Service", "Machine"].map { "iam:PassRole arn:aws:iam::123456789012:role/\($0)" }
        let named = #"{"ServiceRole": "Service", "JobFlowRole": "Machine"}"#
        let actions = each("elasticmapreduce", "RunJobFlow DescribeCluster TerminateJobFlows", "*")
        return [
            IntegrationRow(
                "elasticmapreduce:createCluster", named, granted: actions + roles,
                refused: rule + ["iam:PassRole arn:aws:iam::123456789012:role/Administrator"]),
            IntegrationRow("elasticmapreduce:createCluster.sync", named, granted: actions + roles + rule),
            IntegrationRow(
                "emr-containers:createVirtualCluster",
                granted: [
                    "emr-containers:CreateVirtualCluster *",
                    "iam:CreateServiceLinkedRole arn:aws:iam::123456789012:role/aws-service-role/emr-containers.amazonaws.com/AWSServiceRoleForAmazonEMRContainers",
                ],
                refused: ["iam:CreateServiceLinkedRole arn:aws:iam::123456789012:role/x"],
                keys: ["iam:AWSServiceName": ["emr-containers.amazonaws.com"]]),
            IntegrationRow(
                "sagemaker:createHyperParameterTuningJob.sync",
                #"{"HyperParameterTuningJobName": "n", "TrainingJobDefinition": {"RoleArn": "arn:aws:iam::123456789012:role/T"}}"#,
                granted: [
                    "sagemaker:StopHyperParameterTuningJob arn:aws:sagemaker:\(place):hyper-parameter-tuning-job/n1",
                    "iam:PassRole arn:aws:iam::123456789012:role/T",
                ],
                refused: ["iam:PassRole arn:aws:iam::123456789012:role/T2"],
                keys: ["iam:PassedToService": ["sagemaker.amazonaws.com"]]),
        ]
    }()

    @Test(arguments: builds + reports + kubernetes + training + others)
    func theLeastIsGranted(_ row: IntegrationRow) throws { try row.check() }

    @Test(arguments: ["Training", "Transform", "Processing"])
    func theRuleOfAJobIsNamed(_ name: String) throws {
        let rule = IntegrationRow.events("StepFunctionsGetEventsForSageMaker\(name)JobsRule")
        try IntegrationRow("sagemaker:create\(name)Job.sync", "{}", granted: rule).check()
        try IntegrationRow("sagemaker:create\(name)Job", "{}", granted: [], refused: rule).check()
    }

    @Test(arguments: [
        ("mediaconvert:createJob", StateMachineFinding.Code.byHand), ("mediaconvert:createJob.sync", .byHand),
        ("eks:call", .byHand), ("eks:runJob.sync", .byHand), ("eks:createFargateProfile.sync", .byHand),
        ("eks:deleteFargateProfile", .byHand), ("sqs:sendMesage", .unknownIntegration),
    ])
    func whatHasNoTemplateIsSaid(_ integration: String, _ code: StateMachineFinding.Code) throws {
        let made = try policy(of: definition(integration, "{}"))
        #expect(made.findings.map(\.code) == [code])
        #expect(made.statements.isEmpty)
    }

    @Test func rolesOfContainersAreNamed() throws {
        let overrides =
            #"{"TaskDefinition": "t:1", "Overrides": {"TaskRoleArn": "arn:aws:iam::123456789012:role/Task"}}"#
        let made = try policy(of: definition("ecs:runTask", overrides))
        #expect(made.findings.map(\.code) == [.passRole])
        #expect(made.findings.first?.message.contains("arn:aws:iam::123456789012:role/Task") == true)
    }
}
