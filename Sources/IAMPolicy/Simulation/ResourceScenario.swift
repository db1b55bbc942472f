/// A scenario of Amazon EC2 in a simulation, which says what kinds of resources the action needs (user guide, "Testing IAM Policies
/// with the IAM Policy Simulator"; `ResourceHandlingOption` of the API).
package enum ResourceScenario: String, CaseIterable, Sendable {
    /// EC2-Classic, root device in an instance store.
    case classicInstanceStore = "EC2-Classic-InstanceStore"
    /// EC2-Classic, root device in an EBS volume.
    case classicEBS = "EC2-Classic-EBS"
    /// A VPC, instance store.
    case vpcInstanceStore = "EC2-VPC-InstanceStore"
    /// A subnet of a VPC, instance store.
    case vpcInstanceStoreSubnet = "EC2-VPC-InstanceStore-Subnet"
    /// A VPC, EBS volume.
    case vpcEBS = "EC2-VPC-EBS"
    /// A subnet of a VPC, EBS volume.
    case vpcEBSSubnet = "EC2-VPC-EBS-Subnet"

    /// The types of the resources that have to be named.
    package var resourceTypes: [String] {
        let common = ["instance", "image", "security-group"]
        return switch self {
        case .classicInstanceStore: common
        case .classicEBS: common + ["volume"]
        case .vpcInstanceStore: common + ["network-interface"]
        case .vpcInstanceStoreSubnet: common + ["network-interface", "subnet"]
        case .vpcEBS: common + ["network-interface", "volume"]
        case .vpcEBSSubnet: common + ["network-interface", "subnet", "volume"]
        }
    }

    /// The types of which none of the resources is, as their ARNs say.
    package func missingTypes(among resources: [String]) -> [String] {
        let arns = resources.compactMap(ARN.init).filter { $0.service == "ec2" }
        let named = Set(arns.compactMap { $0.resource.split(separator: "/").first.map(String.init) })
        return resourceTypes.filter { !named.contains($0) }
    }
}
