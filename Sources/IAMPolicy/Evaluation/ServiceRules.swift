import Encodings

/// What AWS services decide in their own way, whatever identity policies say.
enum ServiceRules {
    /// Whether an identity policy alone never grants: roles are entered through their trust policy, keys used through
    /// their key policy (AWS KMS developer guide, "Key policies").
    static func requiresResourcePolicy(_ request: borrowing EvaluationRequest, _ context: RequestContext) -> Bool {
        guard request.resource.isOfService("kms") || request.resource.isOfService("iam") else { return false }
        guard !context.assumesDelegation, let arn = ARN(context.resource) else { return false }
        switch arn.service {
        case "kms": return arn.resource.hasPrefix("key/")
        case "iam": return arn.resource.hasPrefix("role/") && context.action.asciiLowercased.hasPrefix("sts:")
        default: return false
        }
    }

    /// Why AWS refuses the request although policies may allow it; `nil` when it does not.
    static func refusal(of request: borrowing EvaluationRequest, _ context: RequestContext) -> String? {
        guard request.action.withBytes(mayRefuse) else { return nil }
        let action = context.action.asciiLowercased
        if action == "sts:assumerole", case .account = context.principal {
            return "the root user of an account cannot assume a role"
        }
        guard let arn = ARN(context.resource) else { return nil }
        if action.hasPrefix("iam:"), arn.service == "iam", changes(action) {
            if arn.accountID == "aws" { return "managed policies of AWS cannot be changed" }
            if arn.resource.hasPrefix("role/aws-reserved/") {
                return "roles that AWS reserves cannot be changed or passed"
            }
        }
        if arn.service == "kms", arn.resource.hasPrefix("alias/aws/"), action.hasSuffix("alias") {
            return "aliases that begin with aws/ belong to AWS"
        }
        return nil
    }

    /// Whether ``refusal(of:)`` has something to say about an action, told without much ado.
    private static func mayRefuse(_ action: UnsafeBufferPointer<UInt8>) -> Bool {
        ByteComparison.areEqual(action, "sts:assumerole") || ByteComparison.hasPrefix(action, "iam:")
            || ByteComparison.hasSuffix(action, "alias")
    }

    private static let readingVerbs = ["get", "list", "generate", "simulate"]

    /// Whether an IAM action does more than read.
    private static func changes(_ action: String) -> Bool {
        let name = action.dropFirst("iam:".count)
        return !readingVerbs.contains { name.hasPrefix($0) }
    }
}
