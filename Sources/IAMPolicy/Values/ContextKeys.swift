import Encodings

/// The values that a request carries for condition keys and policy variables.
///
/// Names ignore case. A key that has no value counts as absent.
///
/// ```swift
/// var keys: ContextKeys = ["saml:aud": ["https://signin.aws.amazon.com/saml"]]
/// keys["aws:SourceIp"] = ["203.0.113.7"]
/// ```
public struct ContextKeys: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    private struct Entry: Hashable, Sendable {
        var name: String
        var values: [String]
    }

    private var entries: [ExactText: Entry] = [:]

    /// Makes an empty set of keys.
    public init() {}

    /// Makes an empty set with room for this many keys, so that adding them moves none.
    public init(minimumCapacity: Int) { entries.reserveCapacity(minimumCapacity) }

    /// Takes over a dictionary; of names that differ in case only, the last in byte order wins.
    public init(_ dictionary: [String: [String]]) {
        for name in dictionary.keys.sorted() {
            self[name] = dictionary[name]
        }
    }

    /// Makes keys from a literal; a later name replaces an earlier one.
    public init(dictionaryLiteral elements: (String, [String])...) {
        for (name, values) in elements {
            self[name] = values
        }
    }

    /// The values of a key, whatever the case of its name; `nil` when it is absent.
    ///
    /// Setting an empty array removes the key.
    public subscript(name: String) -> [String]? {
        get { entries[ExactText(name.asciiLowercased)]?.values }
        set {
            let key = ExactText(name.asciiLowercased)
            if let newValue, !newValue.isEmpty {
                entries[key] = Entry(name: name, values: newValue)
            } else {
                entries[key] = nil
            }
        }
    }

    /// The names as they were given, sorted.
    public var names: [String] {
        entries.values.map(\.name).sorted()
    }

    /// Whether there is no key at all.
    public var isEmpty: Bool { entries.isEmpty }

    /// Adds the keys of another set; where both have a key, the other's values win.
    public mutating func merge(_ other: ContextKeys) {
        entries.merge(other.entries) { _, new in new }
    }

    @inline(__always)
    func values(forLowercased key: String) -> [String]? {
        entries[ExactText(key)]?.values
    }
}
