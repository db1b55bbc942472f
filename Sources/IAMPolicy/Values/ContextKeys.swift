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
    /// A name in lower case, prepared for look-up.
    struct Name: Hashable, Sendable {
        let text: String
        fileprivate let hash: UInt64

        init(_ text: String) {
            self.text = text.asciiLowercased
            hash = self.text.withBytes(ContextKeys.digest)
        }
    }

    private struct Entry: Hashable, Sendable {
        /// Of the name in lower case.
        let hash: UInt64
        var name: String
        var values: [String]
    }

    /// In the order of hashes, equal ones in byte order of their names in lower case.
    private var entries: [Entry] = []

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
        get {
            let found = name.withBytes { place(of: $0, hash: Self.digest($0)).found }
            return found.map { entries[$0].values }
        }
        set {
            let hash = name.withBytes(Self.digest)
            let (found, free) = name.withBytes { place(of: $0, hash: hash) }
            guard let newValue, !newValue.isEmpty else {
                if let found { entries.remove(at: found) }
                return
            }
            let entry = Entry(hash: hash, name: name, values: newValue)
            if let found { entries[found] = entry } else { entries.insert(entry, at: free) }
        }
    }

    /// The names as they were given, sorted.
    public var names: [String] {
        entries.map(\.name).sorted()
    }

    /// Whether there is no key at all.
    public var isEmpty: Bool { entries.isEmpty }

    /// Adds the keys of another set; where both have a key, the other's values win.
    public mutating func merge(_ other: ContextKeys) {
        guard !entries.isEmpty else {
            entries = other.entries
            return
        }
        var merged: [Entry] = []
        merged.reserveCapacity(entries.count + other.entries.count)
        var index = 0
        for entry in other.entries {
            while index < entries.count, Self.order(entries[index], entry) < 0 {
                merged.append(entries[index])
                index += 1
            }
            if index < entries.count, Self.order(entries[index], entry) == 0 { index += 1 }
            merged.append(entry)
        }
        merged.append(contentsOf: entries[index...])
        entries = merged
    }

    private static func order(_ left: Entry, _ right: Entry) -> Int {
        guard left.hash == right.hash else { return left.hash < right.hash ? -1 : 1 }
        return left.name.withBytes { left in right.name.withBytes { order(left, $0) } }
    }

    func values(of name: Name) -> [String]? {
        let found = name.text.withBytes { place(of: $0, hash: name.hash).found }
        return found.map { entries[$0].values }
    }

    /// Where a name stands, or would stand.
    private func place(of name: UnsafeBufferPointer<UInt8>, hash: UInt64) -> (found: Int?, place: Int) {
        entries.withUnsafeBufferPointer { entries in
            var low = 0
            var high = entries.count
            while low < high {
                let middle = (low + high) / 2
                let other = entries[middle].hash
                var order = other < hash ? -1 : 1
                if other == hash { order = entries[middle].name.withBytes { Self.order($0, name) } }
                if order == 0 { return (middle, middle) }
                if order < 0 { low = middle + 1 } else { high = middle }
            }
            return (nil, low)
        }
    }

    /// The order of two names without regard to case: negative, zero or positive.
    private static func order(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        if ByteComparison.areEqual(left, right) { return 0 }
        for index in 0..<min(left.count, right.count) {
            let order = Int(ASCII.lowercased(left[index])) - Int(ASCII.lowercased(right[index]))
            if order != 0 { return order }
        }
        return left.count - right.count
    }

    /// FNV-1a without regard to case.
    ///
    /// Whoever makes names collide wins nothing: equal hashes are searched by name.
    private static func digest(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name { hash = (hash ^ UInt64(ASCII.lowercased(byte))) &* 0x100_0000_01B3 }
        return hash
    }
}
