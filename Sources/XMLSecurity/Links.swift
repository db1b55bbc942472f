import CXMLSec

/// What libxml2 keeps in linked lists: nodes, attributes and namespace declarations.
protocol Linked {
    var next: UnsafeMutablePointer<Self>! { get }
}

extension xmlNode: Linked {}
extension xmlAttr: Linked {}
extension xmlNs: Linked {}

/// A linked list from one of its elements on.
struct Links<Element: Linked>: Sequence, IteratorProtocol {
    private var following: UnsafeMutablePointer<Element>?

    init(_ first: UnsafeMutablePointer<Element>?) { following = first }

    mutating func next() -> UnsafeMutablePointer<Element>? {
        defer { following = following?.pointee.next }
        return following
    }
}
