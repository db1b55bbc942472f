/// Actions, access levels and condition keys of services, as the AWS IAM User Guide has them.
///
/// A row is a service, a letter, and names. The letters are List, Read, Write, Permissions management, Tagging, Unlevelled
/// actions, and Keys of conditions. scripts/action-catalogue writes this file.
enum ActionTable {
    static let source = "the AWS IAM User Guide"
    static let date = "2018"
    /// A text for each service.
    static let rows = [
        """
        a4b U AssociateDeviceWithRoom AssociateSkillGroupWithRoom CreateProfile CreateRoom CreateUser
        a4b U DeleteProfile DeleteRoom DeleteRoomSkillParameter DeleteSkillGroup DeleteUser
        a4b U DisassociateSkillGroupFromRoom GetDevice GetProfile GetRoom GetRoomSkillParameter GetSkillGroup
        a4b U ListSkills ListTags PutRoomSkillParameter ResolveRoom SearchProfiles SearchRooms SearchSkillGroups
        a4b U SearchUsers SendInvitation StartDeviceSync TagResource UntagResource UpdateDevice UpdateProfile
        a4b U UpdateRoom UpdateSkillGroup
        """,
        """
        acm L ListCertificates
        acm P DeleteCertificate ResendValidationEmail
        acm R DescribeCertificate GetCertificate ListTagsForCertificate
        acm U ExportCertificate
        acm W AddTagsToCertificate ImportCertificate RemoveTagsFromCertificate RequestCertificate
        """,
        """
        apigateway R GET HEAD OPTIONS
        apigateway W DELETE PATCH POST PUT
        """,
        """
        application-autoscaling R DescribeScalableTargets DescribeScalingActivities DescribeScalingPolicies
        application-autoscaling U DeleteScheduledAction DescribeScheduledActions PutScheduledAction
        application-autoscaling W DeleteScalingPolicy DeregisterScalableTarget PutScalingPolicy
        application-autoscaling W RegisterScalableTarget
        """,
        """
        appstream K userId
        appstream R DescribeFleets DescribeImages DescribeSessions DescribeStacks ListAssociatedFleets
        appstream R ListAssociatedStacks
        appstream U CreateDirectoryConfig CreateImageBuilder CreateImageBuilderStreamingURL
        appstream U DeleteDirectoryConfig DeleteImage DeleteImageBuilder DescribeDirectoryConfigs
        appstream U DescribeImageBuilders ListTagsForResource StartImageBuilder StopImageBuilder Stream
        appstream U TagResource UntagResource UpdateDirectoryConfig
        appstream W AssociateFleet CreateFleet CreateStack CreateStreamingURL DeleteFleet DeleteStack
        appstream W DisassociateFleet ExpireSession StartFleet StopFleet UpdateFleet UpdateStack
        """,
        """
        artifact U AcceptAgreement DownloadAgreement Get TerminateAgreement
        """,
        """
        athena L ListNamedQueries ListQueryExecutions
        athena R BatchGetNamedQuery BatchGetQueryExecution GetNamedQuery GetQueryExecution GetQueryResults
        athena U CancelQueryExecution GetCatalogs GetExecutionEngine GetExecutionEngines GetNamespace
        athena U GetNamespaces GetQueryExecutions GetTable GetTables RunQuery
        athena W CreateNamedQuery DeleteNamedQuery StartQueryExecution StopQueryExecution
        """,
        """
        autoscaling K ImageId InstanceType LaunchConfigurationName LoadBalancerNames MaxSize MinSize
        autoscaling K ResourceTag/ SpotPrice TargetGroupARNs VPCZoneIdentifiers
        autoscaling L DescribeAccountLimits DescribeAdjustmentTypes DescribeAutoScalingGroups
        autoscaling L DescribeAutoScalingInstances DescribeAutoScalingNotificationTypes
        autoscaling L DescribeLaunchConfigurations DescribeLifecycleHookTypes DescribeLifecycleHooks
        autoscaling L DescribeLoadBalancerTargetGroups DescribeLoadBalancers DescribeMetricCollectionTypes
        autoscaling L DescribeNotificationConfigurations DescribePolicies DescribeScalingActivities
        autoscaling L DescribeScalingProcessTypes DescribeScheduledActions DescribeTerminationPolicyTypes
        autoscaling P DeletePolicy ExecutePolicy PutScalingPolicy
        autoscaling R DescribeTags
        autoscaling U DetachLoadBalancerTargetGroups
        autoscaling W AttachInstances AttachLoadBalancerTargetGroups AttachLoadBalancers CompleteLifecycleAction
        autoscaling W CreateAutoScalingGroup CreateLaunchConfiguration CreateOrUpdateTags DeleteAutoScalingGroup
        autoscaling W DeleteLaunchConfiguration DeleteLifecycleHook DeleteNotificationConfiguration
        autoscaling W DeleteScheduledAction DeleteTags DetachInstances DetachLoadBalancers
        autoscaling W DisableMetricsCollection EnableMetricsCollection EnterStandby ExitStandby PutLifecycleHook
        autoscaling W PutNotificationConfiguration PutScheduledUpdateGroupAction RecordLifecycleActionHeartbeat
        autoscaling W ResumeProcesses SetDesiredCapacity SetInstanceHealth SetInstanceProtection
        autoscaling W SuspendProcesses TerminateInstanceInAutoScalingGroup UpdateAutoScalingGroup
        """,
        """
        autoscaling-plans U CreateScalingPlan DeleteScalingPlan DescribeScalingPlanResources
        autoscaling-plans U DescribeScalingPlans
        """,
        """
        aws-marketplace L ViewSubscriptions
        aws-marketplace U BatchMeterUsage MeterUsage ResolveCustomer
        aws-marketplace W Subscribe Unsubscribe
        """,
        """
        aws-marketplace-management U uploadFiles viewMarketing viewReports viewSupport
        """,
        """
        aws-portal R ViewAccount ViewBilling ViewPaymentMethods ViewUsage
        aws-portal W ModifyAccount ModifyBilling ModifyPaymentMethods
        """,
        """
        batch L ListJobs
        batch R DescribeComputeEnvironments DescribeJobDefinitions DescribeJobQueues DescribeJobs
        batch W CancelJob CreateComputeEnvironment CreateJobQueue DeleteComputeEnvironment DeleteJobQueue
        batch W DeregisterJobDefinition RegisterJobDefinition SubmitJob TerminateJob UpdateComputeEnvironment
        batch W UpdateJobQueue
        """,
        """
        budgets R ViewBudget
        budgets W ModifyBudget
        """,
        """
        ce U GetCostAndUsage GetDimensionValues GetReservationUtilization GetTags
        """,
        """
        chime U AcceptDelegate ActivateUsers AddDomain AddOrUpdateGroups AuthorizeDirectory ConnectDirectory
        chime U CreateAccount CreateCDRBucket DeleteAccount DeleteCDRBucket DeleteDelegate DeleteDomain
        chime U DeleteGroups DisconnectDirectory GetAccount GetAccountResource GetAccountSettings GetCDRBucket
        chime U GetDomain GetUser GetUserByEmail InviteDelegate InviteUsers ListAccounts ListCDRBucket
        chime U ListDelegates ListDirectories ListDomains ListGroups ListUsers LogoutUser RenameAccount
        chime U RenewDelegate ResetAccountResource ResetPersonalPin SubmitSupportRequest SuspendUsers
        chime U UnauthorizeDirectory UpdateAccountResource UpdateAccountSettings UpdateCDRBucket
        chime U UpdateSupportedLicenses UpdateUserLicenses ValidateAccountResource ValidateDelegate
        """,
        """
        cloud9 K EnvironmentId EnvironmentName InstanceType Permissions SubnetId UserArn
        cloud9 U CreateEnvironmentEC2 CreateEnvironmentMembership CreateEnvironmentSSH DeleteEnvironment
        cloud9 U DeleteEnvironmentMembership DescribeEnvironmentMemberships DescribeEnvironmentStatus
        cloud9 U DescribeEnvironments ListEnvironments UpdateEnvironment UpdateEnvironmentMembership
        cloud9 U ValidateEnvironmentName
        """,
        """
        clouddirectory L ListAppliedSchemaArns ListDevelopmentSchemaArns ListDirectories ListPublishedSchemaArns
        clouddirectory R BatchRead GetDirectory GetFacet GetObjectInformation GetSchemaAsJson
        clouddirectory R GetTypedLinkFacetInformation ListAttachedIndices ListFacetAttributes ListFacetNames
        clouddirectory R ListIncomingTypedLinks ListIndex ListObjectAttributes ListObjectChildren
        clouddirectory R ListObjectParentPaths ListObjectParents ListObjectPolicies ListOutgoingTypedLinks
        clouddirectory R ListPolicyAttachments ListTagsForResource ListTypedLinkFacetAttributes
        clouddirectory R ListTypedLinkFacetNames LookupPolicy
        clouddirectory W AddFacetToObject ApplySchema AttachObject AttachPolicy AttachToIndex AttachTypedLink
        clouddirectory W BatchWrite CreateDirectory CreateFacet CreateIndex CreateObject CreateSchema
        clouddirectory W CreateTypedLinkFacet DeleteDirectory DeleteFacet DeleteObject DeleteSchema
        clouddirectory W DeleteTypedLinkFacet DetachFromIndex DetachObject DetachPolicy DetachTypedLink
        clouddirectory W DisableDirectory EnableDirectory PublishSchema PutSchemaFromJson RemoveFacetFromObject
        clouddirectory W TagResource UntagResource UpdateFacet UpdateObjectAttributes UpdateSchema
        clouddirectory W UpdateTypedLinkFacet
        """,
        """
        cloudformation K ChangeSetName ResourceTypes RoleArn StackPolicyUrl TemplateUrl
        cloudformation L ListChangeSets ListStackResources ListStacks
        cloudformation P SetStackPolicy
        cloudformation R DescribeAccountLimits DescribeChangeSet DescribeStackEvents DescribeStackResource
        cloudformation R DescribeStackResources EstimateTemplateCost GetStackPolicy GetTemplate
        cloudformation R GetTemplateSummary PreviewStackUpdate
        cloudformation U DescribeStackSet DescribeStacks ListExports ListImports UpdateTerminationProtection
        cloudformation W CancelUpdateStack ContinueUpdateRollback CreateChangeSet CreateStack CreateUploadBucket
        cloudformation W DeleteChangeSet DeleteStack ExecuteChangeSet SignalResource UpdateStack
        cloudformation W ValidateTemplate
        """,
        """
        cloudfront L ListCloudFrontOriginAccessIdentities ListDistributions ListDistributionsByWebACLId
        cloudfront L ListInvalidations ListStreamingDistributions
        cloudfront R GetCloudFrontOriginAccessIdentity GetCloudFrontOriginAccessIdentityConfig GetDistribution
        cloudfront R GetDistributionConfig GetInvalidation GetStreamingDistribution
        cloudfront R GetStreamingDistributionConfig ListTagsForResource
        cloudfront W CreateCloudFrontOriginAccessIdentity CreateDistribution CreateDistributionWithTags
        cloudfront W CreateInvalidation CreateStreamingDistribution CreateStreamingDistributionWithTags
        cloudfront W DeleteCloudFrontOriginAccessIdentity DeleteDistribution DeleteStreamingDistribution
        cloudfront W TagResource UntagResource UpdateCloudFrontOriginAccessIdentity UpdateDistribution
        cloudfront W UpdateStreamingDistribution
        """,
        """
        cloudhsm L ListAvailableZones ListHapgs ListHsms ListLunaClients
        cloudhsm R DescribeHapg DescribeHsm DescribeLunaClient GetConfig ListTagsForResource
        cloudhsm W AddTagsToResource CreateHapg CreateHsm CreateLunaClient DeleteHapg DeleteHsm DeleteLunaClient
        cloudhsm W ModifyHapg ModifyHsm ModifyLunaClient RemoveTagsFromResource
        """,
        """
        cloudsearch L DescribeDomains ListDomainNames
        cloudsearch P UpdateServiceAccessPolicies
        cloudsearch R DescribeAnalysisSchemes DescribeAvailabilityOptions DescribeExpressions
        cloudsearch R DescribeIndexFields DescribeScalingParameters DescribeServiceAccessPolicies
        cloudsearch R DescribeSuggesters ListTags
        cloudsearch W AddTags BuildSuggesters CreateDomain DefineAnalysisScheme DefineExpression
        cloudsearch W DefineIndexField DefineSuggester DeleteAnalysisScheme DeleteDomain DeleteExpression
        cloudsearch W DeleteIndexField DeleteSuggester IndexDocuments RemoveTags UpdateAvailabilityOptions
        cloudsearch W UpdateScalingParameters
        """,
        """
        cloudtrail L DescribeTrails LookupEvents
        cloudtrail R GetEventSelectors GetTrailStatus ListPublicKeys ListTags
        cloudtrail W AddTags CreateTrail DeleteTrail PutEventSelectors RemoveTags StartLogging StopLogging
        cloudtrail W UpdateTrail
        """,
        """
        cloudwatch L ListMetrics
        cloudwatch R DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric GetMetricData
        cloudwatch R GetMetricStatistics
        cloudwatch W DeleteAlarms DisableAlarmActions EnableAlarmActions PutMetricAlarm PutMetricData
        cloudwatch W SetAlarmState
        """,
        """
        codebuild L ListBuilds ListBuildsForProject ListProjects
        codebuild R BatchGetBuilds BatchGetProjects ListConnectedOAuthAccounts ListCuratedEnvironmentImages
        codebuild R ListRepositories
        codebuild U BatchDeleteBuilds
        codebuild W CreateProject DeleteProject PersistOAuthToken StartBuild StopBuild UpdateProject
        """,
        """
        codecommit L ListBranches
        codecommit R BatchGetRepositories GetBlob GetBranch GetCommit GetObjectIdentifier GetReferences
        codecommit R GetRepository GetRepositoryTriggers GetTree GitPull
        codecommit U BatchGetPullRequests CancelUploadArchive CreatePullRequest DeleteCommentContent
        codecommit U DescribePullRequestEvents GetComment GetCommentsForComparedCommit GetCommentsForPullRequest
        codecommit U GetCommitHistory GetCommitsFromMergeBase GetMergeConflicts GetPullRequest
        codecommit U GetUploadArchiveStatus ListPullRequests ListRepositories MergePullRequestByFastForward
        codecommit U PostCommentForComparedCommit PostCommentForPullRequest PostCommentReply UpdateComment
        codecommit U UpdatePullRequestDescription UpdatePullRequestStatus UpdatePullRequestTitle UploadArchive
        codecommit W CreateBranch CreateRepository DeleteBranch DeleteRepository GitPush PutRepositoryTriggers
        codecommit W TestRepositoryTriggers UpdateDefaultBranch UpdateRepositoryDescription UpdateRepositoryName
        """,
        """
        codedeploy R BatchGetApplicationRevisions BatchGetApplications BatchGetDeploymentGroups
        codedeploy R BatchGetDeploymentInstances BatchGetDeployments BatchGetOnPremisesInstances
        codedeploy U GetApplication GetApplicationRevision GetDeployment GetDeploymentConfig GetDeploymentGroup
        codedeploy U GetDeploymentInstance GetOnPremisesInstance ListApplicationRevisions ListApplications
        codedeploy U ListDeploymentConfigs ListDeploymentGroups ListDeploymentInstances ListDeployments
        codedeploy U ListOnPremisesInstances
        codedeploy W AddTagsToOnPremisesInstances ContinueDeployment CreateApplication CreateDeployment
        codedeploy W CreateDeploymentConfig CreateDeploymentGroup DeleteApplication DeleteDeploymentConfig
        codedeploy W DeleteDeploymentGroup DeregisterOnPremisesInstance RegisterApplicationRevision
        codedeploy W RegisterOnPremisesInstance RemoveTagsFromOnPremisesInstances StopDeployment
        codedeploy W UpdateApplication UpdateDeploymentGroup
        """,
        """
        codepipeline R GetJobDetails GetPipeline GetPipelineExecution GetPipelineState GetThirdPartyJobDetails
        codepipeline R ListActionTypes
        codepipeline U ListPipelineExecutions ListPipelines
        codepipeline W AcknowledgeJob AcknowledgeThirdPartyJob CreateCustomActionType CreatePipeline
        codepipeline W DeleteCustomActionType DeletePipeline DisableStageTransition EnableStageTransition
        codepipeline W PollForJobs PollForThirdPartyJobs PutActionRevision PutApprovalResult PutJobFailureResult
        codepipeline W PutJobSuccessResult PutThirdPartyJobFailureResult PutThirdPartyJobSuccessResult
        codepipeline W RetryStageExecution StartPipelineExecution UpdatePipeline
        """,
        """
        codestar P AssociateTeamMember CreateProject DeleteProject DisassociateTeamMember UpdateTeamMember
        codestar R DescribeProject DescribeUserProfile GetExtendedAccess
        codestar U ListProjects ListResources ListTeamMembers ListUserProfiles VerifyServiceRole
        codestar W CreateUserProfile DeleteExtendedAccess DeleteUserProfile PutExtendedAccess UpdateProject
        codestar W UpdateUserProfile
        """,
        """
        cognito-identity R DescribeIdentity DescribeIdentityPool GetCredentialsForIdentity GetIdentityPoolRoles
        cognito-identity R GetOpenIdToken GetOpenIdTokenForDeveloperIdentity LookupDeveloperIdentity
        cognito-identity U ListIdentities ListIdentityPools
        cognito-identity W CreateIdentityPool DeleteIdentities DeleteIdentityPool GetId MergeDeveloperIdentities
        cognito-identity W SetIdentityPoolRoles UnlinkDeveloperIdentity UnlinkIdentity UpdateIdentityPool
        """,
        """
        cognito-idp L AdminListDevices AdminListGroupsForUser ListDevices ListGroups ListUserImportJobs
        cognito-idp L ListUserPoolClients ListUsersInGroup
        cognito-idp R Admin AdminGetDevice DescribeUserImportJob DescribeUserPool DescribeUserPoolClient
        cognito-idp R GetCSVHeader GetDevice GetGroup GetUser GetUserAttributeVerificationCode
        cognito-idp U AdminListUserAuthEvents AdminSetUserMFAPreference AdminSetUserPassword
        cognito-idp U AdminUpdateAuthEventFeedback DescribeRiskConfiguration GetUserPoolMfaConfig
        cognito-idp U SetRiskConfiguration SetUserMFAPreference SetUserPoolMfaConfig UpdateAuthEventFeedback
        cognito-idp W AddCustomAttributes AdminAddUserToGroup AdminConfirmSignUp AdminCreateUser AdminDeleteUser
        cognito-idp W AdminDeleteUserAttributes AdminDisableUser AdminEnableUser AdminForgetDevice
        cognito-idp W AdminInitiateAuth AdminRemoveUserFromGroup AdminResetUserPassword
        cognito-idp W AdminRespondToAuthChallenge AdminSetUserSettings AdminUpdateDeviceStatus
        cognito-idp W AdminUpdateUserAttributes AdminUserGlobalSignOut ChangePassword ConfirmDevice
        cognito-idp W ConfirmForgotPassword ConfirmSignUp CreateGroup CreateUserImportJob CreateUserPool
        cognito-idp W CreateUserPoolClient DeleteGroup DeleteUser DeleteUserAttributes DeleteUserPool
        cognito-idp W DeleteUserPoolClient ForgetDevice ForgotPassword GlobalSignOut InitiateAuth
        cognito-idp W ResendConfirmationCode RespondToAuthChallenge SetUserSettings SignUp StartUserImportJob
        cognito-idp W StopUserImportJob UpdateDeviceStatus UpdateGroup UpdateUserAttributes UpdateUserPool
        cognito-idp W UpdateUserPoolClient VerifyUserAttribute
        """,
        """
        cognito-sync L ListDatasets
        cognito-sync R DescribeDataset DescribeIdentityPoolUsage DescribeIdentityUsage GetBulkPublishDetails
        cognito-sync R GetCognitoEvents GetIdentityPoolConfiguration ListIdentityPoolUsage ListRecords
        cognito-sync R QueryRecords
        cognito-sync W BulkPublish DeleteDataset RegisterDevice SetCognitoEvents SetDatasetConfiguration
        cognito-sync W SetIdentityPoolConfiguration SubscribeToDataset UnsubscribeFromDataset UpdateRecords
        """,
        """
        comprehend U BatchDetectDominantLanguage BatchDetectEntities BatchDetectKeyPhrases BatchDetectSentiment
        comprehend U DescribeTopicsDetectionJob DetectDominantLanguage DetectEntities DetectKeyPhrases
        comprehend U DetectSentiment ListTopicsDetectionJobs StartTopicsDetectionJob
        """,
        """
        config L DescribeComplianceByConfigRule DescribeComplianceByResource DescribeConfigRuleEvaluationStatus
        config L DescribeConfigRules DescribeConfigurationRecorderStatus DescribeConfigurationRecorders
        config L DescribeDeliveryChannelStatus DescribeDeliveryChannels ListDiscoveredResources
        config R DeliverConfigSnapshot GetComplianceDetailsByConfigRule GetComplianceDetailsByResource
        config R GetComplianceSummaryByConfigRule GetComplianceSummaryByResourceType GetResourceConfigHistory
        config R GetResources GetTagKeys
        config W DeleteConfigRule DeleteConfigurationRecorder DeleteDeliveryChannel DeleteEvaluationResults
        config W PutConfigRule PutConfigurationRecorder PutDeliveryChannel PutEvaluations
        config W StartConfigRulesEvaluation StartConfigurationRecorder StopConfigurationRecorder
        """,
        """
        connect L ListInstances
        connect R DescribeInstance GetFederationTokens
        connect U GetFederationToken
        connect W CreateInstance DestroyInstance ModifyInstance
        """,
        """
        crowd U GetTask PutTask
        """,
        """
        cur R DescribeReportDefinitions
        cur W DeleteReportDefinition PutReportDefinition
        """,
        """
        datapipeline L DescribePipelines GetAccountLimits ListPipelines
        datapipeline R DescribeObjects EvaluateExpression GetPipelineDefinition QueryObjects
        datapipeline R ValidatePipelineDefinition
        datapipeline W ActivatePipeline AddTags CreatePipeline DeactivatePipeline DeletePipeline PollForTask
        datapipeline W PutAccountLimits PutPipelineDefinition RemoveTags ReportTaskProgress
        datapipeline W ReportTaskRunnerHeartbeat SetStatus SetTaskStatus
        """,
        """
        datipeline U ActivatePipeline AddTags CreatePipeline DeactivatePipeline DeletePipeline DescribeObjects
        datipeline U DescribePipelines EvaluateExpression GetAccountLimits GetPipelineDefinition ListPipelines
        datipeline U PollForTask PutAccountLimits PutPipelineDefinition QueryObjects RemoveTags
        datipeline U ReportTaskProgress ReportTaskRunnerHeartbeat SetStatus SetTaskStatus
        datipeline U ValidatePipelineDefinition
        """,
        """
        dax L DescribeClusters DescribeDefaultParameters DescribeEvents DescribeParameterGroups
        dax L DescribeSubnetGroups ListTables
        dax R BatchGetItem DescribeParameters DescribeTable ListTags Query Scan
        dax U GetItem
        dax W BatchWriteItem CreateCluster CreateParameterGroup CreateSubnetGroup DecreaseReplicationFactor
        dax W DeleteCluster DeleteItem DeleteParameterGroup DeleteSubnetGroup IncreaseReplicationFactor PutItem
        dax W RebootNode TagResource UntagResource UpdateCluster UpdateItem UpdateParameterGroup
        dax W UpdateSubnetGroup
        """,
        """
        devicefarm L ListArtifacts ListDevicePools ListDevices ListJobs ListNetworkProfiles
        devicefarm L ListOfferingTransactions ListOfferings ListProjects ListRemoteAccessSessions ListRuns
        devicefarm L ListSamples ListSuites ListTests ListUniqueProblems ListUploads
        devicefarm R GetAccountSettings GetDevice GetDevicePool GetDevicePoolCompatibility GetJob
        devicefarm R GetNetworkProfile GetOfferingStatus GetProject GetRemoteAccessSession GetRun GetSuite
        devicefarm R GetTest GetUpload
        devicefarm W CreateDevicePool CreateNetworkProfile CreateProject CreateRemoteAccessSession CreateUpload
        devicefarm W DeleteDevicePool DeleteNetworkProfile DeleteProject DeleteRemoteAccessSession DeleteRun
        devicefarm W DeleteUpload InstallToRemoteAccessSession PurchaseOffering RenewOffering ScheduleRun
        devicefarm W StopRemoteAccessSession StopRun UpdateDevicePool UpdateNetworkProfile UpdateProject
        """,
        """
        directconnect L DescribeConnectionLoa DescribeConnections DescribeConnectionsOnInterconnect
        directconnect L DescribeInterconnectLoa DescribeInterconnects DescribeLocations DescribeVirtualGateways
        directconnect L DescribeVirtualInterfaces
        directconnect R ConfirmConnection ConfirmPrivateVirtualInterface ConfirmPublicVirtualInterface
        directconnect W AllocateConnectionOnInterconnect AllocatePrivateVirtualInterface
        directconnect W AllocatePublicVirtualInterface CreateConnection CreateInterconnect
        directconnect W CreatePrivateVirtualInterface CreatePublicVirtualInterface DeleteConnection
        directconnect W DeleteInterconnect DeleteVirtualInterface
        """,
        """
        discovery L ListConfigurations ListServerNeighbors
        discovery R DescribeAgents DescribeConfigurations DescribeExportConfigurations DescribeTags
        discovery R GetDiscoverySummary
        discovery U StartImportTask
        discovery W AssociateConfigurationItemsToApplication CreateApplication CreateTags DeleteApplications
        discovery W DeleteTags DisassociateConfigurationItemsFromApplication ExportConfigurations
        discovery W StartDataCollectionByAgentIds StartExportTask StopDataCollectionByAgentIds UpdateApplication
        """,
        """
        dms L ListTagsForResource
        dms R DescribeAccountAttributes DescribeCertificates DescribeConnections DescribeEndpointTypes
        dms R DescribeEndpoints DescribeEventCategories DescribeEventSubscriptions DescribeEvents
        dms R DescribeOrderableReplicationInstances DescribeRefreshSchemasStatus DescribeReplicationInstances
        dms R DescribeReplicationSubnetGroups DescribeReplicationTasks DescribeSchemas DescribeTableStatistics
        dms R TestConnection
        dms W AddTagsToResource CreateEndpoint CreateReplicationInstance CreateReplicationSubnetGroup
        dms W CreateReplicationTask DeleteEndpoint DeleteEventSubscription DeleteReplicationInstance
        dms W DeleteReplicationSubnetGroup DeleteReplicationTask ModifyEndpoint ModifyEventSubscription
        dms W ModifyReplicationInstance ModifyReplicationSubnetGroup ModifyReplicationTask RefreshSchemas
        dms W RemoveTagsFromResource StartReplicationTask StopReplicationTask
        """,
        """
        ds L DescribeDirectories ListSchemaExtensions
        ds R DescribeConditionalForwarders DescribeEventTopics DescribeSnapshots DescribeTrusts
        ds R GetDirectoryLimits GetSnapshotLimits ListAuthorizedApplications ListIpRoutes ListTagsForResource
        ds R VerifyTrust
        ds W AddIpRoutes AddTagsToResource AuthorizeApplication CancelSchemaExtension ConnectDirectory
        ds W CreateAlias CreateComputer CreateConditionalForwarder CreateDirectory CreateMicrosoftAD
        ds W CreateSnapshot CreateTrust DeleteConditionalForwarder DeleteDirectory DeleteSnapshot DeleteTrust
        ds W DeregisterEventTopic DisableRadius DisableSso EnableRadius EnableSso RegisterEventTopic
        ds W RemoveIpRoutes RemoveTagsFromResource RestoreFromSnapshot StartSchemaExtension
        ds W UnauthorizeApplication UpdateConditionalForwarder UpdateRadius
        """,
        """
        dynamodb K Attributes LeadingKeys ReturnConsumedCapacity ReturnValues Select
        dynamodb L ListTables
        dynamodb R BatchGetItem DescribeLimits DescribeReservedCapacity DescribeReservedCapacityOfferings
        dynamodb R DescribeStream DescribeTable DescribeTimeToLive GetRecords GetShardIterator ListStreams
        dynamodb R ListTagsOfResource Query Scan
        dynamodb U CreateBackup CreateTable DeleteBackup DescribeBackup DescribeContinuousBackups GetItem
        dynamodb U ListBackups RestoreTableFromBackup
        dynamodb W BatchWriteItem DeleteItem DeleteTable PurchaseReservedCapacityOfferings PutItem TagResource
        dynamodb W UntagResource UpdateItem UpdateTable
        """,
        """
        ec2 K AccepterVpc AuthorizedService AuthorizedUser AvailabilityZone CreateAction EbsOptimized Encrypted
        ec2 K ImageType InstanceProfile InstanceType Owner ParentSnapshot ParentVolume Permission PlacementGroup
        ec2 K PlacementGroupStrategy Public Region RequesterVpc ReservedInstancesOfferingType ResourceTag/
        ec2 K ResourceTag/tag-key RootDeviceType SnapshotTime Subnet Tenancy VolumeIops VolumeSize VolumeType
        ec2 K Vpc
        ec2 L DescribeAccountAttributes DescribeAddresses DescribeAvailabilityZones DescribeBundleTasks
        ec2 L DescribeClassicLinkInstances DescribeConversionTasks DescribeCustomerGateways DescribeDhcpOptions
        ec2 L DescribeEgressOnlyInternetGateways DescribeExportTasks DescribeFlowLogs
        ec2 L DescribeHostReservationOfferings DescribeHostReservations DescribeHosts
        ec2 L DescribeIamInstanceProfileAssociations DescribeIdFormat DescribeIdentityIdFormat
        ec2 L DescribeImageAttribute DescribeImages DescribeImportImageTasks DescribeImportSnapshotTasks
        ec2 L DescribeInstanceAttribute DescribeInstanceState DescribeInstances DescribeInternetGateways
        ec2 L DescribeKeyPairs DescribeMovingAddresses DescribeNatGateways DescribeNetworkAcls
        ec2 L DescribeNetworkInterfaceAttribute DescribeNetworkInterfaces DescribePlacementGroups
        ec2 L DescribePrefixLists DescribeRegions DescribeReservedInstances DescribeReservedInstancesListings
        ec2 L DescribeReservedInstancesModifications DescribeReservedInstancesOfferings DescribeRouteTables
        ec2 L DescribeSecurityGroups DescribeSnapshotAttribute DescribeSnapshots
        ec2 L DescribeSpotDatafeedSubscription DescribeSpotFleetInstances DescribeSpotFleetRequestHistory
        ec2 L DescribeSpotFleetRequests DescribeSpotInstanceRequests DescribeSpotPriceHistory DescribeSubnets
        ec2 L DescribeVolumeAttribute DescribeVolumeStatus DescribeVolumes DescribeVpcAttribute
        ec2 L DescribeVpcClassicLink DescribeVpcClassicLinkDnsSupport DescribeVpcEndpointServices
        ec2 L DescribeVpcEndpoints DescribeVpcPeeringConnections DescribeVpcs DescribeVpnGateways
        ec2 R DescribeScheduledInstanceAvailability DescribeScheduledInstances DescribeSecurityGroupReferences
        ec2 R DescribeStaleSecurityGroups DescribeTags DescribeVolumesModifications DescribeVpnConnections
        ec2 R GetConsoleOutput GetConsoleScreenshot GetHostReservationPurchasePreview GetPasswordData
        ec2 R GetReservedInstancesExchangeQuote
        ec2 U CopyFpgaImage CreateDefaultSubnet CreateDefaultVpc CreateEgressOnlyInternetGateway
        ec2 U CreateLaunchTemplateVersion CreateSnapshots CreateVpcEndpointServiceConfiguration DeleteFpgaImage
        ec2 U DeleteLaunchTemplate DeleteNetworkInterfacePermission DeleteVpcEndpointConnectionNotifications
        ec2 U DescribeExportImageTasks DescribeFpgaImageAttribute DescribeInstanceCreditSpecifications
        ec2 U DescribeInstanceStatus DescribeVpcEndpointConnections DescribeVpcEndpointServicePermissions
        ec2 U ModifyFpgaImageAttribute ModifyInstanceCreditSpecification ModifyLaunchTemplate
        ec2 U ModifyVpcEndpointConnectionNotification ModifyVpcEndpointServiceConfiguration
        ec2 U ModifyVpcEndpointServicePermissions ModifyVpcTenancy ResetFpgaImageAttribute UnassignIpv6Addresses
        ec2 W AcceptReservedInstancesExchangeQuote AcceptVpcPeeringConnection AllocateAddress AllocateHosts
        ec2 W AssignIpv6Addresses AssignPrivateIpAddresses AssociateAddress AssociateDhcpOptions
        ec2 W AssociateIamInstanceProfile AssociateRouteTable AssociateSubnetCidrBlock AssociateVpcCidrBlock
        ec2 W AttachClassicLinkVpc AttachInternetGateway AttachNetworkInterface AttachVolume AttachVpnGateway
        ec2 W AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress BundleInstance CancelBundleTask
        ec2 W CancelConversionTask CancelExportTask CancelImportTask CancelReservedInstancesListing
        ec2 W CancelSpotFleetRequests CancelSpotInstanceRequests ConfirmProductInstance CopyImage CopySnapshot
        ec2 W CreateCustomerGateway CreateDhcpOptions CreateFlowLogs CreateFpgaImage CreateImage
        ec2 W CreateInstanceExportTask CreateInternetGateway CreateKeyPair CreateNatGateway CreateNetworkAcl
        ec2 W CreateNetworkAclEntry CreateNetworkInterface CreateNetworkInterfacePermission CreatePlacementGroup
        ec2 W CreateReservedInstancesListing CreateRoute CreateRouteTable CreateSecurityGroup CreateSnapshot
        ec2 W CreateSpotDatafeedSubscription CreateSubnet CreateTags CreateVolume CreateVpc CreateVpcEndpoint
        ec2 W CreateVpcPeeringConnection CreateVpnConnection CreateVpnConnectionRoute CreateVpnGateway
        ec2 W DeleteCustomerGateway DeleteDhcpOptions DeleteFlowLogs DeleteInternetGateway DeleteKeyPair
        ec2 W DeleteNatGateway DeleteNetworkAcl DeleteNetworkAclEntry DeleteNetworkInterface
        ec2 W DeletePlacementGroup DeleteRoute DeleteRouteTable DeleteSecurityGroup DeleteSnapshot
        ec2 W DeleteSpotDatafeedSubscription DeleteSubnet DeleteTags DeleteVolume DeleteVpc DeleteVpcEndpoints
        ec2 W DeleteVpcPeeringConnection DeleteVpnConnection DeleteVpnConnectionRoute DeleteVpnGateway
        ec2 W DeregisterImage DescribeFpgaImages DetachClassicLinkVpc DetachInternetGateway
        ec2 W DetachNetworkInterface DetachVolume DetachVpnGateway DisableVgwRoutePropagation
        ec2 W DisableVpcClassicLink DisableVpcClassicLinkDnsSupport DisassociateAddress
        ec2 W DisassociateIamInstanceProfile DisassociateRouteTable DisassociateSubnetCidrBlock
        ec2 W DisassociateVpcCidrBlock EnableVgwRoutePropagation EnableVolumeIO EnableVpcClassicLink
        ec2 W EnableVpcClassicLinkDnsSupport ImportImage ImportInstance ImportKeyPair ImportSnapshot
        ec2 W ImportVolume ModifyHosts ModifyIdFormat ModifyIdentityIdFormat ModifyImageAttribute
        ec2 W ModifyInstanceAttribute ModifyInstancePlacement ModifyNetworkInterfaceAttribute
        ec2 W ModifyReservedInstances ModifySnapshotAttribute ModifySpotFleetRequest ModifySubnetAttribute
        ec2 W ModifyVolume ModifyVolumeAttribute ModifyVpcAttribute ModifyVpcEndpoint
        ec2 W ModifyVpcPeeringConnectionOptions MonitorInstances MoveAddressToVpc PurchaseHostReservation
        ec2 W PurchaseReservedInstancesOffering PurchaseScheduledInstances RebootInstances RegisterImage
        ec2 W RejectVpcPeeringConnection ReleaseAddress ReleaseHosts ReplaceIamInstanceProfileAssociation
        ec2 W ReplaceNetworkAclAssociation ReplaceNetworkAclEntry ReplaceRoute ReplaceRouteTableAssociation
        ec2 W ReportInstanceStatus RequestSpotFleet RequestSpotInstances ResetImageAttribute
        ec2 W ResetInstanceAttribute ResetNetworkInterfaceAttribute ResetSnapshotAttribute
        ec2 W RestoreAddressToClassic RevokeSecurityGroupEgress RevokeSecurityGroupIngress RunInstances
        ec2 W RunScheduledInstances StartInstances StopInstances TerminateInstances UnassignPrivateIpAddresses
        ec2 W UnmonitorInstances UpdateSecurityGroupRuleDescriptionsEgress
        ec2 W UpdateSecurityGroupRuleDescriptionsIngress
        """,
        """
        ec2messages R GetEndpoint GetMessages
        ec2messages W AcknowledgeMessage DeleteMessage FailMessage SendReply
        """,
        """
        ecr L DescribeRepositories ListImages
        ecr R BatchCheckLayerAvailability BatchGetImage DescribeImages GetAuthorizationToken
        ecr R GetDownloadUrlForLayer GetRepositoryPolicy
        ecr W BatchDeleteImage CompleteLayerUpload CreateRepository DeleteRepository DeleteRepositoryPolicy
        ecr W InitiateLayerUpload PutImage SetRepositoryPolicy UploadLayerPart
        """,
        """
        ecs K cluster container-instances
        ecs L ListClusters ListContainerInstances ListServices ListTaskDefinitionFamilies ListTaskDefinitions
        ecs L ListTasks
        ecs R DescribeClusters DescribeContainerInstances DescribeServices DescribeTaskDefinition DescribeTasks
        ecs U UpdateContainerInstancesState
        ecs W CreateCluster CreateService DeleteCluster DeleteService DeregisterContainerInstance
        ecs W DeregisterTaskDefinition DiscoverPollEndpoint Poll RegisterContainerInstance
        ecs W RegisterTaskDefinition RunTask StartTask StartTelemetrySession StopTask SubmitContainerStateChange
        ecs W SubmitTaskStateChange UpdateContainerAgent UpdateService
        """,
        """
        elasticache L DescribeCacheClusters DescribeCacheEngineVersions DescribeCacheParameterGroups
        elasticache L DescribeCacheParameters DescribeCacheSecurityGroups DescribeCacheSubnetGroups
        elasticache L DescribeEngineDefaultParameters DescribeEvents DescribeReplicationGroups
        elasticache L DescribeReservedCacheNodes DescribeReservedCacheNodesOfferings DescribeSnapshots
        elasticache L ListAllowedNodeTypeModifications
        elasticache R ListTagsForResource
        elasticache W AddTagsToResource AuthorizeCacheSecurityGroupIngress CopySnapshot CreateCacheCluster
        elasticache W CreateCacheParameterGroup CreateCacheSecurityGroup CreateCacheSubnetGroup
        elasticache W CreateReplicationGroup CreateSnapshot DeleteCacheCluster DeleteCacheParameterGroup
        elasticache W DeleteCacheSecurityGroup DeleteCacheSubnetGroup DeleteReplicationGroup DeleteSnapshot
        elasticache W ModifyCacheCluster ModifyCacheParameterGroup ModifyCacheSubnetGroup ModifyReplicationGroup
        elasticache W PurchaseReservedCacheNodesOffering RebootCacheCluster RemoveTagsFromResource
        elasticache W ResetCacheParameterGroup RevokeCacheSecurityGroupIngress
        """,
        """
        elasticbeanstalk K FromApplication FromApplicationVersion FromConfigurationTemplate FromEnvironment
        elasticbeanstalk K FromSolutionStack InApplication
        elasticbeanstalk L DescribeApplicationVersions DescribeApplications DescribeEnvironments
        elasticbeanstalk L ListAvailableSolutionStacks ListPlatformVersions
        elasticbeanstalk R CheckDNSAvailability DescribeConfigurationOptions DescribeConfigurationSettings
        elasticbeanstalk R DescribeEnvironmentHealth DescribeEnvironmentManagedActionHistory
        elasticbeanstalk R DescribeEnvironmentManagedActions DescribeEnvironmentResources DescribeEvents
        elasticbeanstalk R DescribeInstancesHealth DescribePlatformVersion RequestEnvironmentInfo
        elasticbeanstalk R RetrieveEnvironmentInfo ValidateConfigurationSettings
        elasticbeanstalk W AbortEnvironmentUpdate ApplyEnvironmentManagedAction ComposeEnvironments
        elasticbeanstalk W CreateApplication CreateApplicationVersion CreateConfigurationTemplate
        elasticbeanstalk W CreateEnvironment CreatePlatformVersion CreateStorageLocation DeleteApplication
        elasticbeanstalk W DeleteApplicationVersion DeleteConfigurationTemplate DeleteEnvironmentConfiguration
        elasticbeanstalk W DeletePlatformVersion RebuildEnvironment RestartAppServer SwapEnvironmentCNAMEs
        elasticbeanstalk W TerminateEnvironment UpdateApplication UpdateApplicationResourceLifecycle
        elasticbeanstalk W UpdateApplicationVersion UpdateConfigurationTemplate UpdateEnvironment
        """,
        """
        elasticfilesystem L DescribeFileSystems
        elasticfilesystem R DescribeMountTargetSecurityGroups DescribeMountTargets DescribeTags
        elasticfilesystem W CreateFileSystem CreateMountTarget CreateTags DeleteFileSystem DeleteMountTarget
        elasticfilesystem W DeleteTags ModifyMountTargetSecurityGroups
        """,
        """
        elasticloadbalancing L DescribeListeners DescribeLoadBalancers DescribeTargetGroups DescribeTargetHealth
        elasticloadbalancing R DescribeLoadBalancerAttributes DescribeRules DescribeSSLPolicies DescribeTags
        elasticloadbalancing R DescribeTargetGroupAttributes
        elasticloadbalancing U ApplySecurityGroupsToLoadBalancer AttachLoadBalancerToSubnets
        elasticloadbalancing U ConfigureHealthCheck CreateAppCookieStickinessPolicy
        elasticloadbalancing U CreateLBCookieStickinessPolicy CreateLoadBalancerListeners
        elasticloadbalancing U CreateLoadBalancerPolicy DeleteLoadBalancerListeners DeleteLoadBalancerPolicy
        elasticloadbalancing U DeregisterInstancesFromLoadBalancer DescribeInstanceHealth
        elasticloadbalancing U DescribeLoadBalancerPolicies DescribeLoadBalancerPolicyTypes
        elasticloadbalancing U DetachLoadBalancerFromSubnets DisableAvailabilityZonesForLoadBalancer
        elasticloadbalancing U EnableAvailabilityZonesForLoadBalancer RegisterInstancesWithLoadBalancer
        elasticloadbalancing U SetLoadBalancerListenerSSLCertificate SetLoadBalancerPoliciesForBackendServer
        elasticloadbalancing U SetLoadBalancerPoliciesOfListener
        elasticloadbalancing W AddTags CreateListener CreateLoadBalancer CreateRule CreateTargetGroup
        elasticloadbalancing W DeleteListener DeleteLoadBalancer DeleteRule DeleteTargetGroup DeregisterTargets
        elasticloadbalancing W ModifyListener ModifyLoadBalancerAttributes ModifyRule ModifyTargetGroup
        elasticloadbalancing W ModifyTargetGroupAttributes RegisterTargets RemoveTags SetIpAddressType
        elasticloadbalancing W SetRulePriorities SetSecurityGroups SetSubnets
        """,
        """
        elasticmapreduce L ListBootstrapActions ListClusters ListInstanceGroups ListInstances
        elasticmapreduce L ListSecurityConfigurations ListSteps ViewEventsFromAllClustersInConsole
        elasticmapreduce R DescribeCluster DescribeJobFlows DescribeSecurityConfiguration DescribeStep
        elasticmapreduce W AddInstanceGroups AddJobFlowSteps AddTags CancelSteps CreateSecurityConfiguration
        elasticmapreduce W DeleteSecurityConfiguration ModifyInstanceGroups PutAutoScalingPolicy
        elasticmapreduce W RemoveAutoScalingPolicy RemoveTags RunJobFlow SetTerminationProtection
        elasticmapreduce W SetVisibleToAllUsers TerminateJobFlows
        """,
        """
        elastictranscoder L ListJobsByPipeline ListJobsByStatus ListPipelines ListPresets
        elastictranscoder R ReadJob ReadPipeline ReadPreset
        elastictranscoder W CancelJob CreateJob CreatePipeline CreatePreset DeletePipeline DeletePreset TestRole
        elastictranscoder W UpdatePipeline UpdatePipelineNotifications UpdatePipelineStatus
        """,
        """
        es L DescribeElasticsearchDomain DescribeElasticsearchDomains ListDomainNames
        es R DescribeElasticsearchDomainConfig ESHttpGet ESHttpGetHead ListTags
        es U ESHttpDelete ESHttpHead
        es W AddTags CreateElasticsearchDomain DeleteElasticsearchDomain ESHttpPost ESHttpPut RemoveTags
        es W UpdateElasticsearchDomainConfig
        """,
        """
        events K TargetArn detail-type detail.userIdentity.principalId source
        events L ListRuleNamesByTarget ListRules ListTargetsByRule
        events R DescribeRule TestEventPattern
        events W DeleteRule DisableRule EnableRule PutEvents PutRule PutTargets RemoveTargets
        """,
        """
        execute-api W InvalidateCache Invoke
        """,
        """
        firehose L DescribeDeliveryStream ListDeliveryStreams
        firehose W CreateDeliveryStream DeleteDeliveryStream PutRecord PutRecordBatch UpdateDestination
        """,
        """
        freertos U CreateSoftwareConfiguration DeleteSoftwareConfiguration DescribeHardwarePlatform
        freertos U DescribeSoftwareConfiguration GetSoftwareURL GetSoftwareURLForConfiguration
        freertos U ListFreeRTOSVersions ListHardwarePlatforms ListHardwareVendors ListSoftwareConfigurations
        freertos U UpdateSoftwareConfiguration
        """,
        """
        gamelift L ListAliases ListBuilds ListFleets
        gamelift R DescribeAlias DescribeBuild DescribeEC2InstanceLimits DescribeFleetAttributes
        gamelift R DescribeFleetCapacity DescribeFleetEvents DescribeFleetPortSettings DescribeFleetUtilization
        gamelift R DescribeGameSessionDetails DescribeGameSessions DescribeInstances DescribePlayerSessions
        gamelift R DescribeRuntimeConfiguration DescribeScalingPolicies GetGameSessionLogUrl GetInstanceAccess
        gamelift R RequestUploadCredentials ResolveAlias SearchGameSessions
        gamelift W CreateAlias CreateBuild CreateFleet CreateGameSession CreatePlayerSession
        gamelift W CreatePlayerSessions DeleteAlias DeleteBuild DeleteFleet DeleteScalingPolicy PutScalingPolicy
        gamelift W UpdateAlias UpdateBuild UpdateFleetAttributes UpdateFleetCapacity UpdateFleetPortSettings
        gamelift W UpdateGameSession UpdateRuntimeConfiguration
        """,
        """
        glacier K ArchiveAgeInDays ResourceTag/
        glacier L ListJobs ListMultipartUploads ListParts ListProvisionedCapacity ListTagsForVault ListVaults
        glacier P AbortVaultLock CompleteVaultLock DeleteVaultAccessPolicy InitiateVaultLock
        glacier P SetDataRetrievalPolicy SetVaultAccessPolicy
        glacier R DescribeJob DescribeVault GetDataRetrievalPolicy GetJobOutput GetVaultAccessPolicy
        glacier R GetVaultLock GetVaultNotifications
        glacier W AbortMultipartUpload AddTagsToVault CompleteMultipartUpload CreateVault DeleteArchive
        glacier W DeleteVault DeleteVaultNotifications InitiateJob InitiateMultipartUpload
        glacier W PurchaseProvisionedCapacity RemoveTagsFromVault SetVaultNotifications UploadArchive
        glacier W UploadMultipartPart
        """,
        """
        glue U BatchCreatePartition BatchDeleteConnection BatchDeletePartition BatchDeleteTable
        glue U BatchGetPartition CreateClassifier CreateConnection CreateCrawler CreateDatabase
        glue U CreateDevEndpoint CreateJob CreatePartition CreateScript CreateTable CreateTrigger
        glue U CreateUserDefinedFunction DeleteClassifier DeleteConnection DeleteCrawler DeleteDatabase
        glue U DeleteDevEndpoint DeleteJob DeletePartition DeleteTable DeleteTrigger DeleteUserDefinedFunction
        glue U GetCatalogImportStatus GetClassifier GetClassifiers GetConnection GetConnections GetCrawler
        glue U GetCrawlerMetrics GetCrawlers GetDatabase GetDatabases GetDataflowGraph GetDevEndpoint
        glue U GetDevEndpoints GetJob GetJobRun GetJobRuns GetJobs GetMapping GetPartition GetPartitions GetPlan
        glue U GetTable GetTableVersion GetTableVersions GetTables GetTrigger GetTriggers GetUserDefinedFunction
        glue U GetUserDefinedFunctions ImportCatalogToGlue ResetJobBookmark StartCrawler StartCrawlerSchedule
        glue U StartJobRun StartTrigger StopCrawler StopCrawlerSchedule StopTrigger TestConnection
        glue U UpdateClassifier UpdateConnection UpdateCrawler UpdateDatabase UpdateDevEndpoint UpdateJob
        glue U UpdatePartition UpdateTable UpdateTrigger UpdateUserDefinedFunction
        """,
        """
        greengrass U AssociateRoleToGroup AssociateServiceRoleToAccount CreateCoreDefinition
        greengrass U CreateCoreDefinitionVersion CreateDeployment CreateDeviceDefinition
        greengrass U CreateDeviceDefinitionVersion CreateFunctionDefinition CreateFunctionDefinitionVersion
        greengrass U CreateGroup CreateGroupCertificateAuthority CreateGroupVersion CreateLoggerDefinition
        greengrass U CreateLoggerDefinitionVersion CreateResourceDefinition CreateResourceDefinitionVersion
        greengrass U CreateSoftwareUpdateJob CreateSubscriptionDefinition CreateSubscriptionDefinitionVersion
        greengrass U DeleteCoreDefinition DeleteDeviceDefinition DeleteFunctionDefinition DeleteGroup
        greengrass U DeleteLoggerDefinition DeleteResourceDefinition DeleteSubscriptionDefinition
        greengrass U DisassociateRoleFromGroup DisassociateServiceRoleFromAccount GetAssociatedRole
        greengrass U GetConnectivityInfo GetCoreDefinition GetCoreDefinitionVersion GetDeploymentStatus
        greengrass U GetDeviceDefinition GetDeviceDefinitionVersion GetFunctionDefinition
        greengrass U GetFunctionDefinitionVersion GetGroup GetGroupCertificateAuthority
        greengrass U GetGroupCertificateConfiguration GetGroupVersion GetLoggerDefinition
        greengrass U GetLoggerDefinitionVersion GetResourceDefinition GetResourceDefinitionVersion
        greengrass U GetServiceRoleForAccount GetSubscriptionDefinition GetSubscriptionDefinitionVersion
        greengrass U ListCoreDefinitionVersions ListCoreDefinitions ListDeployments ListDeviceDefinitionVersions
        greengrass U ListDeviceDefinitions ListFunctionDefinitionVersions ListFunctionDefinitions
        greengrass U ListGroupCertificateAuthorities ListGroupVersions ListGroups ListLoggerDefinitionVersions
        greengrass U ListLoggerDefinitions ListResourceDefinitionVersions ListResourceDefinitions
        greengrass U ListSubscriptionDefinitionVersions ListSubscriptionDefinitions ResetDeployments
        greengrass U UpdateConnectivityInfo UpdateCoreDefinition UpdateDeviceDefinition UpdateFunctionDefinition
        greengrass U UpdateGroup UpdateGroupCertificateConfiguration UpdateLoggerDefinition
        greengrass U UpdateResourceDefinition UpdateSubscriptionDefinition
        """,
        """
        guardduty U AcceptInvitation ArchiveFindings CreateDetector CreateIPSet CreateMembers
        guardduty U CreateSampleFindings CreateThreatIntelSet DeclineInvitations DeleteDetector DeleteIPSet
        guardduty U DeleteInvitations DeleteMembers DeleteThreatIntelSet DisassociateFromMasterAccount
        guardduty U DisassociateMembers GetDetector GetFindings GetFindingsStatistics GetIPSet
        guardduty U GetInvitationsCount GetMasterAccount GetMembers GetThreatIntelSet InviteMembers
        guardduty U ListDetectors ListFindings ListIPSets ListInvitations ListMembers ListThreatIntelSets
        guardduty U StartMonitoringMembers StopMonitoringMembers UnarchiveFindings UpdateDetector
        guardduty U UpdateFindingsFeedback UpdateIPSet UpdateThreatIntelSet
        """,
        """
        health R DescribeAffectedEntities DescribeEntityAggregates DescribeEventAggregates DescribeEventDetails
        health R DescribeEventTypes DescribeEvents
        """,
        """
        iam K AWSServiceName AssociatedResourceArn FIDO-certification OrganizationsPolicyId PassedToService
        iam K PermissionsBoundary PolicyARN RegisterSecurityKey ResourceTag/ ServiceSpecificCredentialAgeDays
        iam K ServiceSpecificCredentialServiceName
        iam L GetAccountSummary GetLoginProfile ListAccessKeys ListAccountAliases ListAttachedGroupPolicies
        iam L ListAttachedRolePolicies ListAttachedUserPolicies ListEntitiesForPolicy ListGroupPolicies
        iam L ListGroups ListGroupsForUser ListInstanceProfiles ListInstanceProfilesForRole ListMFADevices
        iam L ListOpenIDConnectProviders ListPolicies ListPoliciesGrantingServiceAccess ListPolicyVersions
        iam L ListRolePolicies ListRoles ListSAMLProviders ListSSHPublicKeys ListServerCertificates
        iam L ListServiceSpecificCredentials ListSigningCertificates ListUserPolicies ListUsers
        iam L ListVirtualMFADevices
        iam P AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreatePolicy CreatePolicyVersion
        iam P DeleteAccountPasswordPolicy DeleteGroupPolicy DeletePolicy DeletePolicyVersion DeleteRolePolicy
        iam P DeleteUserPolicy DetachGroupPolicy DetachRolePolicy DetachUserPolicy PutGroupPolicy PutRolePolicy
        iam P PutUserPolicy SetDefaultPolicyVersion UpdateAssumeRolePolicy
        iam R GenerateCredentialReport GenerateServiceLastAccessedDetails GetAccessKeyLastUsed
        iam R GetAccountAuthorizationDetails GetAccountPasswordPolicy GetContextKeysForCustomPolicy
        iam R GetContextKeysForPrincipalPolicy GetCredentialReport GetGroup GetGroupPolicy
        iam R GetOpenIDConnectProvider GetPolicy GetPolicyVersion GetRole GetRolePolicy GetSAMLProvider
        iam R GetSSHPublicKey GetServerCertificate GetServiceLastAccessedDetails
        iam R GetServiceLastAccessedDetailsWithEntities SimulateCustomPolicy SimulatePrincipalPolicy
        iam U AcceptDelegationRequest AssociateDelegationRequest CreateDelegationRequest CreateServiceLinkedRole
        iam U DeleteRolePermissionsBoundary DeleteServiceLinkedRole DeleteUserPermissionsBoundary
        iam U DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions
        iam U DisableOutboundWebIdentityFederation EnableOrganizationsRootCredentialsManagement
        iam U EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation
        iam U GenerateOrganizationsAccessReport GetDelegationRequest GetHumanReadableSummary GetInstanceProfile
        iam U GetMFADevice GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo
        iam U GetServiceLinkedRoleDeletionStatus GetUser GetUserPolicy ListDelegationRequests ListGroup
        iam U ListInstanceProfileTags ListMFADeviceTags ListOpenIDConnectProviderTags ListOrganizationsFeatures
        iam U ListPolicyTags ListRoleTags ListSAMLProviderTags ListServerCertificateTags ListUserTags
        iam U PutRolePermissionsBoundary PutUserPermissionsBoundary RejectDelegationRequest SendDelegationToken
        iam U SetSecurityTokenServicePreferences TagInstanceProfile TagMFADevice TagOpenIDConnectProvider
        iam U TagPolicy TagRole TagSAMLProvider TagServerCertificate TagUser UntagInstanceProfile UntagMFADevice
        iam U UntagOpenIDConnectProvider UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate
        iam U UntagUser UpdateDelegationRequest UpdateRole UpdateRoleDescription
        iam W AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AddUserToGroup ChangePassword
        iam W CreateAccessKey CreateAccountAlias CreateGroup CreateInstanceProfile CreateLoginProfile
        iam W CreateOpenIDConnectProvider CreateRole CreateSAMLProvider CreateServiceSpecificCredential
        iam W CreateUser CreateVirtualMFADevice DeactivateMFADevice DeleteAccessKey DeleteAccountAlias
        iam W DeleteGroup DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeleteRole
        iam W DeleteSAMLProvider DeleteSSHPublicKey DeleteServerCertificate DeleteServiceSpecificCredential
        iam W DeleteSigningCertificate DeleteUser DeleteVirtualMFADevice EnableMFADevice PassRole
        iam W RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile RemoveUserFromGroup
        iam W ResetServiceSpecificCredential ResyncMFADevice UpdateAccessKey UpdateAccountPasswordPolicy
        iam W UpdateGroup UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint UpdateSAMLProvider
        iam W UpdateSSHPublicKey UpdateServerCertificate UpdateServiceSpecificCredential
        iam W UpdateSigningCertificate UpdateUser UploadSSHPublicKey UploadServerCertificate
        iam W UploadSigningCertificate
        """,
        """
        importexport L ListJobs
        importexport R GetShippingLabel GetStatus
        importexport W CancelJob CreateJob UpdateJob
        """,
        """
        inspector L ListAssessmentRunAgents ListAssessmentRuns ListAssessmentTargets ListAssessmentTemplates
        inspector L ListEventSubscriptions ListFindings ListRulesPackages ListTagsForResource
        inspector R DescribeAssessmentRuns DescribeAssessmentTargets DescribeAssessmentTemplates
        inspector R DescribeCrossAccountAccessRole DescribeFindings DescribeResourceGroups DescribeRulesPackages
        inspector R GetTelemetryMetadata PreviewAgents
        inspector W AddAttributesToFindings CreateAssessmentTarget CreateAssessmentTemplate CreateResourceGroup
        inspector W DeleteAssessmentRun DeleteAssessmentTarget DeleteAssessmentTemplate
        inspector W RegisterCrossAccountAccessRole RemoveAttributesFromFindings SetTagsForResource
        inspector W StartAssessmentRun StopAssessmentRun SubscribeToEvent UnsubscribeFromEvent
        inspector W UpdateAssessmentTarget
        """,
        """
        iot L ListCACertificates ListCertificates ListCertificatesByCA ListOutgoingCertificates ListPolicies
        iot L ListPolicyPrincipals ListPolicyVersions ListPrincipalPolicies ListPrincipalThings
        iot L ListThingPrincipals ListThingTypes ListThings ListTopicRules
        iot P AttachPrincipalPolicy CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion
        iot P DetachPrincipalPolicy SetDefaultPolicyVersion
        iot R DescribeCACertificate DescribeCertificate DescribeEndpoint DescribeThing DescribeThingType
        iot R GetLoggingOptions GetPolicy GetPolicyVersion GetRegistrationCode GetThingShadow GetTopicRule
        iot U AssociateTargetsWithJob AttachPolicy CancelJob ClearDefaultAuthorizer CreateAuthorizer CreateJob
        iot U CreateOTAUpdateJob CreateRoleAlias CreateStream DeleteAuthorizer DeleteOTAUpdateJob
        iot U DeleteRoleAlias DeleteStream DescribeAuthorizer DescribeDefaultAuthorizer DescribeIndex
        iot U DescribeJob DescribeJobExecution DescribeRoleAlias DescribeStream DetachPolicy
        iot U GetEffectivePolicies GetIndexingConfiguration GetJobDocument GetOTAUpdateJob GetV2LoggingOptions
        iot U ListAttachedPolicies ListAuthorizers ListIndices ListJobExecutionsForJob ListJobExecutionsForThing
        iot U ListJobs ListOTAUpdateJobs ListPrincipalThingsV2 ListRoleAliases ListStreams ListTargetsForPolicy
        iot U ListThingPrincipalsV2 SearchIndex SetDefaultAuthorizer SetV2LoggingOptions TestAuthorization
        iot U TestInvokeAuthorizer UpdateAuthorizer UpdateIndexingConfiguration UpdateRoleAlias UpdateStream
        iot W AcceptCertificateTransfer AttachThingPrincipal CancelCertificateTransfer Connect
        iot W CreateCertificateFromCsr CreateKeysAndCertificate CreateThing CreateThingType CreateTopicRule
        iot W DeleteCACertificate DeleteCertificate DeleteRegistrationCode DeleteThing DeleteThingShadow
        iot W DeleteThingType DeleteTopicRule DeprecateThingType DetachThingPrincipal DisableTopicRule
        iot W EnableTopicRule Publish Receive RegisterCACertificate RegisterCertificate
        iot W RejectCertificateTransfer ReplaceTopicRule SetLoggingOptions Subscribe TransferCertificate
        iot W UpdateCACertificate UpdateCertificate UpdateThing UpdateThingShadow
        """,
        """
        iotanalytics U CreateChannel CreateDataset CreateDatasetContent CreateDatastore CreatePipeline
        iotanalytics U DeleteChannel DeleteDataset DeleteDatasetContent DeleteDatastore DeletePipeline
        iotanalytics U DescribeChannel DescribeDataset DescribeDatastore DescribePipeline GetDatasetContent
        iotanalytics U ListChannels ListDatasets ListDatastores ListPipelines UpdateDataset UpdatePipeline
        """,
        """
        kinesis L ListStreams
        kinesis R DescribeLimits DescribeStream GetRecords GetShardIterator ListTagsForStream
        kinesis W AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream
        kinesis W DisableEnhancedMonitoring EnableEnhancedMonitoring IncreaseStreamRetentionPeriod MergeShards
        kinesis W PutRecord PutRecords RemoveTagsFromStream SplitShard UpdateShardCount
        """,
        """
        kinesisanalytics L ListApplications
        kinesisanalytics R DescribeApplication DiscoverInputSchema
        kinesisanalytics W AddApplicationInput AddApplicationOutput AddApplicationReferenceDataSource
        kinesisanalytics W CreateApplication DeleteApplication DeleteApplicationOutput
        kinesisanalytics W DeleteApplicationReferenceDataSource StartApplication StopApplication
        kinesisanalytics W UpdateApplication
        """,
        """
        kinesisvideo U CreateStream DeleteStream DescribeStream GetDataEndpoint GetMedia GetMediaForFragmentList
        kinesisvideo U ListFragments ListStreams ListTagsForStream PutMedia TagStream UntagStream
        kinesisvideo U UpdateDataRetention UpdateStream
        """,
        """
        kms L ListAliases ListKeyPolicies ListKeys ListRetirableGrants
        kms P CreateGrant CreateKey PutKeyPolicy RetireGrant RevokeGrant
        kms R DescribeKey GenerateRandom GetKeyPolicy GetKeyRotationStatus GetParametersForImport ListGrants
        kms R ListResourceTags ReEncryptFrom ReEncryptTo
        kms W CancelKeyDeletion CreateAlias Decrypt DeleteAlias DeleteImportedKeyMaterial DisableKey
        kms W DisableKeyRotation EnableKey EnableKeyRotation Encrypt GenerateDataKey
        kms W GenerateDataKeyWithoutPlaintext ImportKeyMaterial ScheduleKeyDeletion TagResource UntagResource
        kms W UpdateAlias UpdateKeyDescription
        """,
        """
        lambda L ListAliases ListEventSourceMappings ListFunctions ListVersionsByFunction
        lambda P AddPermission EnableReplication RemovePermission
        lambda R GetAccountSettings GetAlias GetEventSourceMapping GetFunction GetFunctionConfiguration
        lambda R GetPolicy ListTags
        lambda U DeleteFunctionConcurrency
        lambda W CreateAlias CreateEventSourceMapping CreateFunction DeleteAlias DeleteEventSourceMapping
        lambda W DeleteFunction Invoke InvokeAsync InvokeFunction PublishVersion TagResource UntagResource
        lambda W UpdateAlias UpdateEventSourceMapping UpdateFunctionCode UpdateFunctionConfiguration
        """,
        """
        lex K associatedIntents associatedSlotTypes channelType
        lex L GetBotAliases GetBotChannelAssociations GetBotVersions GetBots GetIntentVersions GetIntents
        lex L GetSlotTypeVersions GetSlotTypes GetUtterancesView
        lex R GetBot GetBotAlias GetBotChannelAssociation GetBuiltInIntent GetBuiltInIntents GetBuiltInSlotTypes
        lex R GetIntent GetSlotType
        lex W CreateBotVersion CreateIntentVersion CreateSlotTypeVersion DeleteBot DeleteBotAlias
        lex W DeleteBotChannelAssociation DeleteBotVersion DeleteIntent DeleteIntentVersion DeleteSlotType
        lex W DeleteSlotTypeVersion DeleteUtterances PostContent PostText PutBot PutBotAlias PutIntent
        lex W PutSlotType
        """,
        """
        lightsail L GetBlueprints GetBundles GetDomain GetInstanceS GetKeyPair GetRegions GetStaticIps
        lightsail L IsVpcPeered
        lightsail R DownloadDefaultKeyPair GetActiveNames GetDomains GetInstance GetInstanceAccessDetails
        lightsail R GetInstanceMetricData GetInstancePortStates GetInstanceSnapshot GetInstanceState GetKeyPairs
        lightsail R GetOperation GetOperations GetOperationsForResource GetStaticIp
        lightsail U GetInstanceSnapshots
        lightsail W AllocateStaticIp AttachStaticIp CloseInstancePublicPorts CreateDomain CreateDomainEntry
        lightsail W CreateInstanceSnapshot CreateInstances CreateInstancesFromSnapshot CreateKeyPair
        lightsail W DeleteDomain DeleteDomainEntry DeleteInstance DeleteInstanceSnapshot DeleteKeyPair
        lightsail W DetachStaticIp ImportKeyPair OpenInstancePublicPorts PeerVpc RebootInstance ReleaseStaticIp
        lightsail W StartInstance StopInstance UnpeerVpc UpdateDomainEntry
        """,
        """
        logs L DescribeDestinations DescribeExportTasks DescribeLogGroups DescribeLogStreams
        logs L DescribeMetricFilters DescribeSubscriptionFilters
        logs R FilterLogEvents GetLogEvents TestMetricFilter
        logs U AssociateKmsKey CancelImportTask CreateImportTask DeleteResourcePolicy DescribeImportTasks
        logs U DescribeResourcePolicies DisassociateKmsKey ListTagsLogGroup PutResourcePolicy TagLogGroup
        logs U UntagLogGroup
        logs W CancelExportTask CreateExportTask CreateLogGroup CreateLogStream DeleteDestination DeleteLogGroup
        logs W DeleteLogStream DeleteMetricFilter DeleteRetentionPolicy DeleteSubscriptionFilter PutDestination
        logs W PutDestinationPolicy PutLogEvents PutMetricFilter PutRetentionPolicy PutSubscriptionFilter
        """,
        """
        machinelearning L DescribeBatchPredictions DescribeDataSources DescribeEvaluations DescribeMLModels
        machinelearning L DescribeTags
        machinelearning R GetBatchPrediction GetDataSource GetEvaluation GetMLModel
        machinelearning W AddTags CreateBatchPrediction CreateDataSourceFromRDS CreateDataSourceFromRedshift
        machinelearning W CreateDataSourceFromS3 CreateEvaluation CreateMLModel CreateRealtimeEndpoint
        machinelearning W DeleteBatchPrediction DeleteDataSource DeleteEvaluation DeleteMLModel
        machinelearning W DeleteRealtimeEndpoint DeleteTags Predict UpdateBatchPrediction UpdateDataSource
        machinelearning W UpdateEvaluation UpdateMLModel
        """,
        """
        mechanicalturk R GetAccountBalance GetAssignment GetAssignmentsForHIT GetBlockedWorkers GetBonusPayments
        mechanicalturk R GetFileUploadURL GetHIT GetHITSForQualificationType GetQualificationRequests
        mechanicalturk R GetQualificationScore GetQualificationType GetQualificationsForQualificationType
        mechanicalturk R GetRequesterStatistic GetRequesterWorkerStatistic GetReviewResultsForHIT
        mechanicalturk R GetReviewableHITS SearchHITS SearchQualificationTypes
        mechanicalturk U
        mechanicalturk W ApproveAssignment ApproveRejectedAssignment AssignQualification BlockWorker
        mechanicalturk W ChangeHITTypeOfHIT CreateHIT CreateQualificationType DisableHIT DisposeHIT
        mechanicalturk W DisposeQualificationType ExtendHIT ForceExpireHIT GrantBonus GrantQualification
        mechanicalturk W NotifyWorkers RegisterHITType RejectAssignment RejectQualificationRequest
        mechanicalturk W RevokeQualification SendTestEventNotification SetHITAsReviewing SetHITTypeNotification
        mechanicalturk W UnblockWorker UpdateQualificationScore UpdateQualificationType
        """,
        """
        mediacconvert U CancelJob CreateJobTemplate CreatePreset CreateQueue DeleteJobTemplate DeletePreset
        mediacconvert U DeleteQueue DescribeEndpoint GetJob GetJobTemplate GetPreset GetQueue ListJobTemplates
        mediacconvert U ListPresets ListQueues UpdateJobTemplate UpdatePreset
        """,
        """
        mediaconvert U CreateJob ListJobs UpdateQueue
        """,
        """
        medialive U CreateChannel CreateInput CreateInputSecurityGroup DeleteChannel DeleteInput
        medialive U DeleteInputSecurityGroup DescribeChannel DescribeInput DescribeInputSecurityGroup
        medialive U ListChannels ListInputSecurityGroups ListInputs StartChannel StopChannel
        """,
        """
        mediapackage U CreateChannel CreateOriginEndpoint DeleteChannel DeleteOriginEndpoint DescribeChannel
        mediapackage U DescribeOriginEndpoint ListChannels ListOriginEndpoints UpdateChannel
        mediapackage U UpdateOriginEndpoint
        """,
        """
        mediastore U CreateContainer DeleteContainer DeleteContainerPolicy DeleteObject DescribeContainer
        mediastore U DescribeObject GetContainerPolicy GetObject ListContainers ListItems PutContainerPolicy
        mediastore U PutObject
        """,
        """
        mgh U AssociateCreatedArtifact AssociateDiscoveredResource CreateProgressUpdateStream
        mgh U DeleteProgressUpdateStream DescribeApplicationState DescribeMigrationTask
        mgh U DisassociateCreatedArtifact DisassociateDiscoveredResource ImportMigrationTask
        mgh U ListCreatedArtifacts ListDiscoveredResources ListMigrationTasks ListProgressUpdateStreams
        mgh U NotifyApplicationState NotifyMigrationTaskState PutResourceAttributes
        """,
        """
        mobileanalytics R GetFinancialReports GetReports
        mobileanalytics W PutEvents
        """,
        """
        mobilehub L ListAvailableFeatures ListAvailableRegions ListProjects
        mobilehub R GetProject ValidateProject VerifyServiceRole
        mobilehub U DescribeBundle ExportBundle ExportProject GetProjectSnapshot ImportProject
        mobilehub U ListAvailableConnectors ListBundles
        mobilehub W CreateProject CreateServiceRole DeleteProject DeployToStage GenerateProjectParameters
        mobilehub W SynchronizeProject UpdateProject
        """,
        """
        mobiletargeting L GetApplicationSettings GetCampaigns GetImportJobs GetSegments
        mobiletargeting R GetApnsChannel GetCampaign GetCampaignActivities GetCampaignVersion
        mobiletargeting R GetCampaignVersions GetEndpoint GetGcmChannel GetReports GetSegment GetSegmentVersion
        mobiletargeting R GetSegmentVersions ImportJob SegmentImportJobs
        mobiletargeting U CreateExportJob DeleteAdmChannel GetAdmChannel GetExportJob GetExportJobs GetImportJob
        mobiletargeting U GetSegmentExportJobs GetSegmentImportJobs UpdateAdmChannel
        mobiletargeting W CreateCampaign CreateImportJob CreateSegment DeleteApnsChannel DeleteCampaign
        mobiletargeting W DeleteGcmChannel DeleteSegment UpdateApnsChannel UpdateApplicationSettings
        mobiletargeting W UpdateCampaign UpdateEndpoint UpdateEndpointsBatch UpdateGcmChannel UpdateSegment
        """,
        """
        mq U CreateBroker ListBrokers
        """,
        """
        opsworks L DescribeAgentVersions DescribeApps DescribeCommands DescribeDeployments DescribeEcsClusters
        opsworks L DescribeElasticIps DescribeElasticLoadBalancers DescribeInstances DescribeLayers
        opsworks L DescribeLoadBasedAutoScaling DescribeMyUserProfile DescribePermissions DescribeRaidArrays
        opsworks L DescribeRdsDbInstances DescribeServiceErrors DescribeStackProvisioningParameters
        opsworks L DescribeStackSummary DescribeStacks DescribeTimeBasedAutoScaling DescribeUserProfiles
        opsworks L DescribeVolumes
        opsworks P SetPermission UpdateUserProfile
        opsworks R GetHostnameSuggestion
        opsworks U TagResource UntagResource UpdateTimeBasedAutoScaling
        opsworks W AssignInstance AssignVolume AssociateElasticIp AttachElasticLoadBalancer CloneStack CreateApp
        opsworks W CreateDeployment CreateInstance CreateLayer CreateStack CreateUserProfile DeleteApp
        opsworks W DeleteInstance DeleteLayer DeleteStack DeleteUserProfile DeregisterEcsCluster
        opsworks W DeregisterElasticIp DeregisterInstance DeregisterRdsDbInstance DeregisterVolume
        opsworks W DetachElasticLoadBalancer DisassociateElasticIp GrantAccess RebootInstance RegisterEcsCluster
        opsworks W RegisterElasticIp RegisterInstance RegisterRdsDbInstance RegisterVolume
        opsworks W SetLoadBasedAutoScaling SetTimeBasedAutoScaling StartInstance StartStack StopInstance
        opsworks W StopStack UnassignInstance UnassignVolume UpdateApp UpdateElasticIp UpdateInstance
        opsworks W UpdateLayer UpdateMyUserProfile UpdateRdsDbInstance UpdateStack UpdateVolume
        """,
        """
        opsworks-cm L DescribeAccountAttributes DescribeBackups DescribeEvents DescribeNodeAssociationStatus
        opsworks-cm L DescribeServers
        opsworks-cm W AssociateNode CreateBackup CreateServer DeleteBackup DeleteServer DisassociateNode
        opsworks-cm W RestoreServer StartMaintenance UpdateServer UpdateServerEngineAttributes
        """,
        """
        organizations L ListAccounts ListAccountsForParent ListChildren ListCreateAccountStatus
        organizations L ListHandshakesForAccount ListHandshakesForOrganization ListOrganizationalUnitsForParent
        organizations L ListParents ListPolicies ListPoliciesForTarget ListRoots ListTargetsForPolicy
        organizations R DescribeAccount DescribeCreateAccountStatus DescribeHandshake DescribeOrganization
        organizations R DescribeOrganizationalUnit DescribePolicy
        organizations U EnableAllFeatures
        organizations W AcceptHandshake AttachPolicy CancelHandshake CreateAccount CreateOrganization
        organizations W CreateOrganizationalUnit CreatePolicy DeclineHandshake DeleteOrganization
        organizations W DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnableFullControl
        organizations W EnablePolicyType InviteAccountToOrganization LeaveOrganization MoveAccount
        organizations W RemoveAccountFromOrganization UpdateOrganizationalUnit UpdatePolicy
        """,
        """
        polly L DescribeVoices ListLexicons
        polly R GetLexicon SynthesizeSpeech
        polly W DeleteLexicon PutLexicon
        """,
        """
        pricing U DescribeServices GetAttributeValues GetProducts
        """,
        """
        rds K DatabaseClass DatabaseEngine DatabaseName MultiAz Piops StorageSize Vpc cluster-pg-tag
        rds K cluster-snapshot-tag cluster-tag db-tag es-tag og-tag pg-tag ri-tag secgrp-tag snapshot-tag
        rds K subgrp-tag
        rds L DescribeAccountAttributes DescribeCertificates DescribeDBClusterParameterGroups
        rds L DescribeDBClusterParameters DescribeDBClusterSnapshotAttributes DescribeDBClusters
        rds L DescribeDBEngineVersions DescribeDBInstances DescribeDBLogFiles DescribeDBParameterGroups
        rds L DescribeDBParameters DescribeDBSecurityGroups DescribeDBSnapshotAttributes DescribeDBSnapshots
        rds L DescribeDBSubnetGroups DescribeEngineDefaultClusterParameters DescribeEngineDefaultParameters
        rds L DescribeEventCategories DescribeEventSubscriptions DescribeEvents DescribeOptionGroupOptions
        rds L DescribeOptionGroups DescribeOrderableDBInstanceOptions DescribePendingMaintenanceActions
        rds L DescribeReservedDBInstances DescribeReservedDBInstancesOfferings
        rds P AuthorizeDBSecurityGroupIngress
        rds R DescribeDBClusterSnapshots DownloadCompleteDBLogFile DownloadDBLogFilePortion ListTagsForResource
        rds W AddRoleToDBCluster AddSourceIdentifierToSubscription AddTagsToResource
        rds W ApplyPendingMaintenanceAction CopyDBClusterSnapshot CopyDBParameterGroup CopyDBSnapshot
        rds W CopyOptionGroup CreateDBCluster CreateDBClusterParameterGroup CreateDBClusterSnapshot
        rds W CreateDBInstance CreateDBInstanceReadReplica CreateDBParameterGroup CreateDBSecurityGroup
        rds W CreateDBSnapshot CreateDBSubnetGroup CreateEventSubscription CreateOptionGroup DeleteDBCluster
        rds W DeleteDBClusterParameterGroup DeleteDBClusterSnapshot DeleteDBInstance DeleteDBParameterGroup
        rds W DeleteDBSecurityGroup DeleteDBSnapshot DeleteDBSubnetGroup DeleteEventSubscription
        rds W DeleteOptionGroup FailoverDBCluster ModifyDBCluster ModifyDBClusterParameterGroup
        rds W ModifyDBClusterSnapshotAttribute ModifyDBInstance ModifyDBParameterGroup ModifyDBSnapshotAttribute
        rds W ModifyDBSubnetGroup ModifyEventSubscription ModifyOptionGroup PromoteReadReplica
        rds W PurchaseReservedDBInstancesOffering RebootDBInstance RemoveSourceIdentifierFromSubscription
        rds W RemoveTagsFromResource ResetDBClusterParameterGroup ResetDBParameterGroup
        rds W RestoreDBClusterFromSnapshot RestoreDBClusterToPointInTime RestoreDBInstanceFromDBSnapshot
        rds W RestoreDBInstanceToPointInTime RevokeDBSecurityGroupIngress StartDBInstance StopDBInstance
        """,
        """
        redshift L DescribeClusters DescribeEvents ViewQueriesInConsole
        redshift P AuthorizeCluster AuthorizeSnapshotAccess CreateClusterUser CreateSnapshotCopyGrant JoinGroup
        redshift P ModifyClusterIamRoles RevokeClusterSecurityGroupIngress RevokeSnapshotAccess
        redshift P RotateEncryptionKey
        redshift R DescribeClusterParameterGroups DescribeClusterParameters DescribeClusterSecurityGroups
        redshift R DescribeClusterSnapshots DescribeClusterSubnetGroups DescribeClusterVersions
        redshift R DescribeDefaultClusterParameters DescribeEventCategories DescribeEventSubscriptions
        redshift R DescribeHsmClientCertificates DescribeHsmConfigurations DescribeLoggingStatus
        redshift R DescribeOrderableClusterOptions DescribeReservedNodeOfferings DescribeReservedNodes
        redshift R DescribeResize DescribeSnapshotCopyGrants DescribeTableRestoreStatus DescribeTags
        redshift R GetClusterCredentials
        redshift W AuthorizeClusterSecurityGroupIngress CancelQuerySession CopyClusterSnapshot CreateCluster
        redshift W CreateClusterParameterGroup CreateClusterSecurityGroup CreateClusterSnapshot
        redshift W CreateClusterSubnetGroup CreateEventSubscription CreateHsmClientCertificate
        redshift W CreateHsmConfiguration CreateTags DeleteCluster DeleteClusterParameterGroup
        redshift W DeleteClusterSecurityGroup DeleteClusterSnapshot DeleteClusterSubnetGroup
        redshift W DeleteEventSubscription DeleteHsmClientCertificate DeleteHsmConfiguration
        redshift W DeleteSnapshotCopyGrant DeleteTags DisableLogging DisableSnapshotCopy EnableLogging
        redshift W EnableSnapshotCopy ModifyCluster ModifyClusterParameterGroup ModifyClusterSubnetGroup
        redshift W ModifyEventSubscription ModifySnapshotCopyRetentionPeriod PurchaseReservedNodeOffering
        redshift W RebootCluster ResetClusterParameterGroup RestoreFromClusterSnapshot
        redshift W RestoreTableFromClusterSnapshot
        """,
        """
        rekognition R CompareFaces DetectFaces DetectLabels DetectModerationLabels ListCollections ListFaces
        rekognition R SearchFaces SearchFacesByImage
        rekognition U CreateStreamProcessor DeleteStreamProcessor DescribeStreamProcessor GetCelebrityInfo
        rekognition U GetContentModeration GetFaceDetection GetFaceSearch GetLabelDetection ListStreamProcessors
        rekognition U RecognizeCelebrities StartCelebrityRecognition StartContentModeration StartFaceDetection
        rekognition U StartFaceSearch StartLabelDetection StartStreamProcessor StopStreamProcessor
        rekognition W CreateCollection DeleteCollection DeleteFaces IndexFaces
        """,
        """
        route53 L GetChange GetCheckerIpRanges GetGeoLocation GetHealthCheckCount
        route53 L GetHealthCheckLastFailureReason GetHealthCheckStatus GetHostedZone GetHostedZoneCount
        route53 L GetReusableDelegationSet ListGeoLocations ListHostedZones ListHostedZonesByName
        route53 L ListResourceRecordSets ListReusableDelegationSets ListTagsForResource ListTagsForResources
        route53 R GetHealthCheck GetTrafficPolicy GetTrafficPolicyInstance GetTrafficPolicyInstanceCount
        route53 R ListHealthChecks ListTrafficPolicies ListTrafficPolicyInstances
        route53 R ListTrafficPolicyInstancesByHostedZone ListTrafficPolicyInstancesByPolicy
        route53 R ListTrafficPolicyVersions TestDNSAnswer
        route53 W AssociateVPCWithHostedZone ChangeResourceRecordSets ChangeTagsForResource CreateHealthCheck
        route53 W CreateHostedZone CreateReusableDelegationSet CreateTrafficPolicy CreateTrafficPolicyInstance
        route53 W CreateTrafficPolicyVersion DeleteHealthCheck DeleteHostedZone DeleteReusableDelegationSet
        route53 W DeleteTrafficPolicy DeleteTrafficPolicyInstance DisableDomainAutoRenew
        route53 W DisassociateVPCFromHostedZone EnableDomainAutoRenew UpdateHealthCheck UpdateHostedZoneComment
        route53 W UpdateTrafficPolicyComment UpdateTrafficPolicyInstance
        """,
        """
        route53domains L ListDomains ListOperations ListTagsForDomain
        route53domains R CheckDomainAvailability GetContactReachabilityStatus GetDomainDetail
        route53domains R GetDomainSuggestions GetOperationDetail ViewBilling
        route53domains W DeleteTagsForDomain DisableDomainAutoRenew DisableDomainTransferLock
        route53domains W EnableDomainAutoRenew EnableDomainTransferLock RegisterDomain RenewDomain
        route53domains W ResendContactReachabilityEmail RetrieveDomainAuthCode TransferDomain
        route53domains W UpdateDomainContact UpdateDomainContactPrivacy UpdateDomainNameservers
        route53domains W UpdateTagsForDomain
        """,
        """
        s3 K DataAccessPointArn ExistingObjectTag/ InventoryAccessibleOptionalFields LocationConstraint
        s3 K ObjectCreationOperation RequestObjectTag/ RequestObjectTagKeys ResourceAccount TlsVersion VersionId
        s3 K authType authtype delimiter if-match if-none-match locationconstraint max-keys
        s3 K object-lock-legal-hold object-lock-mode object-lock-remaining-retention-days
        s3 K object-lock-retain-until-date prefix signatureAge signatureage signatureversion versionid x-amz-acl
        s3 K x-amz-content-sha256 x-amz-copy-source x-amz-grant-full-control x-amz-grant-read
        s3 K x-amz-grant-read-acp x-amz-grant-write x-amz-grant-write-acp x-amz-metadata-directive
        s3 K x-amz-object-ownership x-amz-server-side-encryption x-amz-server-side-encryption-aws-kms-key-id
        s3 K x-amz-storage-class x-amz-website-redirect-location
        s3 L HeadBucket ListAllMyBuckets ListBucket ListObjects
        s3 P DeleteBucketPolicy PutBucketAcl PutBucketPolicy PutObjectAcl PutObjectVersionAcl
        s3 R GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAcl GetBucketCORS GetBucketLocation
        s3 R GetBucketLogging GetBucketNotification GetBucketPolicy GetBucketRequestPayment GetBucketTagging
        s3 R GetBucketVersioning GetBucketWebsite GetInventoryConfiguration GetIpConfiguration
        s3 R GetLifecycleConfiguration GetMetricsConfiguration GetObject GetObjectAcl GetObjectTagging
        s3 R GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionForReplication
        s3 R GetObjectVersionTagging GetObjectVersionTorrent GetReplicationConfiguration ListBucketByTags
        s3 R ListBucketMultipartUploads ListBucketVersions ListMultipartUploadParts
        s3 U ObjectOwnerOverrideToBucketOwner
        s3 W AbortMultipartUpload CreateBucket DeleteBucket DeleteBucketWebsite DeleteObject DeleteObjectTagging
        s3 W DeleteObjectVersion DeleteObjectVersionTagging PutAccelerateConfiguration PutAnalyticsConfiguration
        s3 W PutBucketCORS PutBucketLogging PutBucketNotification PutBucketRequestPayment PutBucketTagging
        s3 W PutBucketVersioning PutBucketWebsite PutInventoryConfiguration PutIpConfiguration
        s3 W PutLifecycleConfiguration PutMetricsConfiguration PutObject PutObjectTagging
        s3 W PutObjectVersionTagging PutReplicationConfiguration ReplicateDelete ReplicateObject ReplicateTags
        s3 W RestoreObject
        """,
        """
        sagemaker U AddTags CreateEndpoint CreateEndpointConfig CreateModel CreateNotebookInstance
        sagemaker U CreatePresignedNotebookInstanceUrl CreateTrainingJob DeleteEndpoint DeleteEndpointConfig
        sagemaker U DeleteModel DeleteNotebookInstance DeleteTags DescribeEndpoint DescribeEndpointConfig
        sagemaker U DescribeModel DescribeNotebookInstance DescribeTrainingJob InvokeEndpoint
        sagemaker U ListEndpointConfigs ListEndpoints ListModels ListNotebookInstances ListTags ListTrainingJobs
        sagemaker U StartNotebookInstance StopNotebookInstance StopTrainingJob UpdateEndpoint
        sagemaker U UpdateEndpointWeightsAndCapacities UpdateNotebookInstance
        """,
        """
        sdb L ListDomains
        sdb R GetAttributes Select
        sdb W BatchDeleteAttributes BatchPutAttributes CreateDomain DeleteAttributes DeleteDomain DomainMetadata
        sdb W PutAttributes
        """,
        """
        servicecatalog K accountLevel roleLevel userLevel
        servicecatalog L ListAcceptedPortfolioShares ListConstraintsForPortfolio ListLaunchPaths
        servicecatalog L ListPortfolioAccess ListPortfolios ListPortfoliosForProduct ListPrincipalsForPortfolio
        servicecatalog L ListProvisioningArtifacts ListRecordHistory ScanProvisionedProducts SearchProducts
        servicecatalog L SearchProductsAsAdmin
        servicecatalog P CreatePortfolioShare DeletePortfolioShare
        servicecatalog R DescribeConstraint DescribePortfolio DescribeProduct DescribeProductAsAdmin
        servicecatalog R DescribeProductView DescribeProvisioningArtifact DescribeProvisioningParameters
        servicecatalog R DescribeRecord
        servicecatalog W AcceptPortfolioShare AssociatePrincipalWithPortfolio AssociateProductWithPortfolio
        servicecatalog W CreateConstraint CreatePortfolio CreateProduct CreateProvisioningArtifact
        servicecatalog W DeleteConstraint DeletePortfolio DeleteProduct DeleteProvisioningArtifact
        servicecatalog W DisassociatePrincipalFromPortfolio DisassociateProductFromPortfolio ProvisionProduct
        servicecatalog W RejectPortfolioShare TerminateProvisionedProduct UpdateConstraint UpdatePortfolio
        servicecatalog W UpdateProduct UpdateProvisionedProduct UpdateProvisioningArtifact
        """,
        """
        servicediscovery U CreatePrivateDnsNamespace CreatePublicDnsNamespace CreateService DeleteNamespace
        servicediscovery U DeleteService DeregisterInstance GetInstanceHealthStatus GetInstancesHealthStatus
        servicediscovery U GetNamespace GetOperation GetService ListInstances ListNamespaces ListOperations
        servicediscovery U ListServices RegisterInstance UpdateInstanceHeartbeatStatus UpdateService
        """,
        """
        ses K FeedbackAddress FromAddress FromDisplayName
        ses L ListIdentities ListIdentityPolicies ListReceiptFilters ListReceiptRuleSets
        ses L ListVerifiedEmailAddresses
        ses R DescribeActiveReceiptRuleSet DescribeReceiptRule DescribeReceiptRuleSet GetIdentityDkimAttributes
        ses R GetIdentityMailFromDomainAttributes GetIdentityNotificationAttributes GetIdentityPolicies
        ses R GetIdentityVerificationAttributes GetSendQuota GetSendStatistics VerifyDomainDkim
        ses R VerifyDomainIdentity VerifyEmailAddress VerifyEmailIdentity
        ses U CreateConfigurationSet CreateConfigurationSetEventDestination
        ses U CreateConfigurationSetTrackingOptions CreateCustomVerificationEmailTemplate CreateTemplate
        ses U DeleteConfigurationSet DeleteConfigurationSetEventDestination
        ses U DeleteConfigurationSetTrackingOptions DeleteCustomVerificationEmailTemplate DeleteTemplate
        ses U DescribeConfigurationSet GetAccountSendingEnabled GetCustomVerificationEmailTemplate GetTemplate
        ses U ListConfigurationSets ListCustomVerificationEmailTemplates ListTemplates SendBulkTemplatedEmail
        ses U SendCustomVerificationEmail SendTemplatedEmail TestRenderTemplate UpdateAccountSendingEnabled
        ses U UpdateConfigurationSetEventDestination UpdateConfigurationSetReputationMetricsEnabled
        ses U UpdateConfigurationSetSendingEnabled UpdateConfigurationSetTrackingOptions
        ses U UpdateCustomVerificationEmailTemplate UpdateTemplate
        ses W CloneReceiptRuleSet CreateReceiptFilter CreateReceiptRule CreateReceiptRuleSet DeleteIdentity
        ses W DeleteIdentityPolicy DeleteReceiptFilter DeleteReceiptRule DeleteReceiptRuleSet
        ses W DeleteVerifiedEmailAddress PutIdentityPolicy ReorderReceiptRuleSet SendBounce SendEmail
        ses W SendRawEmail SetActiveReceiptRuleSet SetIdentityDkimEnabled SetIdentityFeedbackForwardingEnabled
        ses W SetIdentityHeadersInNotificationsEnabled SetIdentityMailFromDomain SetIdentityNotificationTopic
        ses W SetReceiptRulePosition UpdateReceiptRule
        """,
        """
        shield L ListAttacks ListProtections
        shield R DescribeAttack DescribeProtection DescribeSubscription
        shield W CreateProtection CreateSubscription DeleteProtection DeleteSubscription
        """,
        """
        signer U DescribeSigningJob ListSigningJobs StartSigningJob
        """,
        """
        snowball U CancelCluster CancelJob CreateAddress CreateCluster CreateJob DescribeAddress
        snowball U DescribeAddresses DescribeCluster DescribeJob GetJobManifest GetJobUnlockCode
        snowball U GetSnowballUsage ListClusterJobs ListClusters ListJobs UpdateCluster UpdateJob
        """,
        """
        sns K Endpoint Protocol
        sns L ListEndpointsByPlatformApplication ListPlatformApplications ListSubscriptions
        sns L ListSubscriptionsByTopic ListTopics
        sns P AddPermission RemovePermission
        sns R CheckIfPhoneNumberIsOptedOut GetEndpointAttributes GetPlatformApplicationAttributes
        sns R GetSMSAttributes GetSubscriptionAttributes GetTopicAttributes ListPhoneNumbersOptedOut
        sns U
        sns W ConfirmSubscription CreatePlatformApplication CreatePlatformEndpoint CreateTopic DeleteEndpoint
        sns W DeletePlatformApplication DeleteTopic OptInPhoneNumber Publish SetEndpointAttributes
        sns W SetPlatformApplicationAttributes SetSubscriptionAttributes SetTopicAttributes SetsMSAttributes
        sns W Subscribe Unsubscribe
        """,
        """
        sq U AddPermission ChangeMessageVisibility ChangeMessageVisibilityBatch CreateQueue DeleteMessage
        sq U DeleteMessageBatch DeleteQueue GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues
        sq U ListQueueTags ListQueues PurgeQueue ReceiveMessage RemovePermission SendMessage SendMessageBatch
        sq U SetQueueAttributes TagQueue UntagQueue
        """,
        """
        sqs L ListQueues
        sqs P AddPermission RemovePermission
        sqs R GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues ReceiveMessage
        sqs W ChangeMessageVisibility ChangeMessageVisibilityBatch CreateQueue DeleteMessage DeleteMessageBatch
        sqs W DeleteQueue PurgeQueue SendMessage SendMessageBatch SetQueueAttributes
        """,
        """
        ssm L ListAssociations ListDocumentVersions ListDocuments ListInstanceAssociations ListInventoryEntries
        ssm R DescribeActivations DescribeAssociation DescribeAutomationActions DescribeAutomationExecutions
        ssm R DescribeAvailablePatches DescribeDocument DescribeDocumentPermission
        ssm R DescribeEffectiveInstanceAssociations DescribeEffectivePatchesForPatchBaseline
        ssm R DescribeInstanceAssociationsStatus DescribeInstanceInformation DescribeInstancePatchStates
        ssm R DescribeInstancePatchStatesForPatchGroup DescribeInstancePatches
        ssm R DescribeMaintenanceWindowExecutionTaskInvocations DescribeMaintenanceWindowExecutionTasks
        ssm R DescribeMaintenanceWindowExecutions DescribeMaintenanceWindowTargets
        ssm R DescribeMaintenanceWindowTasks DescribeMaintenanceWindows DescribeParameters
        ssm R DescribePatchBaselines DescribePatchGroupState DescribePatchGroups GetCommandInvocation
        ssm R GetDefaultPatchBaseline GetDeployablePatchSnapshotForInstance GetDocument GetInventory
        ssm R GetInventorySchema GetMaintenanceWindow GetMaintenanceWindowExecution
        ssm R GetMaintenanceWindowExecutionTask GetParameterHistory GetParameters GetPatchBaseline
        ssm R GetPatchBaselineForPatchGroup ListCommandInvocations ListCommands ListTagsForResource
        ssm U DeleteParameters DeleteResourceDataSync GetAutomationExecution GetParameter
        ssm U ListAssociationVersions ListResourceDataSync PutComplianceItems SendAutomationSignal
        ssm W AddTagsToResource CancelCommand CreateActivation CreateAssociation CreateAssociationBatch
        ssm W CreateDocument CreateMaintenanceWindow CreatePatchBaseline DeleteActivation DeleteAssociation
        ssm W DeleteDocument DeleteMaintenanceWindow DeleteParameter DeletePatchBaseline
        ssm W DeregisterManagedInstance DeregisterPatchBaselineForPatchGroup
        ssm W DeregisterTargetFromMaintenanceWindow DeregisterTaskFromMaintenanceWindow ModifyDocumentPermission
        ssm W PutInventory PutParameter RegisterDefaultPatchBaseline RegisterPatchBaselineForPatchGroup
        ssm W RegisterTargetWithMaintenanceWindow RegisterTaskWithMaintenanceWindow RemoveTagsFromResource
        ssm W SendCommand StartAssociationsOnce UpdateAssociation UpdateAssociationStatus UpdateDocument
        ssm W UpdateDocumentDefaultVersion UpdateInstanceAssociationStatus UpdateInstanceInformation
        ssm W UpdateMaintenanceWindow UpdateManagedInstanceRole UpdatePatchBaseline
        """,
        """
        sso U AssociateProfile CreateApplicationInstanceCertificate CreateProfile CreateTrust
        sso U DeletePermissionSet DeletePermissionsPolicy DeleteProfile DescribePermissionsPolicies
        sso U DisassociateProfile GetApplicationInstance GetApplicationTemplate GetPermissionSet GetProfile
        sso U GetSSOStatus ListApplicationInstanceCertificates ListApplicationTemplates ListProfiles StartSSO
        sso U UpdateApplicationInstanceDisplayData UpdateApplicationInstanceStatus UpdateTrust
        """,
        """
        states L ListActivities ListStateMachines
        states R DescribeActivity DescribeExecution DescribeStateMachine GetExecutionHistory ListExecutions
        states U DescribeStateMachineForExecution UpdateStateMachine
        states W CreateActivity CreateStateMachine DeleteActivity DeleteStateMachine GetActivityTask
        states W SendTaskFailure SendTaskHeartbeat SendTaskSuccess StartExecution StopExecution
        """,
        """
        storagegateway L ListGateways ListLocalDisks ListVolumeRecoveryPoints ListVolumes
        storagegateway R DescribeBandwidthRateLimit DescribeCache DescribeCachediSCSIVolumes
        storagegateway R DescribeChapCredentials DescribeGatewayInformation DescribeMaintenanceStartTime
        storagegateway R DescribeSnapshotSchedule DescribeStorediSCSIVolumes DescribeTapeArchives
        storagegateway R DescribeTapeRecoveryPoints DescribeTapes DescribeUploadBuffer DescribeVTLDevices
        storagegateway R DescribeWorkingStorage ListTagsForResource ListTapes ListVolumeInitiators
        storagegateway U CreateNFSFileShare DeleteFileShare DescribeNFSFileShares ListFileShares RefreshCache
        storagegateway U UpdateNFSFileShare
        storagegateway W ActivateGateway AddCache AddTagsToResource AddUploadBuffer AddWorkingStorage
        storagegateway W CancelArchival CancelRetrieval CreateCachediSCSIVolume CreateSnapshot
        storagegateway W CreateSnapshotFromVolumeRecoveryPoint CreateStorediSCSIVolume CreateTapeWithBarcode
        storagegateway W CreateTapes DeleteBandwidthRateLimit DeleteChapCredentials DeleteGateway
        storagegateway W DeleteSnapshotSchedule DeleteTape DeleteTapeArchive DeleteVolume DisableGateway
        storagegateway W RemoveTagsFromResource ResetCache RetrieveTapeArchive RetrieveTapeRecoveryPoint
        storagegateway W SetLocalConsolePassword ShutdownGateway StartGateway UpdateBandwidthRateLimit
        storagegateway W UpdateChapCredentials UpdateGatewayInformation UpdateGatewaySoftwareNow
        storagegateway W UpdateMaintenanceStartTime UpdateSnapshotSchedule UpdateVTLDeviceType
        """,
        """
        sts R GetCallerIdentity GetFederationToken GetSessionToken
        sts U AssumeRoot GetAccessKeyInfo GetDelegatedAccessToken GetServiceBearerToken GetWebIdentityToken
        sts U SetContext SetSourceIdentity TagSession
        sts W AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity DecodeAuthorizationMessage
        """,
        """
        support U AddAttachmentsToSet AddCommunicationToCase CreateCase DescribeAttachment DescribeCases
        support U DescribeCommunications DescribeServices DescribeSeverityLevels
        support U DescribeTrustedAdvisorCheckRefreshStatuses DescribeTrustedAdvisorCheckResult
        support U DescribeTrustedAdvisorCheckSummaries DescribeTrustedAdvisorChecks RefreshTrustedAdvisorCheck
        support U ResolveCase
        """,
        """
        swf K activityType.name activityType.version defaultTaskList.name name tagFilter.tag tagList.member.0
        swf K tagList.member.1 tagList.member.2 tagList.member.3 tagList.member.4 taskList.name typeFilter.name
        swf K typeFilter.version version workflowType.name workflowType.version
        swf L ListActivityTypes ListClosedWorkflowExecutions ListDomains ListOpenWorkflowExecutions
        swf L ListWorkflowTypes
        swf R CountClosedWorkflowExecutions CountOpenWorkflowExecutions CountPendingActivityTasks
        swf R CountPendingDecisionTasks DescribeActivityType DescribeDomain DescribeWorkflowExecution
        swf R DescribeWorkflowType GetWorkflowExecutionHistory
        swf U UndeprecateActivityType UndeprecateDomain UndeprecateWorkflowType
        swf W CancelTimer CancelWorkflowExecution CompleteWorkflowExecution ContinueAsNewWorkflowExecution
        swf W DeprecateActivityType DeprecateDomain DeprecateWorkflowType FailWorkflowExecution
        swf W PollForActivityTask PollForDecisionTask RecordActivityTaskHeartbeat RecordMarker
        swf W RegisterActivityType RegisterDomain RegisterWorkflowType RequestCancelActivityTask
        swf W RequestCancelExternalWorkflowExecution RequestCancelWorkflowExecution RespondActivityTaskCanceled
        swf W RespondActivityTaskCompleted RespondActivityTaskFailed RespondDecisionTaskCompleted
        swf W ScheduleActivityTask SignalExternalWorkflowExecution SignalWorkflowExecution
        swf W StartChildWorkflowExecution StartTimer StartWorkflowExecution TerminateWorkflowExecution
        """,
        """
        tag R GetResources GetTagKeys GetTagValues
        tag W AddResourceTags RemoveResourceTags TagResources UntagResources
        """,
        """
        translate U TranslateText
        """,
        """
        trustedadvisor L DescribeCheckItems DescribeCheckRefreshStatuses DescribeCheckSummaries
        trustedadvisor L DescribeNotificationPreferences
        trustedadvisor W ExcludeCheckItems IncludeCheckItems RefreshCheck UpdateNotificationPreferences
        """,
        """
        waf L ListByteMatchSets ListIPSets ListRateBasedRules ListRules ListSizeConstraintSets
        waf L ListSqlInjectionMatchSets ListWebACLS ListXssMatchSets
        waf P CreateWebACL DeleteWebACL UpdateWebACL
        waf R GetByteMatchSet GetChangeToken GetChangeTokenStatus GetIPSet GetRateBasedRule
        waf R GetRateBasedRuleManagedKeys GetRule GetSampledRequests GetSizeConstraintSet
        waf R GetSqlInjectionMatchSet GetWebACL GetXssMatchSet
        waf U CreateGeoMatchSet DeleteRegexMatchSet GetRegexMatchSet GetRegexPatternSet UpdateGeoMatchSet
        waf W CreateByteMatchSet CreateIPSet CreateRateBasedRule CreateRule CreateSizeConstraintSet
        waf W CreateSqlInjectionMatchSet CreateXssMatchSet DeleteByteMatchSet DeleteIPSet DeleteRateBasedRule
        waf W DeleteRule DeleteSizeConstraintSet DeleteSqlInjectionMatchSet DeleteXssMatchSet UpdateByteMatchSet
        waf W UpdateIPSet UpdateRateBasedRule UpdateRule UpdateSizeConstraintSet UpdateSqlInjectionMatchSet
        waf W UpdateXssMatchSet
        """,
        """
        waf-regional L ListByteMatchSets ListIPSets ListRateBasedRules ListResourcesForWebACL ListRules
        waf-regional L ListSizeConstraintSets ListSqlInjectionMatchSets ListWebACLS ListXssMatchSets
        waf-regional P CreateWebACL DeleteWebACL UpdateWebACL
        waf-regional R GetByteMatchSet GetChangeToken GetChangeTokenStatus GetIPSet GetRateBasedRule
        waf-regional R GetRateBasedRuleManagedKeys GetRule GetSampledRequests GetSizeConstraintSet
        waf-regional R GetSqlInjectionMatchSet GetWebACL GetWebACLForResource GetXssMatchSet
        waf-regional W AssociateWebACL CreateByteMatchSet CreateIPSet CreateRateBasedRule CreateRule
        waf-regional W CreateSizeConstraintSet CreateSqlInjectionMatchSet CreateXssMatchSet DeleteByteMatchSet
        waf-regional W DeleteIPSet DeleteRateBasedRule DeleteRule DeleteSizeConstraintSet
        waf-regional W DeleteSqlInjectionMatchSet DeleteXssMatchSet DisassociateWebACL UpdateByteMatchSet
        waf-regional W UpdateIPSet UpdateRateBasedRule UpdateRule UpdateSizeConstraintSet
        waf-regional W UpdateSqlInjectionMatchSet UpdateXssMatchSet
        """,
        """
        wam W AuthenticatePackager
        """,
        """
        workdocs L DescribeAvailableDirectories DescribeDocumentVersions DescribeFolderContents
        workdocs L DescribeInstances DescribeNotificationSubscriptions DescribeResourcePermissions DescribeUsers
        workdocs R CheckAlias GetDocument GetDocumentPath GetDocumentVersion GetFolder GetFolderPath
        workdocs W AbortDocumentVersionUpload ActivateUser AddResourcePermissions AddUserToGroup CreateFolder
        workdocs W CreateInstance CreateNotificationSubscription CreateUser DeactivateUser DeleteDocument
        workdocs W DeleteFolder DeleteFolderContents DeleteInstance DeleteNotificationSubscription DeleteUser
        workdocs W DeregisterDirectory InitiateDocumentVersionUpload RegisterDirectory
        workdocs W RemoveAllResourcePermissions RemoveResourcePermission RemoveUserFromGroup UpdateDocument
        workdocs W UpdateDocumentVersion UpdateFolder UpdateInstanceAlias UpdateUser
        """,
        """
        workmail L DescribeDirectories DescribeKmsKeys DescribeMailDomains DescribeMailGroups DescribeMailUsers
        workmail L DescribeOrganizations
        workmail R GetMailDomainDetails GetMailGroupDetails GetMailUserDetails GetMobileDeviceDetails
        workmail R GetMobileDevicesForUser GetMobilePolicyDetails ListMembersInMailGroup SearchMembers
        workmail U DescribeOrganization
        workmail W AddMembersToGroup CreateGroup CreateMailDomain CreateMailUser CreateOrganization
        workmail W CreateResource DeleteMailDomain DeleteMobileDevice DeleteOrganization DisableMailGroups
        workmail W DisableMailUsers EnableMailDomain EnableMailGroups EnableMailUsers RemoveMembersFromGroup
        workmail W ResetUserPassword SetAdmin SetDefaultMailDomain SetMailGroupDetails SetMailUserDetails
        workmail W SetMobilePolicyDetails WipeMobileDevice
        """,
        """
        workspaces L DescribeTags DescribeWorkspaceBundles DescribeWorkspaceDirectories DescribeWorkspaces
        workspaces R DescribeWorkspacesConnectionStatus
        workspaces W CreateTags CreateWorkspaces DeleteTags ModifyWorkspaceProperties RebootWorkspaces
        workspaces W RebuildWorkspaces StartWorkspaces StopWorkspaces TerminateWorkspaces
        """,
        """
        xray R BatchGetTraces GetServiceGraph GetTraceGraph GetTraceSummaries
        xray W PutTelemetryRecords PutTraceSegments
        """,
    ]
}
