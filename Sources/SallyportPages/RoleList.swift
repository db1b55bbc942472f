package import Accounts
import Encodings
package import Portal

/// The roles of a sign-in as pages show them: by account, those with a name first, and by name.
package struct RoleList: Sendable {
    /// Roles beside each other of which nobody needs to search.
    private static let fewest = 8

    /// The roles of one account.
    struct Group {
        let account: Account
        var offers: [RoleOffer]
    }

    let groups: [Group]
    /// Whether there are so many that a search helps.
    let isLong: Bool
    /// Whether one of them is refused.
    package let hasRefusals: Bool

    /// Sorts roles.
    package init(_ offers: [RoleOffer]) {
        var groups: [AccountID: Group] = [:]
        for offer in offers {
            groups[offer.account.id, default: Group(account: offer.account, offers: [])].offers.append(offer)
        }
        self.groups = groups.values.sorted { Self.key($0.account) < Self.key($1.account) }.map { group in
            Group(account: group.account, offers: group.offers.sorted { $0.roleName < $1.roleName })
        }
        isLong = offers.count > Self.fewest
        hasRefusals = offers.contains { $0.refusal != nil }
    }

    private static func key(_ account: Account) -> String {
        // A tilde comes after all that an alias may hold.
        "\(account.alias ?? "~") \(account.id)"
    }
}

extension Account {
    /// The account as people know it: `alias (id)`, or the id.
    package var readableName: String { alias.map { "\($0) (\(id))" } ?? id.description }
}
