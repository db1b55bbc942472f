import Encodings

/// The parameters of a query, each name and value in canonical encoding.
struct QueryItems: Sendable {
    struct Item: Sendable {
        let name: [UInt8]
        let value: [UInt8]

        var decodedValue: String { String(decoding: PercentEncoding.decode(value[...]), as: UTF8.self) }

        /// Whether this is a parameter of that name, which consists of unreserved characters.
        ///
        /// The encoding being canonical, an escape in the name hides nothing.
        func isNamed(_ unreservedName: String) -> Bool { name.elementsEqual(unreservedName.utf8) }

        /// The same without regard to the case of ASCII letters.
        func isNamedInAnyCase(_ unreservedName: String) -> Bool {
            name.count == unreservedName.utf8.count
                && name.elementsEqual(unreservedName.utf8) { ASCII.lowercased($0) == ASCII.lowercased($1) }
        }
    }

    private(set) var items: [Item] = []

    /// Splits a query as on the wire.
    ///
    /// Empty pieces between ampersands are skipped, a piece without `=` has an empty value.
    init(parsing query: String) {
        guard !query.isEmpty else { return }
        for piece in Array(query.utf8).split(separator: UInt8(ascii: "&")) {
            let equals = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
            var name: [UInt8] = []
            PercentEncoding.appendCanonical(piece[..<equals], plusIsSpace: true, to: &name)
            var value: [UInt8] = []
            PercentEncoding.appendCanonical(piece[equals...].dropFirst(), plusIsSpace: true, to: &value)
            items.append(Item(name: name, value: value))
        }
    }

    /// Appends the parameters sorted by name, then value, without the named ones.
    func appendCanonicalQuery(excluding excluded: [String], to output: inout [UInt8]) {
        guard !items.isEmpty else { return }
        let excludedNames = excluded.map { Array($0.utf8) }
        let sorted = items.filter { !excludedNames.contains($0.name) }.sorted(by: Self.precedes)
        for (index, item) in sorted.enumerated() {
            if index > 0 { output.append(UInt8(ascii: "&")) }
            output.append(contentsOf: item.name)
            output.append(UInt8(ascii: "="))
            output.append(contentsOf: item.value)
        }
    }

    private static func precedes(_ left: Item, _ right: Item) -> Bool {
        if left.name != right.name { return left.name.lexicographicallyPrecedes(right.name) }
        return left.value.lexicographicallyPrecedes(right.value)
    }
}
