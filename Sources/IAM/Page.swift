import AWSQuery
import Encodings
import Foundation

/// A page of a list: where it begins and how long it may be.
struct Page {
    /// Items of a page when the call names no number.
    private static let standard = 100

    /// Items at most.
    let limit: Int
    /// Key of the last item of the page before; nil for the first page.
    let after: String?

    /// Throws `ValidationError` for a marker that was not given out here.
    init(_ parameters: QueryParameters) throws(QueryFault) {
        limit = parameters.integer(.maxItems) ?? Self.standard
        guard let marker = parameters.text(.marker) else {
            after = nil
            return
        }
        guard let bytes = Base64.standard.decode(marker), let key = String(validating: bytes, as: UTF8.self) else {
            throw QueryFault("ValidationError", "Invalid Marker.")
        }
        after = key
    }

    /// Number of items to read from a store: one more than are shown tells whether there are more.
    var readLimit: Int { limit + 1 }

    /// The items of the page, of those after `after`, and the members that say whether there are more.
    func cut<Item>(_ items: [Item], key: (Item) -> String) -> (items: [Item], members: [QueryMember]) {
        let shown = Array(items.prefix(limit))
        guard items.count > limit, let last = shown.last else { return (shown, [.boolean("IsTruncated", false)]) }
        return (shown, [.boolean("IsTruncated", true), .text("Marker", Self.marker(key(last)))])
    }

    /// The marker that stands for a key, which has at most 240 bytes: as a marker comes back it has 320 characters.
    static func marker(_ key: String) -> String { Base64.standard.encode(key.utf8) }

    /// The items of the page, of all in the order of their keys.
    func select<Item>(_ all: [Item], key: (Item) -> String) -> (items: [Item], members: [QueryMember]) {
        let sorted = all.sorted { key($0).utf8.lexicographicallyPrecedes(key($1).utf8) }
        guard let after else { return cut(sorted, key: key) }
        return cut(sorted.filter { after.utf8.lexicographicallyPrecedes(key($0).utf8) }, key: key)
    }
}
