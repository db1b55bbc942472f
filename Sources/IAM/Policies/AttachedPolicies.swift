import AWSQuery
import IAMPolicy

/// Policies that are attached to something.
enum AttachedPolicies {
    /// Each with its name and ARN.
    static func listed(_ arns: [ARN]) -> [[QueryMember]] {
        arns.map { [.text("PolicyName", $0.resourceName), .text("PolicyArn", "\($0)")] }
    }
}
