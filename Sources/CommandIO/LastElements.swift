/// The last elements of a sequence that may be long.
package struct LastElements<Element> {
    private let limit: Int
    private var ring: [Element] = []
    private var next = 0

    package init(limit: Int) { self.limit = limit }

    package mutating func append(_ element: Element) {
        guard limit > 0 else { return }
        if ring.count < limit {
            ring.append(element)
        } else {
            ring[next] = element
            next = (next + 1) % limit
        }
    }

    /// Oldest first.
    package var elements: [Element] { Array(ring[next...] + ring[..<next]) }
}
