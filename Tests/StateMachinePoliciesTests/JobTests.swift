import StateMachinePolicies
import Testing

/// Integrations that can follow a job.
@Suite("Tasks that run a job")
struct JobTests {
    private static func events(_ rule: String) -> [String] { IntegrationRow.events(rule) }

    static let plain: [IntegrationRow] = [
        IntegrationRow(
            "batch:submitJob", granted: ["batch:SubmitJob *"],
            refused: ["batch:DescribeJobs *", "batch:TerminateJob *"]),
        IntegrationRow(
            "batch:submitJob.sync",
            granted: each("batch", "SubmitJob DescribeJobs TerminateJob", "*")
                + events("StepFunctionsGetEventsForBatchJobsRule"),
            refused: ["events:PutRule arn:aws:events:\(place):rule/Other", "batch:CancelJob *"]),
        IntegrationRow("glue:startJobRun", granted: ["glue:StartJobRun *"], refused: ["glue:GetJobRun *"]),
        IntegrationRow(
            "glue:startJobRun.waitForTaskToken", granted: ["glue:StartJobRun *"], refused: ["glue:GetJobRun *"]),
        IntegrationRow(
            "glue:startJobRun.sync", granted: each("glue", "StartJobRun GetJobRun GetJobRuns BatchStopJobRun", "*"),
            refused: ["glue:DeleteJob *", "events:PutRule *"]),
        IntegrationRow(
            "databrew:startJobRun", granted: ["databrew:startJobRun arn:aws:databrew:\(place):job/clean"],
            refused: ["databrew:stopJobRun arn:aws:databrew:\(place):job/clean"]),
        IntegrationRow(
            "databrew:startJobRun.sync",
            granted: each("databrew", "startJobRun listJobRuns stopJobRun", "arn:aws:databrew:\(place):job/clean"),
            refused: ["databrew:startJobRun arn:aws:databrew:\(place):recipe/clean"]),
    ]

    static let containers: [IntegrationRow] = {
        let named = #"{"TaskDefinition": "transcode:7"}"#
        let definition = "arn:aws:ecs:\(place):task-definition/transcode"
        let run = each("ecs", "RunTask", "\(definition):7")
        let others = ["ecs:RunTask \(definition):8", "ecs:RunTask arn:aws:ecs:\(place):task-definition/miner:1"]
        let follow = each("ecs", "StopTask DescribeTasks", "*") + events("StepFunctionsGetEventsForECSTaskRule")
        return [
            IntegrationRow("ecs:runTask", named, granted: run, refused: others + ["ecs:StopTask *"]),
            IntegrationRow("ecs:runTask.waitForTaskToken", named, granted: run, refused: others + ["ecs:StopTask *"]),
            IntegrationRow("ecs:runTask.sync", named, granted: run + follow, refused: others),
            IntegrationRow(
                "ecs:runTask", #"{"TaskDefinition": "transcode"}"#, granted: run + ["ecs:RunTask \(definition)"],
                refused: ["ecs:RunTask \(definition)2:1"]),
            IntegrationRow("ecs:runTask.sync", #"{"TaskDefinition.$": "$.t"}"#, granted: run + others + follow),
        ]
    }()

    static let clusters: [IntegrationRow] = {
        let cluster = "arn:aws:elasticmapreduce:\(place):cluster/j-1"
        let other = "arn:aws:elasticmapreduce:us-east-1:123456789012:cluster/j-2"
        let calls: [(String, String, [String])] = [
            (
                "addStep", "AddJobFlowSteps DescribeStep CancelSteps",
                events("StepFunctionsGetEventForEMRAddJobFlowStepsRule")
            ),
            (
                "addStep.sync", "AddJobFlowSteps DescribeStep CancelSteps",
                events("StepFunctionsGetEventForEMRAddJobFlowStepsRule")
            ),
            ("cancelStep", "CancelSteps", []),
            (
                "terminateCluster", "TerminateJobFlows DescribeCluster",
                events("StepFunctionsGetEventForEMRTerminateJobFlowsRule")
            ),
            (
                "terminateCluster.sync", "TerminateJobFlows DescribeCluster",
                events("StepFunctionsGetEventForEMRTerminateJobFlowsRule")
            ),
            ("setClusterTerminationProtection", "SetTerminationProtection", []),
            ("modifyInstanceFleetByName", "ModifyInstanceFleet ListInstanceFleets", []),
            ("modifyInstanceGroupByName", "ModifyInstanceGroups ListInstanceGroups", []),
        ]
        return calls.flatMap { call, actions, events -> [IntegrationRow] in
            [
                IntegrationRow(
                    "elasticmapreduce:\(call)", #"{"ClusterId": "j-1"}"#,
                    granted: each("elasticmapreduce", actions, cluster) + events,
                    refused: each("elasticmapreduce", actions, other)),
                IntegrationRow(
                    "elasticmapreduce:\(call)", #"{"ClusterId.$": "$.c"}"#,
                    granted: each("elasticmapreduce", actions, other) + events),
            ]
        }
    }()

    static let virtualClusters: [IntegrationRow] = {
        let cluster = "arn:aws:emr-containers:\(place):/virtualclusters/v1"
        let role = "arn:aws:iam::123456789012:role/Jobs"
        let named = #"{"VirtualClusterId": "v1", "ExecutionRoleArn": "\#(role)"}"#
        let keys = ["emr-containers:ExecutionRoleArn": [role]]
        return [
            IntegrationRow(
                "emr-containers:deleteVirtualCluster", #"{"Id": "v1"}"#,
                granted: ["emr-containers:DeleteVirtualCluster \(cluster)"],
                refused: [
                    "emr-containers:DescribeVirtualCluster \(cluster)",
                    "emr-containers:DeleteVirtualCluster \(cluster)2",
                ]),
            IntegrationRow(
                "emr-containers:deleteVirtualCluster.sync", #"{"Id": "v1"}"#,
                granted: each("emr-containers", "DeleteVirtualCluster DescribeVirtualCluster", cluster)),
            IntegrationRow(
                "emr-containers:deleteVirtualCluster.sync", #"{"Id.$": "$.id"}"#,
                granted: each("emr-containers", "DeleteVirtualCluster DescribeVirtualCluster", cluster + "2")),
            IntegrationRow(
                "emr-containers:startJobRun", named, granted: ["emr-containers:StartJobRun \(cluster)"],
                refused: [
                    "emr-containers:StartJobRun \(cluster)2", "emr-containers:CancelJobRun \(cluster)/jobruns/1",
                ],
                keys: keys),
            IntegrationRow(
                "emr-containers:startJobRun", named, granted: [], refused: ["emr-containers:StartJobRun \(cluster)"],
                keys: ["emr-containers:ExecutionRoleArn": [role + "2"]]),
            IntegrationRow(
                "emr-containers:startJobRun.sync", named,
                granted: ["emr-containers:StartJobRun \(cluster)"]
                    + each("emr-containers", "DescribeJobRun CancelJobRun", "\(cluster)/jobruns/1"),
                refused: ["emr-containers:CancelJobRun \(cluster)2/jobruns/1"], keys: keys),
            IntegrationRow(
                "emr-containers:startJobRun.sync", #"{"VirtualClusterId.$": "$.v", "ExecutionRoleArn.$": "$.r"}"#,
                granted: [
                    "emr-containers:StartJobRun \(cluster)2", "emr-containers:CancelJobRun \(cluster)2/jobruns/1",
                ]),
        ]
    }()

    static let queries: [IntegrationRow] = {
        let group = "arn:aws:athena:\(place):workgroup/night"
        let shared = [
            "athena:GetDataCatalog arn:aws:athena:\(place):datacatalog/x", "s3:PutObject arn:aws:s3:::results/1",
            "glue:GetTable arn:aws:glue:\(place):table/db/t", "glue:GetDatabases arn:aws:glue:\(place):catalog",
            "lakeformation:GetDataAccess *",
        ]
        let named = #"{"WorkGroup": "night"}"#
        return [
            IntegrationRow(
                "athena:startQueryExecution", named, granted: ["athena:startQueryExecution \(group)"] + shared,
                refused: [
                    "athena:startQueryExecution \(group)2", "athena:getQueryExecution \(group)",
                    "s3:DeleteObject arn:aws:s3:::results/1",
                ]),
            IntegrationRow(
                "athena:startQueryExecution.sync", named,
                granted: each("athena", "startQueryExecution stopQueryExecution getQueryExecution", group) + shared,
                refused: ["athena:stopQueryExecution \(group)2"]),
            IntegrationRow(
                "athena:startQueryExecution.sync", "{}",
                granted: each("athena", "startQueryExecution stopQueryExecution getQueryExecution", group + "2")),
        ]
    }()

    static let executions: [IntegrationRow] = {
        let machine = "arn:aws:states:\(place):stateMachine:Ship"
        let execution = "arn:aws:states:\(place):execution:Ship:1"
        let named = #"{"StateMachineArn": "\#(machine)"}"#
        let follow =
            each("states", "DescribeExecution StopExecution", execution)
            + events("StepFunctionsGetEventsForStepFunctionsExecutionRule")
        let start = ["states:StartExecution \(machine)"]
        let calls = ["", ".waitForTaskToken"].map { (pattern: String) -> IntegrationRow in
            IntegrationRow(
                "states:startExecution\(pattern)", named, granted: start,
                refused: ["states:StartExecution \(machine)2", "states:StopExecution \(execution)"])
        }
        let jobs = [".sync", ".sync:2"].flatMap { (pattern: String) -> [IntegrationRow] in
            [
                IntegrationRow(
                    "states:startExecution\(pattern)", named, granted: start + follow,
                    refused: ["states:StopExecution arn:aws:states:\(place):execution:Ship2:1"]),
                IntegrationRow(
                    "states:startExecution\(pattern)", #"{"StateMachineArn.$": "$.m"}"#,
                    granted: start + follow + ["states:StartExecution \(machine)2"]),
            ]
        }
        return calls + jobs
    }()

    @Test(arguments: plain + containers + clusters + virtualClusters + queries + executions)
    func theLeastIsGranted(_ row: IntegrationRow) throws { try row.check() }

    private static func each(_ service: String, _ actions: String, _ resource: String) -> [String] {
        IntegrationRow.each(service, actions, on: resource)
    }
}
