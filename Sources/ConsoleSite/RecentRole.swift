import Accounts
import Encodings

/// A role that somebody has switched to, as his browser remembers it: names alone.
package struct RecentRole: Hashable, Sendable {
    /// Roles that a browser remembers at most.
    static let limit = 5
    /// Colours of AWS's page.
    package static let colors = ["F2B0A9", "FBBF93", "FAD791", "B7CA9D", "99BCE3"]
    /// Bytes that a cookie has room for.
    private static let longestCookie = 3_840
    private static let separator: Character = "|"

    /// Digits or alias.
    let account: String
    /// Name, behind its path when it has one.
    let roleName: String
    /// What its user calls it.
    let displayName: String
    /// One of `colors`; empty for none.
    let color: String

    /// Reads the fields of a link or form; what is too long or no colour is left out.
    init(_ fields: FormFields) {
        func text(_ name: String, _ limit: Int) -> String {
            let text = (try? fields.text(name)) ?? ""
            return text.utf8.count <= limit ? text : ""
        }
        account = text("account", 64)
        var name = text("roleName", 4 * RoleTemplate.longestSwitchName)
        while name.hasPrefix("/") { name.removeFirst() }
        roleName = name.unicodeScalars.count <= RoleTemplate.longestSwitchName ? name : ""
        displayName = text("displayName", 64)
        let color = text("color", 6).uppercased()
        self.color = Self.colors.contains(color) ? color : ""
    }

    /// The query of its link.
    var query: String {
        [("account", account), ("roleName", roleName), ("displayName", displayName), ("color", color)]
            .filter { !$0.1.isEmpty }.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    }

    /// What people call it.
    var title: String { displayName.isEmpty ? "\(roleName) @ \(account)" : displayName }

    /// Reads what a browser remembers.
    static func all(_ cookie: String?) -> [RecentRole] {
        let entries = (cookie ?? "").split(separator: separator).prefix(limit)
        return entries.compactMap { entry in (try? FormFields(query: String(entry))).map(RecentRole.init) }
            .filter { !$0.account.isEmpty && !$0.roleName.isEmpty }
    }

    /// The value of a cookie, with this one first.
    func first(of others: [RecentRole]) -> String {
        let rest = others.filter { $0.account != account || $0.roleName != roleName }
        var kept = Array(([self] + rest).prefix(Self.limit).map(\.query))
        while kept.count > 1, kept.reduce(0, { $0 + $1.utf8.count + 1 }) > Self.longestCookie { kept.removeLast() }
        return kept.joined(separator: String(Self.separator))
    }
}
