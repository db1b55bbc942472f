extension ServiceLinkedRoles {
    /// The services of AWS whose roles are known: names of role and policy, and whether there can be several, as IAM of AWS
    /// answered in the spring of 2025.
    package static let known: [ServiceLinkedRole] = [
        .known(
            "accountdiscovery.ssm", "AmazonSSM_AccountDiscovery",
            policy: "AWSSystemsManagerAccountDiscoveryServicePolicy"),
        .known("acm", "CertificateManager", policy: "CertificateManagerServiceRolePolicy"),
        .known("appmesh", "AppMesh", policy: "AWSAppMeshServiceRolePolicy"),
        .known(
            "autoscaling-plans", "AutoScalingPlans_EC2AutoScaling",
            policy: "AWSAutoScalingPlansEC2AutoScalingPolicy"),
        .known("autoscaling", "AutoScaling", policy: "AutoScalingServiceRolePolicy", allowsSuffix: true),
        .known("backup", "Backup", policy: "AWSBackupServiceLinkedRolePolicyForBackup"),
        .known("batch", "Batch", policy: "BatchServiceRolePolicy"),
        .known(
            "cassandra.application-autoscaling", "ApplicationAutoScaling_CassandraTable",
            policy: "AWSApplicationAutoscalingCassandraTablePolicy"),
        .known(
            "cks.kms", "KeyManagementServiceCustomKeyStores",
            policy: "AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy"),
        .known("cloudtrail", "CloudTrail", policy: "CloudTrailServiceRolePolicy"),
        .known("codestar-notifications", "CodeStarNotifications", policy: "AWSCodeStarNotificationsServiceRolePolicy"),
        .known("config", "Config", policy: "AWSConfigServiceRolePolicy"),
        .known("connect", "AmazonConnect", policy: "AmazonConnectServiceLinkedRolePolicy", allowsSuffix: true),
        .known("dms-fleet-advisor", "DMSFleetAdvisor", policy: "AWSDMSFleetAdvisorServiceRolePolicy"),
        .known("dms", "DMSServerless", policy: "AWSDMSServerlessServiceRolePolicy"),
        .known("docdb-elastic", "DocDB-Elastic", policy: "AmazonDocDB-ElasticServiceRolePolicy"),
        .known("ec2-instance-connect", "Ec2InstanceConnect", policy: "Ec2InstanceConnectEndpoint"),
        .known(
            "ec2.application-autoscaling", "ApplicationAutoScaling_EC2SpotFleetRequest",
            policy: "AWSApplicationAutoscalingEC2SpotFleetRequestPolicy"),
        .known("ecr", "ECRTemplate", policy: "ECRTemplateServiceRolePolicy"),
        .known("ecs", "ECS", policy: "AmazonECSServiceRolePolicy"),
        .known("eks-connector", "AmazonEKSConnector", policy: "AmazonEKSConnectorServiceRolePolicy"),
        .known("eks-fargate", "AmazonEKSForFargate", policy: "AmazonEKSForFargateServiceRolePolicy"),
        .known("eks-nodegroup", "AmazonEKSNodegroup", policy: "AWSServiceRoleForAmazonEKSNodegroup"),
        .known("eks", "AmazonEKS", policy: "AmazonEKSServiceRolePolicy"),
        .known("elasticache", "ElastiCache", policy: "ElastiCacheServiceRolePolicy"),
        .known("elasticbeanstalk", "ElasticBeanstalk", policy: "AWSElasticBeanstalkServiceRolePolicy"),
        .known("elasticfilesystem", "AmazonElasticFileSystem", policy: "AmazonElasticFileSystemServiceRolePolicy"),
        .known("elasticloadbalancing", "ElasticLoadBalancing", policy: "AWSElasticLoadBalancingServiceRolePolicy"),
        .known("email.cognito-idp", "AmazonCognitoIdpEmailService", policy: "AmazonCognitoIdpEmailServiceRolePolicy"),
        .known("emr-containers", "AmazonEMRContainers", policy: "AmazonEMRContainersServiceRolePolicy"),
        .known("emrwal", "EMRWAL", policy: "EMRDescribeClusterPolicyForEMRWAL"),
        .known("fis", "FIS", policy: "AmazonFISServiceRolePolicy"),
        .known("grafana", "AmazonGrafana", policy: "AmazonGrafanaServiceLinkedRolePolicy"),
        .known("imagebuilder", "ImageBuilder", policy: "AWSServiceRoleForImageBuilder"),
        .known("iotmanagedintegrations", "IoTManagedIntegrations", policy: "AWSIoTManagedIntegrationsRolePolicy"),
        .known("kafka", "Kafka", policy: "KafkaServiceRolePolicy"),
        .known("kafkaconnect", "KafkaConnect", policy: "KafkaConnectServiceRolePolicy"),
        .known("lakeformation", "LakeFormationDataAccess", policy: "LakeFormationDataAccessServiceRolePolicy"),
        .known("lex", "LexBots", policy: "AmazonLexBotPolicy"),
        .known("lexv2", "LexV2Bots", policy: "AmazonLexV2BotPolicy", allowsSuffix: true),
        .known("lightsail", "Lightsail", policy: "LightsailExportAccess"),
        .known("m2", "AWSM2", policy: "AWSM2ServicePolicy"),
        .known("mediatailor", "MediaTailor", policy: "AWSMediaTailorServiceRolePolicy"),
        .known("memorydb", "MemoryDB", policy: "MemoryDBServiceRolePolicy"),
        .known("mq", "AmazonMQ", policy: "AmazonMQServiceRolePolicy"),
        .known(
            "mrk.kms", "KeyManagementServiceMultiRegionKeys",
            policy: "AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy"),
        .known("notifications", "AwsUserNotifications", policy: "AWSUserNotificationsServiceLinkedRolePolicy"),
        .known(
            "observability.aoss", "AmazonOpenSearchServerless",
            policy: "AmazonOpenSearchServerlessServiceRolePolicy"),
        .known("opensearchservice", "AmazonOpenSearchService", policy: "AmazonOpenSearchServiceRolePolicy"),
        .known("ops.apigateway", "APIGateway", policy: "APIGatewayServiceRolePolicy"),
        .known("ops.emr-serverless", "AmazonEMRServerless", policy: "AmazonEMRServerlessServiceRolePolicy"),
        .known("opsdatasync.ssm", "SystemsManagerOpsDataSync", policy: "AWSSystemsManagerOpsDataSyncServiceRolePolicy"),
        .known("opsinsights.ssm", "AmazonSSM_OpsInsights", policy: "AWSSSMOpsInsightsServiceRolePolicy"),
        .known("pullthroughcache.ecr", "ECRPullThroughCache", policy: "AWSECRPullThroughCache_ServiceRolePolicy"),
        .known("ram", "ResourceAccessManager", policy: "AWSResourceAccessManagerServiceRolePolicy"),
        .known("rds", "RDS", policy: "AmazonRDSServiceRolePolicy"),
        .known("redshift", "Redshift", policy: "AmazonRedshiftServiceLinkedRolePolicy"),
        .known("replication.cassandra", "KeyspacesReplication", policy: "KeyspacesReplicationServiceRolePolicy"),
        .known("replication.ecr", "ECRReplication", policy: "ECRReplicationServiceRolePolicy"),
        .known("repository.sync.codeconnections", "GitSync", policy: "AWSGitSyncServiceRolePolicy"),
        .known("resource-explorer-2", "ResourceExplorer", policy: "AWSResourceExplorerServiceRolePolicy"),
        .known("rolesanywhere", "RolesAnywhere", policy: "AWSRolesAnywhereServicePolicy"),
        .known("s3-outposts", "S3OnOutposts", policy: "AWSS3OnOutpostsServiceRolePolicy"),
        .known("ses", "AmazonSES", policy: "AmazonSESServiceRolePolicy"),
        .known("shield", "AWSShield", policy: "AWSShieldServiceRolePolicy"),
        .known("ssm-incidents", "IncidentManager", policy: "AWSIncidentManagerServiceRolePolicy"),
        .known("ssm-quicksetup", "SSMQuickSetup", policy: "SSMQuickSetupRolePolicy"),
        .known("ssm", "AmazonSSM", policy: "AmazonSSMServiceRolePolicy"),
        .known("sso", "SSO", policy: "AWSSSOServiceRolePolicy"),
        .known("vpcorigin.cloudfront", "CloudFrontVPCOrigin", policy: "AWSCloudFrontVPCOriginServiceRolePolicy"),
        .known("waf", "WAFLogging", policy: "WAFLoggingServiceRolePolicy"),
        .known("wafv2", "WAFV2Logging", policy: "WAFV2LoggingServiceRolePolicy"),
    ]
}

extension ServiceLinkedRole {
    /// Without what all of their services and roles have in common.
    fileprivate static func known(
        _ service: String, _ name: String, policy: String, allowsSuffix: Bool = false
    ) -> ServiceLinkedRole {
        ServiceLinkedRole(
            service: "\(service).amazonaws.com", roleName: ServiceLinkedRoles.namePrefix + name,
            allowsSuffix: allowsSuffix, policyName: policy)
    }
}
