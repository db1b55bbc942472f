package import Accounts
package import SAML2

/// The values of those attributes of an assertion that web identity tokens may say later: a session carries them, and no others.
///
/// Names are marks, which are short. An attribute whose values find no room is remembered as one that was left out: that a token says
/// nothing of it must not mean that the identity provider said nothing.
public struct KeptAttributes: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// One attribute that tokens may say.
    package struct Attribute: Hashable, Sendable {
        /// Which one it is.
        package let name: ClaimMark
        /// Its values in the order of the assertion, none when it was not there; nil when there was no room.
        package var values: [String]?
    }

    /// What a session knows of an attribute.
    package enum Knowledge: Hashable, Sendable {
        /// What the assertion said; none when it said nothing.
        case values([String])
        /// There was no room.
        case leftOut
        /// Nobody wanted it when the session began.
        case notKept
    }

    /// Bytes of all values together at most, one more for each.
    package static let limit = 1_024

    /// In the order of the configuration.
    package private(set) var all: [Attribute]

    package init(_ all: [Attribute] = []) { self.all = all }

    /// Keeps the attributes with these names: each as a whole, as long as there is room.
    package init(_ attributes: [SAMLAttribute], named names: [String]) {
        var room = Self.limit
        all = names.map { name in
            // One attribute may stand several times.
            let values = attributes.filter { $0.name.utf8.elementsEqual(name.utf8) }.flatMap(\.values)
            let size = values.reduce(0) { $0 + $1.utf8.count + 1 }
            guard size <= room else { return Attribute(name: ClaimMark(anyValueOf: name), values: nil) }
            room -= size
            return Attribute(name: ClaimMark(anyValueOf: name), values: values)
        }
    }

    /// What is known of the attribute with this name.
    package func knowledge(of name: String) -> Knowledge {
        let mark = ClaimMark(anyValueOf: name)
        guard let attribute = all.first(where: { $0.name == mark }) else { return .notKept }
        return attribute.values.map(Knowledge.values) ?? .leftOut
    }

    /// Those of these names whose values found no room, each once.
    package func leftOut(among names: [String]) -> [String] {
        guard all.contains(where: { $0.values == nil }) else { return [] }
        var seen: Set<String> = []
        return names.filter { knowledge(of: $0) == .leftOut && seen.insert($0).inserted }
    }

    /// Whether there is none.
    package var isEmpty: Bool { all.isEmpty }

    /// The same without the values, for a session that has no room for them.
    package var withoutValues: KeptAttributes {
        KeptAttributes(all.map { Attribute(name: $0.name, values: $0.values?.isEmpty == true ? [] : nil) })
    }

    /// How many there are: values are personal.
    public var description: String { "KeptAttributes(\(all.count), values redacted)" }

    /// The same: `dump` shows no value either.
    public var customMirror: Mirror { Mirror(self, children: ["count": all.count]) }
}
