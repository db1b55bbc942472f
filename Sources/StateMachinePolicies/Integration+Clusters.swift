extension Integration {
    /// Clusters of Amazon EMR.
    static let clusters: [String: Integration] = [
        "elasticmapreduce:createCluster": Integration(.job) { needs throws(DefinitionFault) in
            needs.add(.call, "elasticmapreduce:RunJobFlow", on: [.any])
            needs.add(.poll, "elasticmapreduce:DescribeCluster", on: [.any])
            needs.add(.cancel, "elasticmapreduce:TerminateJobFlows", on: [.any])
            try needs.addPassRole(["ServiceRole"])
            try needs.addPassRole(["JobFlowRole"])
            guard needs.followsJob else { return }
            needs.addEvents(rule: "StepFunctionsGetEventForEMRRunJobFlowRule")
        },
        "elasticmapreduce:addStep": Integration(.job) { needs throws(DefinitionFault) in
            let cluster = try needs.cluster()
            needs.add(.call, "elasticmapreduce:AddJobFlowSteps", on: [cluster])
            needs.add(.poll, "elasticmapreduce:DescribeStep", on: [cluster])
            needs.add(.cancel, "elasticmapreduce:CancelSteps", on: [cluster])
            needs.addEvents(rule: "StepFunctionsGetEventForEMRAddJobFlowStepsRule")
        },
        "elasticmapreduce:cancelStep": Integration(.call) { needs throws(DefinitionFault) in
            needs.add(.call, "elasticmapreduce:CancelSteps", on: [try needs.cluster()])
        },
        "elasticmapreduce:terminateCluster": Integration(.job) { needs throws(DefinitionFault) in
            let cluster = try needs.cluster()
            needs.add(.call, "elasticmapreduce:TerminateJobFlows", on: [cluster])
            needs.add(.poll, "elasticmapreduce:DescribeCluster", on: [cluster])
            needs.addEvents(rule: "StepFunctionsGetEventForEMRTerminateJobFlowsRule")
        },
        "elasticmapreduce:setClusterTerminationProtection": Integration(.call) { needs throws(DefinitionFault) in
            needs.add(.call, "elasticmapreduce:SetTerminationProtection", on: [try needs.cluster()])
        },
        "elasticmapreduce:modifyInstanceFleetByName": Integration(.call) { needs throws(DefinitionFault) in
            needs.add(
                .call, "elasticmapreduce:ModifyInstanceFleet", "elasticmapreduce:ListInstanceFleets",
                on: [try needs.cluster()])
        },
        "elasticmapreduce:modifyInstanceGroupByName": Integration(.call) { needs throws(DefinitionFault) in
            needs.add(
                .call, "elasticmapreduce:ModifyInstanceGroups", "elasticmapreduce:ListInstanceGroups",
                on: [try needs.cluster(dynamic: "*")])
        },
    ]
}

extension TaskRequirements {
    fileprivate func cluster(dynamic: String? = nil) throws(DefinitionFault) -> ResourceScope {
        try resource(
            "ClusterId", service: "elasticmapreduce", type: "cluster/",
            dynamic: dynamic ?? "arn:\(place.partition):elasticmapreduce:*:*:cluster/*")
    }
}
