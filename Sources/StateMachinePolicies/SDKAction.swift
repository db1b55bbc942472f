import Encodings

/// The action of IAM behind a call of an AWS SDK.
enum SDKAction {
    /// The actions that `aws-sdk:<service>:<action>` needs.
    static func actions(service: String, action: String) -> [String] {
        let prefix = prefixes[service] ?? service
        if let others = otherActions["\(service):\(action)"] { return others }
        let name = action.prefix(1).uppercased() + action.dropFirst()
        return ["\(prefix):\(name)"]
    }

    /// Services whose actions have another prefix than the SDK's name for them.
    private static let prefixes = [
        "accessanalyzer": "access-analyzer", "acmpca": "acm-pca", "apigatewayv2": "apigateway",
        "applicationautoscaling": "application-autoscaling", "bedrockagent": "bedrock", "bedrockruntime": "bedrock",
        "cloudhsmv2": "cloudhsm", "cloudsearchdomain": "cloudsearch", "cloudwatchevents": "events",
        "cloudwatchlogs": "logs", "codestarconnections": "codestar-connections",
        "codegurureviewer": "codeguru-reviewer",
        "cognitoidentity": "cognito-identity", "cognitoidentityprovider": "cognito-idp", "cognitosync": "cognito-sync",
        "configservice": "config", "costandusagereport": "cur", "costexplorer": "ce", "databasemigration": "dms",
        "directory": "ds", "docdb": "rds", "dynamodbstreams": "dynamodb", "ecrpublic": "ecr-public",
        "efs": "elasticfilesystem", "elasticloadbalancingv2": "elasticloadbalancing", "elasticsearch": "es",
        "emr": "elasticmapreduce", "emrcontainers": "emr-containers", "emrserverless": "emr-serverless",
        "eventbridge": "events", "iotdataplane": "iot", "kinesisanalyticsv2": "kinesisanalytics",
        "lexmodelbuilding": "lex", "lexruntime": "lex", "lexruntimev2": "lex", "marketplacecatalog": "aws-marketplace",
        "neptune": "rds", "networkfirewall": "network-firewall", "opensearch": "es", "pinpoint": "mobiletargeting",
        "rdsdata": "rds-data", "redshiftdata": "redshift-data", "resourcegroups": "resource-groups",
        "resourcegroupstaggingapi": "tag", "s3control": "s3", "sagemakerruntime": "sagemaker", "sesv2": "ses",
        "sfn": "states", "ssoadmin": "sso", "storagegateway": "storagegateway", "timestreamquery": "timestream",
        "timestreamwrite": "timestream", "transcribestreaming": "transcribe", "wafregional": "waf-regional",
    ]

    /// Calls that IAM knows by another name, or by several.
    private static let otherActions = [
        "lambda:invoke": ["lambda:InvokeFunction"], "s3:abortMultipartUpload": ["s3:AbortMultipartUpload"],
        "s3:completeMultipartUpload": ["s3:PutObject"], "s3:copyObject": ["s3:GetObject", "s3:PutObject"],
        "s3:createMultipartUpload": ["s3:PutObject"], "s3:deleteObjects": ["s3:DeleteObject"],
        "s3:headBucket": ["s3:ListBucket"], "s3:headObject": ["s3:GetObject"],
        "s3:listBuckets": ["s3:ListAllMyBuckets"],
        "s3:listObjects": ["s3:ListBucket"], "s3:listObjectsV2": ["s3:ListBucket"], "s3:uploadPart": ["s3:PutObject"],
    ]
}
