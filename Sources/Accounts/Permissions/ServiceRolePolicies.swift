extension ManagedPolicies {
    /// The policies of service-linked roles of which it is known what they grant.
    static let serviceRolePolicies: [AWSManagedPolicy] = [
        AWSManagedPolicy(
            name: "AWSMediaTailorServiceRolePolicy", path: Role.serviceLinkedPath, uniqueID: "ANPASALLYPORTSERVICE1",
            description: "What AWS Elemental MediaTailor needs to write session logs.",
            document: #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:PutLogEvents","#
                + #""Resource":"arn:aws:logs:*:*:log-group:/aws/MediaTailor/*:log-stream:*"},"#
                + #"{"Effect":"Allow","Action":["logs:CreateLogGroup","logs:CreateLogStream","#
                + #""logs:DescribeLogGroups","logs:DescribeLogStreams"],"#
                + #""Resource":"arn:aws:logs:*:*:log-group:/aws/MediaTailor/*"}]}"#),
        AWSManagedPolicy(
            name: "AutoScalingServiceRolePolicy", path: Role.serviceLinkedPath, uniqueID: "ANPASALLYPORTSERVICE2",
            description: "What Amazon EC2 Auto Scaling needs to start and stop instances.",
            document: #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#
                + #""Action":["ec2:CreateTags","ec2:Describe*","ec2:RunInstances","ec2:TerminateInstances"],"#
                + #""Resource":"*"}]}"#),
    ]
}
