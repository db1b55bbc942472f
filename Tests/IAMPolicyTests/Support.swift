import IAMPolicy

/// An identity policy of one statement.
func identityPolicy(
    effect: String = "Allow",
    action: String = "\"*\"",
    resource: String = "\"*\"",
    condition: String = "{}",
    version: String = "2012-10-17"
) throws -> PolicyDocument {
    try PolicyDocument(
        simulating: """
            {"Version": "\(version)", "Statement": {"Effect": "\(effect)", "Action": \(action), "Resource": \(resource),
             "Condition": \(condition)}}
            """,
        kind: .managed
    )
}

/// A resource or trust policy of one statement.
func resourcePolicy(
    effect: String = "Allow",
    principal: String,
    element: String = "Principal",
    action: String = "\"*\"",
    kind: PolicyKind = .resource
) throws -> PolicyDocument {
    let resource = kind == .trust ? "" : ", \"Resource\": \"*\""
    return try PolicyDocument(
        simulating: """
            {"Version": "2012-10-17", "Statement": {"Effect": "\(effect)", "\(element)": \(principal), "Action": \(action)\(resource)}}
            """,
        kind: kind
    )
}

func attached(_ document: PolicyDocument, _ name: String = "policy") -> AttachedPolicy {
    AttachedPolicy(name: name, document: document)
}

/// The decision of one identity policy about a user of the account that owns the resource.
func decide(
    _ policy: PolicyDocument,
    action: String = "s3:GetObject",
    resource: String = "arn:aws:s3:::bucket/key",
    keys: ContextKeys = [:]
) throws -> PolicyDecision.Effect {
    PolicySet(identity: [attached(policy)])
        .evaluate(
            RequestContext(
                principal: .user(arn: try arn("arn:aws:iam::123456789012:user/ana")),
                action: action,
                resource: resource,
                resourceAccount: "123456789012",
                keys: keys
            )
        ).effect
}

struct NotAnARN: Error {
    let text: String
}

func arn(_ text: String) throws -> ARN {
    guard let arn = ARN(text) else { throw NotAnARN(text: text) }
    return arn
}

func principal(_ text: String) throws -> Principal {
    guard let principal = Principal(parsing: text) else { throw NotAnARN(text: text) }
    return principal
}
