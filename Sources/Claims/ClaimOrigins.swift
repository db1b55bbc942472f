package import Encodings

/// By which rules a provider's claims have what the assertion does not say itself, each by its name.
package struct ClaimOrigins: Sendable {
    /// The rules that gave roles.
    package var roles: [RoleClaim: String] = [:]
    /// The rule that made the session name.
    package var sessionName: String?
    /// The rule that made the source identity.
    package var sourceIdentity: String?
    /// The rule that made the session duration.
    package var sessionDuration: String?
    /// The rules that made tags, by the key of each.
    package var tags: [(key: String, rule: String)] = []

    /// For the record of a session with the role of `claim`.
    package func members(for claim: RoleClaim) -> [JSONMember] {
        var members: [JSONMember] = []
        let named = [
            ("role", roles[claim]), ("roleSessionName", sessionName), ("sessionDuration", sessionDuration),
            ("sourceIdentity", sourceIdentity),
        ]
        for (name, rule) in named {
            if let rule { members.append(JSONMember(name, rule)) }
        }
        if !tags.isEmpty {
            members.append(JSONMember("principalTags", .object(tags.map { JSONMember($0.key, $0.rule) })))
        }
        return members
    }
}
