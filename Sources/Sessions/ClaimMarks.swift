public import Accounts
import IAMPolicy
package import SAML2

/// The marks of a federated user's attributes that a session carries: a bounded number.
///
/// An attribute with few values goes before one with many, since what tells people apart has one. An attribute whose values
/// find no room has a mark that stands for any of them: a revocation by one of its values reaches the session then, as
/// nobody can tell any more, and its user signs in again.
public struct ClaimMarks: Hashable, Sendable {
    /// Marks of a session at most.
    package static let limit = 48

    /// The marks.
    public let all: [ClaimMark]

    package init(_ marks: [ClaimMark]) { all = marks }

    /// For a session without room for more: it is reached by a revocation by any attribute.
    package static let anything = ClaimMarks([.anything])

    /// The marks for a session of a user with these attributes.
    package init(_ attributes: [SAMLAttribute], partition: Partition) {
        guard let groups = Self.groups(attributes, partition) else {
            all = Self.anything.all
            return
        }
        var marks: [ClaimMark] = []
        marks.reserveCapacity(Self.limit)
        for (index, group) in groups.sorted(by: { $0.values.count < $1.values.count }).enumerated() {
            // Each one that is still to come needs one place at least.
            let room = Self.limit - marks.count - (groups.count - index - 1)
            if group.values.count <= room {
                for value in group.values { marks.append(ClaimMark(attribute: group.name, value: value)) }
            } else {
                marks.append(ClaimMark(anyValueOf: group.name))
            }
        }
        all = marks
    }

    /// These, and one of the user's session at the identity provider.
    package func adding(sessionIndex: String?) -> ClaimMarks {
        guard let sessionIndex, all != Self.anything.all else { return self }
        return ClaimMarks(all + [ClaimMark(sessionIndex: sessionIndex)])
    }

    /// The mark of each value of each attribute, however many there are.
    package static func complete(_ attributes: [SAMLAttribute], partition: Partition) -> [ClaimMark] {
        attributes.filter { isMarked($0, partition) }.flatMap { attribute in
            attribute.values.map { ClaimMark(attribute: attribute.name, value: $0) }
        }
    }

    private struct Group {
        let name: String
        var values: [String]
    }

    /// By name, since one may stand several times; nil when there are more than marks.
    private static func groups(_ attributes: [SAMLAttribute], _ partition: Partition) -> [Group]? {
        var groups: [Group] = []
        groups.reserveCapacity(min(attributes.count, limit))
        for attribute in attributes where isMarked(attribute, partition) {
            let name = ExactText(attribute.name)
            if let place = groups.firstIndex(where: { ExactText($0.name) == name }) {
                groups[place].values += attribute.values
            } else {
                guard groups.count < limit else { return nil }
                groups.append(Group(name: attribute.name, values: attribute.values))
            }
        }
        return groups
    }

    /// Roles are revoked as such, and a session has its name; neither tells more about its user.
    private static func isMarked(_ attribute: SAMLAttribute, _ partition: Partition) -> Bool {
        let claim = ClaimName(attribute: attribute.name, partition: partition)
        return claim?.describesUser != false && !attribute.values.isEmpty
    }
}
