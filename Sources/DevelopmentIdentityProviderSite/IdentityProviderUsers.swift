/// Who may log in, and which pairs of role and provider they get.
package struct IdentityProviderUsers: Sendable {
    private var users: [(name: String, pairs: [String])] = []

    /// Each with one pair; whoever is named again has several.
    package init(_ pairs: [(name: String, pair: String)]) {
        for (name, pair) in pairs {
            if let index = users.firstIndex(where: { $0.name == name }) {
                users[index].pairs.append(pair)
            } else {
                users.append((name, [pair]))
            }
        }
    }

    /// In the order in which they were named first.
    var names: [String] { users.map(\.name) }

    func pairs(of name: String) -> [String]? { users.first { $0.name == name }?.pairs }
}
