extension Integration {
    /// Virtual clusters of Amazon EMR on EKS, whose ARNs have a slash in front of the type.
    static let virtualClusters: [String: Integration] = [
        "emr-containers:createVirtualCluster": Integration(.call) { needs in
            needs.add(.call, "emr-containers:CreateVirtualCluster", on: [.any])
            let role = "role/aws-service-role/emr-containers.amazonaws.com/AWSServiceRoleForAmazonEMRContainers"
            needs.add(
                .call, "iam:CreateServiceLinkedRole", on: [.always(needs.place.globalARN("iam", role))],
                when: RequiredCondition("StringLike", "iam:AWSServiceName", ["emr-containers.amazonaws.com"]))
        },
        "emr-containers:deleteVirtualCluster": Integration(.job) { needs throws(DefinitionFault) in
            let cluster = try needs.virtualCluster("Id")
            needs.add(.call, "emr-containers:DeleteVirtualCluster", on: [cluster])
            guard needs.followsJob else { return }
            needs.add(.poll, "emr-containers:DescribeVirtualCluster", on: [cluster])
        },
        "emr-containers:startJobRun": Integration(.job) { needs throws(DefinitionFault) in
            var condition: RequiredCondition?
            if case .fixed(let role) = try needs.parameters.value(["ExecutionRoleArn"]) {
                let arn = try needs.place.relocated(role, for: needs, service: "iam")
                condition = RequiredCondition("StringEquals", "emr-containers:ExecutionRoleArn", [arn])
            }
            needs.add(
                .call, "emr-containers:StartJobRun", on: [try needs.virtualCluster("VirtualClusterId")], when: condition
            )
            guard needs.followsJob else { return }
            let runs = try needs.virtualCluster("VirtualClusterId", end: "/jobruns/*")
            needs.add(.poll, "emr-containers:DescribeJobRun", on: [runs])
            needs.add(.cancel, "emr-containers:CancelJobRun", on: [runs])
        },
    ]
}

extension TaskRequirements {
    fileprivate func virtualCluster(_ name: String, end: String = "") throws(DefinitionFault) -> ResourceScope {
        guard case .fixed(let id) = try parameters.value([name]) else {
            return .dynamic(place.arn("emr-containers", "/virtualclusters/*"))
        }
        return .named(place.arn("emr-containers", "/virtualclusters/\(id)\(end)"))
    }
}
