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
        let groups = Self.groups(attributes, partition).sorted { $0.values.count < $1.values.count }
        guard groups.count <= Self.limit else {
            all = Self.anything.all
            return
        }
        var marks: [ClaimMark] = []
        for (index, group) in groups.enumerated() {
            // Each one that is still to come needs one place at least.
            let room = Self.limit - marks.count - (groups.count - index - 1)
            marks += group.values.count <= room ? group.marks : [ClaimMark(anyValueOf: group.name)]
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
        groups(attributes, partition).flatMap(\.marks)
    }

    private struct Group {
        let name: String
        var values: [String]

        var marks: [ClaimMark] { values.map { ClaimMark(attribute: name, value: $0) } }
    }

    /// By name, since one may stand several times.
    private static func groups(_ attributes: [SAMLAttribute], _ partition: Partition) -> [Group] {
        var groups: [Group] = []
        var places: [ExactText: Int] = [:]
        for attribute in attributes where isMarked(attribute, partition) {
            let name = ExactText(attribute.name)
            if let place = places[name] {
                groups[place].values += attribute.values
            } else {
                places[name] = groups.count
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
