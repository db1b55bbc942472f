import Encodings
import IAMPolicy

/// Partition, region and account that ARNs are made with.
struct ResolvedPlace {
    let partition: String
    /// `*` when nobody tells.
    let region: String
    /// `*` when nobody tells.
    let account: String
    /// Whether ARNs of the definition are moved to the partition that the caller gave.
    private let movesARNs: Bool

    init(_ deployment: Deployment, origin: Origin) {
        partition = deployment.partition ?? origin.partition ?? "aws"
        region = deployment.region ?? origin.region ?? "*"
        account = deployment.accountID ?? origin.account ?? "*"
        movesARNs = deployment.partition != nil
    }

    /// An ARN of the region and account.
    func arn(_ service: String, _ resource: String, region: String? = nil, account: String? = nil) -> String {
        "arn:\(partition):\(service):\(region ?? self.region):\(account ?? self.account):\(resource)"
    }

    /// An ARN of the account in a service without regions.
    func globalARN(_ service: String, _ resource: String) -> String { arn(service, resource, region: "") }

    /// An ARN of the definition, in the partition.
    func relocated(
        _ text: String, for task: TaskRequirements, service: String
    ) throws(DefinitionFault) -> String {
        guard let arn = ARN(text), arn.isOfAWS, arn.service == service else {
            throw task.fault("\(text.quoted) is not an ARN of \(service)")
        }
        return relocated(arn)
    }

    func relocated(_ arn: ARN) -> String {
        guard movesARNs else { return arn.description }
        return self.arn(arn.service, arn.resource, region: arn.region, account: arn.accountID)
    }
}
