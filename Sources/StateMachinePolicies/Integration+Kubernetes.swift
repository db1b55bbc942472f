extension Integration {
    /// Clusters of Amazon EKS.
    static let kubernetes: [String: Integration] = [
        "eks:createCluster": Integration(.job) { needs throws(DefinitionFault) in
            let clusters = ResourceScope.always(needs.place.arn("eks", "cluster/*"))
            needs.add(.call, "eks:CreateCluster", on: [.any])
            needs.add(.poll, "eks:DescribeCluster", on: [clusters])
            needs.add(.cancel, "eks:DeleteCluster", on: [clusters])
            try needs.addPassRole(["RoleArn"], to: "eks.amazonaws.com")
        },
        "eks:createNodegroup": Integration(.job) { needs throws(DefinitionFault) in
            let groups = ResourceScope.always(needs.place.arn("eks", "nodegroup/*"))
            needs.add(.call, "ec2:DescribeSubnets", "eks:CreateNodegroup", on: [.any])
            needs.add(.poll, "eks:DescribeNodegroup", on: [groups])
            needs.add(.cancel, "eks:DeleteNodegroup", on: [groups])
            needs.add(
                .call, "iam:GetRole", "iam:ListAttachedRolePolicies",
                on: [.always(needs.place.globalARN("iam", "role/*"))])
            try needs.addPassRole(["NodeRole"], to: "eks.amazonaws.com")
        },
        "eks:deleteCluster": Integration(.job) { needs throws(DefinitionFault) in
            let cluster = try needs.resource(
                "Name", service: "eks", type: "cluster/", dynamic: needs.place.arn("eks", "cluster/*"))
            needs.add(.call, "eks:DeleteCluster", on: [cluster])
            needs.add(.poll, "eks:DescribeCluster", on: [cluster])
        },
        "eks:deleteNodegroup": Integration(.job) { needs throws(DefinitionFault) in
            let group = try needs.nodegroup()
            needs.add(.call, "eks:DeleteNodegroup", on: [group])
            needs.add(.poll, "eks:DescribeNodegroup", on: [group])
        },
        "eks:createFargateProfile": Integration(.job) { $0.noteWithoutTemplate() },
        "eks:deleteFargateProfile": Integration(.job) { $0.noteWithoutTemplate() },
        "eks:call": Integration(.call) { $0.noteKubernetesRole() },
        "eks:runJob": Integration(.job) { $0.noteKubernetesRole() },
    ]
}

extension TaskRequirements {
    fileprivate func nodegroup() throws(DefinitionFault) -> ResourceScope {
        guard case .fixed(let cluster) = try parameters.value(["ClusterName"]),
            case .fixed(let group) = try parameters.value(["NodegroupName"])
        else { return .dynamic(place.arn("eks", "nodegroup/*")) }
        return .named(place.arn("eks", "nodegroup/\(cluster)/\(group)/*"))
    }

    fileprivate mutating func noteWithoutTemplate() {
        note(.byHand, "AWS publishes no template for this; its permissions are set up by hand")
    }

    fileprivate mutating func noteKubernetesRole() {
        note(.byHand, "permissions are given by roles of Kubernetes (RBAC) in the cluster, not by IAM")
    }
}
