import Encodings
package import IAMPolicy

/// The services that policies grant anything of, whatever else denies it.
package struct GrantedServices: Sendable {
    /// Patterns of actions by service, as they are written behind the service's name.
    private var patterns: [String: [WildcardPattern]] = [:]
    /// Whether a policy grants something of every service.
    private var isOfAll = false

    /// Reads the policies.
    package init(_ documents: [PolicyDocument]) {
        for document in documents { add(document) }
    }

    private mutating func add(_ document: PolicyDocument) {
        for service in PolicySummary(document).services where service.effect == .allow {
            guard !service.isNotAction, service.name != "*" else {
                isOfAll = true
                continue
            }
            let names = service.actions.map { action in
                action.asciiLowercased.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
            }
            patterns[service.name.asciiLowercased, default: []] += names.map { WildcardPattern($0) }
        }
    }

    /// The services' names in policies, sorted: those that are named, and the known ones where all are meant.
    package var namespaces: [String] {
        Set(patterns.keys).union(isOfAll ? Array(ServiceNames.known.keys) : []).sorted()
    }

    /// Whether anything of a service is granted.
    package func grants(_ namespace: String) -> Bool { isOfAll || patterns[namespace] != nil }

    /// Whether an action of a service is granted.
    package func grants(_ namespace: String, action: String) -> Bool {
        isOfAll || (patterns[namespace] ?? []).contains { $0.matches(action.asciiLowercased) }
    }
}

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
