/// A document as surgeons see it: elements to be moved, copied, renamed and cut out, and between them texts as they were
/// written.
///
/// It knows no namespaces, no entities and no rules: what is read is what is written, and what is not touched keeps its bytes,
/// so that a signature over it stays good. It reads what the test IdP writes, and nothing hostile.
final class XMLTree {
    struct Attribute {
        var name: String
        /// As written, references not replaced.
        var value: String
    }

    enum Kind {
        case element
        /// Text, comment, processing instruction or CDATA section, as written in `name`.
        case raw
    }

    let kind: Kind
    /// The prefixed name of an element; all of a piece of raw text.
    var name: String
    var attributes: [Attribute] = []
    private(set) var children: [XMLTree] = []
    private(set) weak var parent: XMLTree?

    private init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// A new element.
    init(_ name: String, _ attributes: [(String, String)] = [], _ children: [XMLTree] = []) {
        kind = .element
        self.name = name
        self.attributes = attributes.map { Attribute(name: $0.0, value: $0.1) }
        children.forEach(append)
    }

    /// A piece of text, markup included, that is written as it is.
    static func raw(_ text: String) -> XMLTree { XMLTree(.raw, text) }

    /// The document element, or any element, as text.
    var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        guard kind == .element else { return text += name }
        text += "<" + name
        for attribute in attributes { text += " \(attribute.name)=\"\(attribute.value)\"" }
        guard !children.isEmpty else { return text += "/>" }
        text += ">"
        for child in children { child.write(to: &text) }
        text += "</\(name)>"
    }

    /// Text that stands directly in the element, whatever is in between; markup other than elements included.
    var ownText: String { children.filter { $0.kind == .raw }.map(\.name).joined() }

    // MARK: Looking

    /// This element and all below it, in document order.
    var descendants: [XMLTree] {
        var found: [XMLTree] = []
        collect(into: &found)
        return found
    }

    private func collect(into found: inout [XMLTree]) {
        guard kind == .element else { return }
        found.append(self)
        for child in children { child.collect(into: &found) }
    }

    var ancestors: [XMLTree] { parent.map { [$0] + $0.ancestors } ?? [] }

    /// All elements of this name in document order, this one included.
    func all(_ name: String) -> [XMLTree] { descendants.filter { $0.name == name } }

    /// The first element of this name in document order.
    func first(_ name: String) throws -> XMLTree {
        guard let element = all(name).first else { throw SurgeryError("there is no \(name) in \(self.name)") }
        return element
    }

    /// The first child of this name.
    func child(_ name: String) throws -> XMLTree {
        guard let element = children.first(where: { $0.kind == .element && $0.name == name }) else {
            throw SurgeryError("\(self.name) has no child \(name)")
        }
        return element
    }

    /// An attribute as written; setting nil takes it away.
    subscript(attribute: String) -> String? {
        get { attributes.first { $0.name == attribute }?.value }
        set {
            let index = attributes.firstIndex { $0.name == attribute }
            switch (index, newValue) {
            case (let index?, let value?): attributes[index].value = value
            case (let index?, nil): attributes.remove(at: index)
            case (nil, let value?): attributes.append(Attribute(name: attribute, value: value))
            case (nil, nil): break
            }
        }
    }

    // MARK: Cutting and joining

    /// Takes the element out of the document.
    @discardableResult
    func detach() -> XMLTree {
        if let parent {
            parent.children.removeAll { $0 === self }
            self.parent = nil
        }
        return self
    }

    /// A copy of all below it, in no document.
    func copy() -> XMLTree {
        let copy = XMLTree(kind, name)
        copy.attributes = attributes
        children.forEach { copy.append($0.copy()) }
        return copy
    }

    /// Puts a node at this place among the children; whatever document it was in loses it.
    func insert(_ node: XMLTree, at index: Int) {
        node.detach()
        children.insert(node, at: min(index, children.count))
        node.parent = self
    }

    func append(_ node: XMLTree) { insert(node, at: children.count) }

    func prepend(_ node: XMLTree) { insert(node, at: 0) }

    /// Puts this node before another one.
    func insert(before other: XMLTree) throws { try insert(beside: other, offset: 0) }

    /// Puts this node after another one.
    func insert(after other: XMLTree) throws { try insert(beside: other, offset: 1) }

    private func insert(beside other: XMLTree, offset: Int) throws {
        detach()
        guard let parent = other.parent, let index = parent.children.firstIndex(where: { $0 === other }) else {
            throw SurgeryError("\(other.name) stands in no element")
        }
        parent.insert(self, at: index + offset)
    }

    /// Puts other nodes in the place of this one.
    func replace(with nodes: XMLTree...) throws {
        for node in nodes { try node.insert(before: self) }
        detach()
    }

    /// Puts an element around this one, in its place.
    func wrap(in element: XMLTree) throws {
        try element.insert(before: self)
        element.append(self)
    }

    /// Puts this text in the place of everything inside.
    func setContent(_ text: String) {
        children.forEach { $0.parent = nil }
        children = []
        append(.raw(text))
    }
}

/// The patient has not got what should be cut.
struct SurgeryError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension XMLTree {
    /// Reads a document; what stands before and behind the document element is left out.
    convenience init(parsing text: String) throws {
        var parser = TreeParser(text: text)
        let root = try parser.parse()
        self.init(root.name)
        attributes = root.attributes
        root.children.forEach(append)
    }
}

/// Reads tags, and leaves everything else as it is.
private struct TreeParser {
    private var rest: ArraySlice<UInt8>

    init(text: String) { rest = Array(text.utf8)[...] }

    mutating func parse() throws -> XMLTree {
        let document = XMLTree("document")
        var open = document
        while let first = rest.first {
            if first != UInt8(ascii: "<") {
                open.append(.raw(take { $0 != UInt8(ascii: "<") }))
            } else if startsWith("<!--") {
                open.append(.raw(try take(through: "-->")))
            } else if startsWith("<![CDATA[") {
                open.append(.raw(try take(through: "]]>")))
            } else if startsWith("<?") {
                open.append(.raw(try take(through: "?>")))
            } else if startsWith("</") {
                let name = try take(through: ">").dropFirst(2).dropLast()
                guard name == open.name, let parent = open.parent else { throw SurgeryError("</\(name)> ends nothing") }
                open = parent
            } else {
                let (element, isEmpty) = try startTag()
                open.append(element)
                if !isEmpty { open = element }
            }
        }
        guard open === document, let root = document.descendants.dropFirst().first else {
            throw SurgeryError("the document has no end")
        }
        return root.detach()
    }

    private func startsWith(_ text: StaticString) -> Bool {
        rest.starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func take(while isWanted: (UInt8) -> Bool) -> String {
        let taken = rest.prefix(while: isWanted)
        rest = rest[taken.endIndex...]
        return String(decoding: taken, as: UTF8.self)
    }

    private mutating func take(through end: String) throws -> String {
        guard let range = rest.firstRange(of: Array(end.utf8)) else { throw SurgeryError("\(end) is missing") }
        defer { rest = rest[range.upperBound...] }
        return String(decoding: rest[..<range.upperBound], as: UTF8.self)
    }

    private mutating func startTag() throws -> (XMLTree, isEmpty: Bool) {
        rest = rest.dropFirst()
        let element = XMLTree(take { !" >/".utf8.contains($0) })
        while rest.first == UInt8(ascii: " ") {
            rest = rest.dropFirst()
            let name = try take(through: "=\"").dropLast(2)
            let value = try take(through: "\"").dropLast()
            element.attributes.append(XMLTree.Attribute(name: String(name), value: String(value)))
        }
        let isEmpty = startsWith("/>")
        guard isEmpty || startsWith(">") else { throw SurgeryError("<\(element.name) has no end") }
        rest = rest.dropFirst(isEmpty ? 2 : 1)
        return (element, isEmpty)
    }
}
