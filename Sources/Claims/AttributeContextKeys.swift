import Accounts
package import SAML2

/// The `saml:` context keys that attributes of an assertion become, and what of the attributes is left out.
package struct AttributeContextKeys: Hashable, Sendable {
    /// A context key in lower case with its values.
    package struct Entry: Hashable, Sendable {
        package let key: String
        package let values: [String]
    }

    package private(set) var entries: [Entry] = []
    /// Sentences about attributes and values that are not mapped because another came first.
    package private(set) var ignored: [String] = []

    /// The first attribute in document order that feeds a key is mapped, later ones are reported.
    package init(_ attributes: [SAMLAttribute]) {
        for attribute in attributes {
            // To look a long name up takes a time that grows with the square of its combining marks.
            guard attribute.name.utf8.count <= SAMLContextKey.longestName,
                let targets = SAMLContextKey.targets[attribute.name]
            else { continue }
            for target in targets { map(attribute, to: target) }
        }
    }

    private mutating func map(_ attribute: SAMLAttribute, to target: SAMLContextKey.Target) {
        guard let first = attribute.values.first else { return }
        guard !entries.contains(where: { $0.key == target.key }) else {
            ignored.append("\(attribute.name): \(target.key) comes from an earlier attribute")
            return
        }
        if target.isList || attribute.values.count == 1 {
            entries.append(Entry(key: target.key, values: attribute.values))
        } else {
            entries.append(Entry(key: target.key, values: [first]))
            ignored.append("\(attribute.name): \(target.key) takes one value, the first of \(attribute.values.count)")
        }
    }
}
