/// Names of services for people.
package enum ServiceNames {
    /// Those that many policies speak of, by their names in policies.
    package static let known = [
        "apigateway": "Amazon API Gateway", "athena": "Amazon Athena", "autoscaling": "Amazon EC2 Auto Scaling",
        "cloudformation": "AWS CloudFormation", "cloudfront": "Amazon CloudFront", "cloudtrail": "AWS CloudTrail",
        "cloudwatch": "Amazon CloudWatch", "dynamodb": "Amazon DynamoDB", "ec2": "Amazon EC2",
        "ecr": "Amazon Elastic Container Registry", "ecs": "Amazon Elastic Container Service",
        "eks": "Amazon Elastic Kubernetes Service", "elasticloadbalancing": "Elastic Load Balancing",
        "events": "Amazon EventBridge", "glue": "AWS Glue", "iam": "AWS Identity and Access Management",
        "kinesis": "Amazon Kinesis", "kms": "AWS Key Management Service", "lambda": "AWS Lambda",
        "logs": "Amazon CloudWatch Logs", "organizations": "AWS Organizations", "rds": "Amazon RDS",
        "route53": "Amazon Route 53", "s3": "Amazon S3", "secretsmanager": "AWS Secrets Manager",
        "sns": "Amazon SNS", "sqs": "Amazon SQS", "ssm": "AWS Systems Manager", "states": "AWS Step Functions",
        "sts": "AWS Security Token Service",
    ]

    /// The name of a service; the one in policies when there is no other.
    package static func name(of namespace: String) -> String { known[namespace] ?? namespace }
}
