import Accounts
import IAMPolicy

/// Reads the section `organization`.
struct OrganizationReader {
    /// As many policies as a level has in AWS Organizations.
    private static let mostPolicies = 5

    private var organization = Organization()
    /// The accounts that units name.
    private var placed: Set<AccountID> = []

    static func read(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> Organization {
        guard let node else { return Organization() }
        var reader = OrganizationReader()
        reader.organization.root = try policies(of: node)
        if let place = node.optional("managementAccount") {
            reader.organization.managementAccount = try accountID(place)
        }
        for unit in try node.optional("units")?.elements() ?? [] {
            try reader.readUnit(unit, within: [])
        }
        var own: Set<AccountID> = []
        for element in try node.optional("accounts")?.elements() ?? [] {
            let place = try element.required("id")
            let id = try accountID(place)
            guard own.insert(id).inserted else { throw place.error("the account is listed twice") }
            reader.organization.inner[id, default: []].append(try policies(of: element))
        }
        return reader.organization
    }

    /// The keys that are declared bound how deep units are nested.
    private mutating func readUnit(
        _ node: ConfigurationNode, within outer: [[AttachedPolicy]]
    ) throws(BrokerConfigurationError) {
        _ = try node.optional("name")?.string()
        let own = try Self.policies(of: node)
        let levels = outer + [own]
        for place in try node.optional("accounts")?.elements() ?? [] {
            let id = try Self.accountID(place)
            guard placed.insert(id).inserted else { throw place.error("the account is in another unit already") }
            organization.inner[id] = levels
        }
        for unit in try node.optional("units")?.elements() ?? [] {
            try readUnit(unit, within: levels)
        }
    }

    private static func accountID(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> AccountID {
        guard let id = AccountID(try node.string()) else {
            throw node.error("an account id has twelve digits; write it in quotes")
        }
        return id
    }

    private static func policies(of node: ConfigurationNode) throws(BrokerConfigurationError) -> [AttachedPolicy] {
        guard let place = node.optional("policies") else { return [] }
        var policies: [AttachedPolicy] = []
        for (name, value) in try place.entries() {
            policies.append(AttachedPolicy(name: name, document: try value.policy(.serviceControl)))
        }
        guard (1...mostPolicies).contains(policies.count) else {
            throw place.error("a level has 1 to \(mostPolicies) policies; leave the key out where nothing is limited")
        }
        return policies
    }
}
