/// Things in the order in which they last made progress; every operation takes the same time, however many there are.
///
/// A doubly linked list whose nodes lie in one array.
struct RecencyOrder<Element> {
    /// Where a thing is kept, until it is removed.
    struct Place: Hashable {
        fileprivate let index: Int
    }

    private struct Node {
        var element: Element?
        var older: Int?
        var newer: Int?
    }

    private var nodes: [Node] = []
    private var free: [Int] = []
    private var first: Int?
    private var last: Int?

    /// How many there are.
    var count: Int { nodes.count - free.count }

    /// All of them, in no order.
    var elements: [Element] { nodes.compactMap(\.element) }

    /// The one without progress for the longest.
    var oldest: Element? { first.flatMap { nodes[$0].element } }

    /// Adds a thing as the newest.
    mutating func add(_ element: Element) -> Place {
        let index = free.popLast() ?? nodes.count
        if index == nodes.count { nodes.append(Node()) }
        nodes[index].element = element
        append(index)
        return Place(index: index)
    }

    /// Makes a thing the newest.
    mutating func touch(_ place: Place) {
        guard place.index != last else { return }
        unlink(place.index)
        append(place.index)
    }

    /// Removes a thing; its place must not be used any more.
    mutating func remove(_ place: Place) {
        unlink(place.index)
        nodes[place.index].element = nil
        free.append(place.index)
    }

    private mutating func append(_ index: Int) {
        nodes[index].older = last
        nodes[index].newer = nil
        if let last { nodes[last].newer = index } else { first = index }
        last = index
    }

    private mutating func unlink(_ index: Int) {
        let (older, newer) = (nodes[index].older, nodes[index].newer)
        if let older { nodes[older].newer = newer } else { first = newer }
        if let newer { nodes[newer].older = older } else { last = older }
    }
}
