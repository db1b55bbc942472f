extension ManagedPolicies {
    /// The policies of AWS for job functions, and others that its user guide names, as far as the guide of 2018 tells what they
    /// grant: the documents are written after its descriptions, and AWS's own grant more as services are added.
    static let jobFunctions: [AWSManagedPolicy] = [
        AWSManagedPolicy(
            name: "AWSDenyAll", path: "/", uniqueID: "ANPASALLYPORTBUILTIN5",
            description: "Denies every action on every resource.",
            document: #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["*"],"Resource":"*"}]}"#),
        AWSManagedPolicy(
            name: "Billing", path: "/job-function/", uniqueID: "ANPASALLYPORTBUILTIN6",
            description: "Views and changes bills, budgets and payment methods.",
            document: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["aws-portal:*Billing",\
                "aws-portal:*PaymentMethods","aws-portal:*Usage","budgets:ModifyBudget",\
                "budgets:ViewBudget","cur:*"],"Resource":"*"}]}
                """),
        AWSManagedPolicy(
            name: "DataScientist", path: "/job-function/", uniqueID: "ANPASALLYPORTBUILTIN7",
            description: "Runs clusters and queries, and analyses their results.",
            document: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
                "Action":["cloudformation:CreateStack","cloudformation:DescribeStackEvents",\
                "cloudwatch:*","datapipeline:*","dynamodb:*","ec2:Describe*","ec2:RunInstances",\
                "ec2:CreateTags","ec2:TerminateInstances","elasticfilesystem:*","elasticmapreduce:*",\
                "es:*","firehose:*","iam:GetInstanceProfile","iam:GetPolicy","iam:GetPolicyVersion",\
                "iam:GetRole","iam:ListRoles","kinesis:*","kinesisanalytics:*","kms:List*",\
                "lambda:Create*","lambda:Delete*","lambda:Get*","lambda:InvokeFunction","lambda:List*",\
                "lambda:PublishVersion","lambda:Update*","logs:Describe*","logs:Get*",\
                "machinelearning:*","quicksight:*","rds:Describe*","redshift:*","s3:CreateBucket",\
                "sdb:*","sns:CreateTopic","sns:Get*","sns:List*"],"Resource":"*"},{"Effect":"Allow",\
                "Action":["s3:AbortMultipartUpload","s3:DeleteObject*","s3:Get*","s3:List*",\
                "s3:PutObject*"],"Resource":"*"},{"Effect":"Allow","Action":"iam:PassRole",\
                "Resource":["arn:aws:iam::*:role/EMR-EC2_DefaultRole",\
                "arn:aws:iam::*:role/EMR_EC2_DefaultRole","arn:aws:iam::*:role/EMR_DefaultRole",\
                "arn:aws:iam::*:role/kinesis-*","arn:aws:iam::*:role/DataPipelineDefaultRole",\
                "arn:aws:iam::*:role/DataPipelineDefaultResourceRole"]}]}
                """),
        AWSManagedPolicy(
            name: "DatabaseAdministrator", path: "/job-function/", uniqueID: "ANPASALLYPORTBUILTIN8",
            description: "Sets up, configures and maintains databases.",
            document: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
                "Action":["cloudwatch:DeleteAlarms","cloudwatch:Describe*",\
                "cloudwatch:DisableAlarmActions","cloudwatch:EnableAlarmActions","cloudwatch:Get*",\
                "cloudwatch:List*","cloudwatch:PutMetricAlarm","datapipeline:*","dynamodb:*",\
                "ec2:Describe*","elasticache:*","iam:ListRoles","iam:GetRole","kms:ListKeys","lambda:*",\
                "logs:Describe*","logs:FilterLogEvents","logs:Get*","rds:*","redshift:*",\
                "s3:CreateBucket","sns:*","sqs:*"],"Resource":"*"},{"Effect":"Allow",\
                "Action":["s3:DeleteObject*","s3:Get*","s3:List*","s3:PutObject*"],"Resource":"*"},\
                {"Effect":"Allow","Action":"iam:PassRole",\
                "Resource":["arn:aws:iam::*:role/rds-monitoring-role",\
                "arn:aws:iam::*:role/rdbms-lambda-access","arn:aws:iam::*:role/lambda_exec_role",\
                "arn:aws:iam::*:role/lambda-dynamodb-*","arn:aws:iam::*:role/lambda-vpc-execution-role",\
                "arn:aws:iam::*:role/DataPipelineDefaultRole",\
                "arn:aws:iam::*:role/DataPipelineDefaultResourceRole"]}]}
                """),
        AWSManagedPolicy(
            name: "IAMUserChangePassword", path: "/", uniqueID: "ANPASALLYPORTBUILTIN9",
            description: "Lets users change their own passwords.",
            document: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:ChangePassword",\
                "Resource":["arn:aws:iam::*:user/${aws:username}"]},{"Effect":"Allow",\
                "Action":"iam:GetAccountPasswordPolicy","Resource":"*"}]}
                """),
        AWSManagedPolicy(
            name: "NetworkAdministrator", path: "/job-function/", uniqueID: "ANPASALLYPORTBUILTN10",
            description: "Sets up and maintains networks.",
            document: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
                "Action":["autoscaling:Describe*","cloudfront:ListDistributions",\
                "cloudwatch:DeleteAlarms","cloudwatch:DescribeAlarms","cloudwatch:GetMetricStatistics",\
                "cloudwatch:PutMetricAlarm","directconnect:*","ec2:*Address*","ec2:*DhcpOptions*",\
                "ec2:*FlowLogs*","ec2:*Gateway*","ec2:*NetworkAcl*","ec2:*NetworkInterface*",\
                "ec2:*PlacementGroup*","ec2:*PrefixList*","ec2:*Route*","ec2:*SecurityGroup*",\
                "ec2:*Subnet*","ec2:*Vpc*","ec2:*Vpn*","ec2:CreateTags","ec2:Describe*",\
                "elasticbeanstalk:Describe*","elasticbeanstalk:List*","elasticloadbalancing:*",\
                "logs:DescribeLogGroups","logs:DescribeLogStreams","logs:GetLogEvents","route53:*",\
                "route53domains:*","sns:CreateTopic","sns:ListSubscriptionsByTopic","sns:ListTopics"],\
                "Resource":"*"},{"Effect":"Allow","Action":["iam:GetRole","iam:ListRoles",\
                "iam:PassRole"],"Resource":["arn:aws:iam::*:role/flow-logs-*"]}]}
                """),
        AWSManagedPolicy(
            name: "PowerUserAccess", path: "/", uniqueID: "ANPASALLYPORTBUILTN11",
            description: "Everything but users, groups, roles and the organisation.",
            document: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":["iam:*",\
                "organizations:*"],"Resource":"*"},{"Effect":"Allow",\
                "Action":["iam:CreateServiceLinkedRole","iam:DeleteServiceLinkedRole","iam:ListRoles",\
                "organizations:DescribeOrganization"],"Resource":"*"}]}
                """),
        AWSManagedPolicy(
            name: "SecurityAudit", path: "/", uniqueID: "ANPASALLYPORTBUILTN12",
            description: "Views configurations and logs.",
            document: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["acm:Describe*",\
                "acm:List*","autoscaling:Describe*","cloudformation:Describe*","cloudformation:List*",\
                "cloudfront:Get*","cloudfront:List*","cloudtrail:Describe*","cloudtrail:Get*",\
                "cloudtrail:List*","cloudtrail:LookupEvents","cloudwatch:Describe*","cloudwatch:List*",\
                "codecommit:List*","codedeploy:BatchGet*","codedeploy:Get*","codedeploy:List*",\
                "codepipeline:List*","config:Deliver*","config:Describe*","config:Get*","config:List*",\
                "datapipeline:Describe*","datapipeline:List*","directconnect:Describe*",\
                "dynamodb:ListTables","dynamodb:Describe*","ec2:Describe*","ecr:Describe*",\
                "ecr:GetRepositoryPolicy","ecr:List*","ecs:Describe*","ecs:List*",\
                "elasticache:Describe*","elasticbeanstalk:Describe*","elasticfilesystem:Describe*",\
                "elasticloadbalancing:Describe*","elasticmapreduce:Describe*","elasticmapreduce:List*",\
                "es:Describe*","es:List*","firehose:Describe*","firehose:List*","glacier:Describe*",\
                "glacier:List*","iam:GenerateCredentialReport","iam:GenerateServiceLastAccessedDetails",\
                "iam:Get*","iam:List*","iam:Simulate*","kinesis:Describe*","kinesis:List*",\
                "kms:Describe*","kms:GetKeyPolicy","kms:GetKeyRotationStatus","kms:List*",\
                "lambda:GetAccountSettings","lambda:GetPolicy","lambda:List*","logs:Describe*",\
                "organizations:Describe*","organizations:List*","rds:Describe*","rds:List*",\
                "redshift:Describe*","route53:Get*","route53:List*","s3:GetAccelerateConfiguration",\
                "s3:GetAnalyticsConfiguration","s3:GetBucket*","s3:GetInventoryConfiguration",\
                "s3:GetLifecycleConfiguration","s3:GetMetricsConfiguration","s3:GetObjectAcl",\
                "s3:GetObjectVersionAcl","s3:GetReplicationConfiguration","s3:ListAllMyBuckets",\
                "s3:ListBucket*","sdb:DomainMetadata","sdb:ListDomains","ses:GetIdentity*","ses:List*",\
                "sns:GetTopicAttributes","sns:List*","sqs:GetQueueAttributes","sqs:ListQueues",\
                "ssm:Describe*","ssm:ListDocuments","states:ListStateMachines",\
                "storagegateway:Describe*","storagegateway:List*","tag:GetResources","tag:GetTagKeys",\
                "trustedadvisor:Describe*","waf:ListWebACLs","workspaces:Describe*"],"Resource":"*"}]}
                """),
        AWSManagedPolicy(
            name: "SupportUser", path: "/job-function/", uniqueID: "ANPASALLYPORTBUILTN13",
            description: "Creates and follows cases of AWS Support.",
            document: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["support:*",\
                "autoscaling:Describe*","cloudformation:Describe*","cloudformation:List*",\
                "cloudtrail:DescribeTrails","cloudtrail:LookupEvents","cloudwatch:Describe*",\
                "cloudwatch:Get*","cloudwatch:List*","ec2:Describe*","elasticloadbalancing:Describe*",\
                "iam:GenerateCredentialReport","iam:GetAccountSummary","iam:List*","lambda:List*",\
                "rds:Describe*","s3:GetBucketLocation","s3:List*","sns:List*","sqs:ListQueues",\
                "trustedadvisor:Describe*"],"Resource":"*"}]}
                """),
        AWSManagedPolicy(
            name: "SystemAdministrator", path: "/job-function/", uniqueID: "ANPASALLYPORTBUILTN14",
            description: "Sets up and maintains what development runs on.",
            document: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["autoscaling:*",\
                "cloudtrail:*","cloudwatch:*","codecommit:*","codedeploy:*","codepipeline:*","config:*",\
                "ds:*","ec2:*","elasticloadbalancing:*","events:*","iam:GenerateCredentialReport",\
                "iam:GetAccount*","iam:GetCredentialReport","iam:GetGroup*","iam:GetInstanceProfile",\
                "iam:GetPolicy*","iam:GetRole*","iam:GetServerCertificate","iam:GetUser*","iam:List*",\
                "iam:Simulate*","kms:CreateAlias","kms:CreateKey","kms:DeleteAlias","kms:Describe*",\
                "kms:GenerateRandom","kms:Get*","kms:List*","kms:Encrypt","kms:ReEncrypt*","lambda:*",\
                "logs:*","rds:*","route53:*","route53domains:*","s3:*","ses:*","sns:*","sqs:*",\
                "trustedadvisor:*"],"Resource":"*"},{"Effect":"Allow","Action":["iam:GetRole",\
                "iam:PassRole"],"Resource":["arn:aws:iam::*:role/rds-monitoring-role",\
                "arn:aws:iam::*:role/ec2-sysadmin-*","arn:aws:iam::*:role/ecr-sysadmin-*",\
                "arn:aws:iam::*:role/lambda-sysadmin-*"]}]}
                """),
        AWSManagedPolicy(
            name: "ViewOnlyAccess", path: "/job-function/", uniqueID: "ANPASALLYPORTBUILTN15",
            description: "Lists resources and what they are like, and reads no content.",
            document: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["acm:ListCertificates",\
                "athena:List*","autoscaling:Describe*","aws-marketplace:ViewSubscriptions",\
                "batch:ListJobs","clouddirectory:ListDirectories","cloudformation:DescribeStacks*",\
                "cloudformation:List*","cloudfront:List*","cloudhsm:List*",\
                "cloudsearch:DescribeDomains","cloudsearch:List*","cloudtrail:DescribeTrails",\
                "cloudtrail:LookupEvents","cloudwatch:Get*","cloudwatch:List*","codebuild:ListBuilds*",\
                "codebuild:ListProjects","codecommit:List*","codedeploy:Get*","codedeploy:List*",\
                "codepipeline:ListPipelines","codestar:List*","cognito-identity:ListIdentities",\
                "cognito-identity:ListIdentityPools","cognito-idp:List*","cognito-sync:ListDatasets",\
                "config:Describe*","config:List*","connect:List*","datapipeline:DescribePipelines",\
                "datapipeline:GetAccountLimits","datapipeline:ListPipelines","dax:DescribeClusters",\
                "dax:ListTables","devicefarm:List*","directconnect:Describe*","discovery:List*",\
                "dms:List*","ds:DescribeDirectories","dynamodb:DescribeBackup",\
                "dynamodb:DescribeLimits","dynamodb:DescribeTable","dynamodb:ListTables",\
                "ec2:Describe*","ecr:DescribeRepositories","ecr:ListImages","ecs:Describe*","ecs:List*",\
                "elasticache:Describe*","elasticbeanstalk:DescribeApplications",\
                "elasticbeanstalk:DescribeEnvironments","elasticbeanstalk:ListAvailableSolutionStacks",\
                "elasticfilesystem:DescribeFileSystems","elasticloadbalancing:Describe*",\
                "elasticmapreduce:List*","elastictranscoder:List*","es:DescribeElasticsearchDomain*",\
                "es:List*","events:ListRule*","events:ListTargetsByRule",\
                "firehose:DescribeDeliveryStream","firehose:List*","gamelift:List*","glacier:List*",\
                "iam:GetAccountSummary","iam:GetLoginProfile","iam:List*","importexport:ListJobs",\
                "inspector:List*","iot:List*","kinesis:ListStreams","kinesisanalytics:ListApplications",\
                "kms:ListKeys","lambda:List*","lex:GetBotAliases","lex:GetBots","lex:GetIntents",\
                "lex:GetSlotTypes","lightsail:GetBlueprints","lightsail:GetBundles",\
                "lightsail:GetInstances*","logs:Describe*","machinelearning:Describe*",\
                "mobilehub:ListProjects","opsworks:Describe*","organizations:List*",\
                "polly:DescribeVoices","polly:ListLexicons","rds:Describe*",\
                "redshift:DescribeClusters*","redshift:DescribeEvents*","redshift:ViewQueriesInConsole",\
                "route53:Get*","route53:List*","route53domains:List*","s3:ListAllMyBuckets",\
                "s3:ListBucket*","sdb:List*","servicecatalog:List*","ses:List*","shield:List*",\
                "sns:List*","sqs:ListQueues","ssm:ListAssociations","ssm:ListDocuments",\
                "states:ListActivities","states:ListStateMachines","storagegateway:ListGateways",\
                "storagegateway:ListLocalDisks","storagegateway:ListVolumes","swf:List*",\
                "trustedadvisor:Describe*","waf:List*","workdocs:Describe*","workmail:Describe*",\
                "workspaces:Describe*"],"Resource":"*"}]}
                """),
    ]

    /// What reads in the services of the guide, without what takes messages from queues or opens secrets.
    static let readOnlyDocument = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["acm:Describe*",\
        "acm:Get*","acm:List*","apigateway:GET","application-autoscaling:Describe*",\
        "athena:Batch*","athena:Get*","athena:List*","autoscaling:Describe*","batch:Describe*",\
        "batch:List*","cloudformation:Describe*","cloudformation:Estimate*",\
        "cloudformation:Get*","cloudformation:List*","cloudfront:Get*","cloudfront:List*",\
        "cloudhsm:Describe*","cloudhsm:Get*","cloudhsm:List*","cloudsearch:Describe*",\
        "cloudsearch:List*","cloudtrail:Describe*","cloudtrail:Get*","cloudtrail:List*",\
        "cloudtrail:Lookup*","cloudwatch:Describe*","cloudwatch:Get*","cloudwatch:List*",\
        "codebuild:BatchGet*","codebuild:List*","codecommit:BatchGet*","codecommit:Get*",\
        "codecommit:GitPull","codecommit:List*","codedeploy:BatchGet*","codedeploy:Get*",\
        "codedeploy:List*","codepipeline:Get*","codepipeline:List*",\
        "cognito-identity:Describe*","cognito-identity:Get*","cognito-identity:List*",\
        "cognito-idp:AdminGet*","cognito-idp:AdminList*","cognito-idp:Describe*",\
        "cognito-idp:Get*","cognito-idp:List*","config:Deliver*","config:Describe*",\
        "config:Get*","config:List*","datapipeline:Describe*","datapipeline:EvaluateExpression",\
        "datapipeline:Get*","datapipeline:List*","datapipeline:Query*","datapipeline:Validate*",\
        "directconnect:Describe*","dms:Describe*","dms:List*","ds:Check*","ds:Describe*",\
        "ds:Get*","ds:List*","dynamodb:BatchGetItem","dynamodb:Describe*","dynamodb:GetItem",\
        "dynamodb:List*","dynamodb:Query","dynamodb:Scan","ec2:Describe*","ec2:Get*",\
        "ecr:BatchCheckLayerAvailability","ecr:BatchGetImage","ecr:Describe*","ecr:Get*",\
        "ecr:List*","ecs:Describe*","ecs:List*","elasticache:Describe*","elasticache:List*",\
        "elasticbeanstalk:Check*","elasticbeanstalk:Describe*","elasticbeanstalk:List*",\
        "elasticbeanstalk:RequestEnvironmentInfo","elasticbeanstalk:RetrieveEnvironmentInfo",\
        "elasticfilesystem:Describe*","elasticloadbalancing:Describe*",\
        "elasticmapreduce:Describe*","elasticmapreduce:List*","elasticmapreduce:View*",\
        "es:Describe*","es:ESHttpGet*","es:ESHttpHead","es:List*","events:Describe*",\
        "events:List*","events:Test*","firehose:Describe*","firehose:List*","glacier:Describe*",\
        "glacier:Get*","glacier:List*","health:Describe*","iam:Generate*","iam:Get*",\
        "iam:List*","iam:Simulate*","inspector:Describe*","inspector:Get*","inspector:List*",\
        "iot:Describe*","iot:Get*","iot:List*","kinesis:Describe*","kinesis:Get*",\
        "kinesis:List*","kms:Describe*","kms:GetKeyPolicy","kms:GetKeyRotationStatus",\
        "kms:GetParametersForImport","kms:List*","lambda:Get*","lambda:List*","logs:Describe*",\
        "logs:FilterLogEvents","logs:Get*","logs:List*","logs:Test*",\
        "machinelearning:Describe*","machinelearning:Get*","opsworks:Describe*","opsworks:Get*",\
        "organizations:Describe*","organizations:List*","polly:Describe*","polly:Get*",\
        "polly:List*","polly:SynthesizeSpeech","rds:Describe*","rds:Download*","rds:List*",\
        "redshift:Describe*","redshift:View*","route53:Get*","route53:List*","route53:Test*",\
        "route53domains:Check*","route53domains:Get*","route53domains:List*",\
        "route53domains:View*","s3:Get*","s3:List*","sdb:Get*","sdb:List*","sdb:Select",\
        "servicecatalog:Describe*","servicecatalog:Get*","servicecatalog:List*",\
        "servicecatalog:Scan*","servicecatalog:Search*","ses:Get*","ses:List*",\
        "shield:Describe*","shield:Get*","shield:List*","sns:Get*","sns:List*","sqs:Get*",\
        "sqs:List*","ssm:Describe*","ssm:Get*","ssm:List*","states:Describe*",\
        "states:GetExecutionHistory","states:List*","storagegateway:Describe*",\
        "storagegateway:List*","sts:Get*","swf:Count*","swf:Describe*","swf:Get*","swf:List*",\
        "tag:Get*","trustedadvisor:Describe*","waf:Get*","waf:List*","waf-regional:Get*",\
        "waf-regional:List*","workdocs:Describe*","workdocs:Get*","workspaces:Describe*",\
        "xray:BatchGet*","xray:Get*"],"Resource":"*"}]}
        """
}
