import CXMLSec
import Glibc

/// Writes an element of libxml2's tree in canonical form (Canonical XML 1.0 and 1.1, Exclusive XML Canonicalization 1.0).
///
/// The tree is walked once, without recursion; what comes out is what xmlsec would digest. Where that is not certain, because
/// libxml2 departs from the recommendation or nobody has tried, it says so and the caller asks xmlsec. Work is bounded by what
/// `XMLPrescan` has counted: attributes of an element, and namespaces in scope.
struct CanonicalWriter: ~Copyable {
    /// The document has something of which only xmlsec knows what it would make of it.
    struct Unusual: Error {}

    private let form: CanonicalForm
    private let omitted: xmlNodePtr?
    private var output: CanonicalOutput
    /// Namespaces that the open elements have declared in the output, outermost first.
    private var rendered: [Namespace] = []
    /// For each open element, how many of `rendered` are older than it.
    private var marks: [Int] = []
    /// What the element that is being written declares, and its attributes, in canonical order.
    private var declarations: [Namespace] = []
    private var attributes: [xmlAttrPtr] = []

    private init(_ form: CanonicalForm, omitting omitted: xmlNodePtr?, to output: consuming CanonicalOutput) {
        self.form = form
        self.omitted = omitted
        self.output = output
    }

    /// Writes an element and everything below it but `omitted`, the Signature that is in it (xmldsig-core, section 6.6.4).
    ///
    /// - Throws: `Unusual` when the form is not certain; what was written till then is worth nothing.
    static func write(
        _ element: XMLElement, as form: CanonicalForm, omitting omitted: XMLElement? = nil,
        to drain: @escaping (UnsafeBufferPointer<UInt8>) -> Bool
    ) throws(Unusual) {
        guard element.document.hasPlainNamespaces, form.isPlain else { throw Unusual() }
        var writer = CanonicalWriter(form, omitting: omitted?.node, to: CanonicalOutput(drain: drain))
        try writer.walk(element.node)
        guard writer.output.finish() else { throw Unusual() }
    }

    // The walk

    private mutating func walk(_ top: xmlNodePtr) throws(Unusual) {
        var node = top
        while true {
            if try begin(node, isTop: node == top), let child = node.pointee.children {
                node = child
                continue
            }
            end(node)
            while node != top, node.pointee.next == nil {
                guard let parent = node.pointee.parent else { throw Unusual() }
                node = parent
                end(node)
            }
            guard node != top, let next = node.pointee.next else { return }
            node = next
        }
    }

    /// - Returns: whether the children follow.
    private mutating func begin(_ node: xmlNodePtr, isTop: Bool) throws(Unusual) -> Bool {
        switch node.pointee.type {
        case XML_ELEMENT_NODE:
            guard node != omitted else { return false }
            try beginElement(node, isTop: isTop)
            return true
        case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
            if let content = node.pointee.content { output.write(content, escaping: .inText) }
        case XML_PI_NODE: writeInstruction(node)
        case XML_COMMENT_NODE: if form.keepsComments { writeComment(node) }
        default: throw Unusual()
        }
        return false
    }

    private mutating func end(_ node: xmlNodePtr) {
        guard node.pointee.type == XML_ELEMENT_NODE, node != omitted, let mark = marks.popLast() else { return }
        rendered.removeLast(rendered.count - mark)
        output.write("</")
        writeName(node.pointee.name, in: node.pointee.ns)
        output.write(">")
    }

    private mutating func beginElement(_ node: xmlNodePtr, isTop: Bool) throws(Unusual) {
        marks.append(rendered.count)
        output.write("<")
        writeName(node.pointee.name, in: node.pointee.ns)
        collectDeclarations(of: node, isTop: isTop)
        for declaration in declarations { write(declaration) }
        try collectAttributes(of: node, isTop: isTop)
        for attribute in attributes { try write(attribute) }
        output.write(">")
    }

    private mutating func writeInstruction(_ node: xmlNodePtr) {
        output.write("<?")
        output.write(node.pointee.name)
        if let content = node.pointee.content, content.pointee != 0 {
            output.write(" ")
            output.write(content, escaping: .inCommentOrInstruction)
        }
        output.write("?>")
    }

    private mutating func writeComment(_ node: xmlNodePtr) {
        output.write("<!--")
        if let content = node.pointee.content { output.write(content, escaping: .inCommentOrInstruction) }
        output.write("-->")
    }

    private mutating func writeName(_ name: UnsafePointer<xmlChar>, in namespace: xmlNsPtr?) {
        if let prefix = namespace?.pointee.prefix {
            output.write(prefix)
            output.write(":")
        }
        output.write(name)
    }
}

// Namespaces

extension CanonicalWriter {
    /// A prefix and what it stands for; without prefix the default namespace, without name none.
    private struct Namespace {
        let prefix: UnsafePointer<xmlChar>?
        let name: UnsafePointer<xmlChar>?

        init(prefix: UnsafePointer<xmlChar>?, name: UnsafePointer<xmlChar>?) {
            self.prefix = prefix
            self.name = name?.pointee == 0 ? nil : name
        }

        init(_ namespace: xmlNsPtr) { self.init(prefix: namespace.pointee.prefix, name: namespace.pointee.href) }

        static var none: Namespace { Namespace(prefix: nil, name: nil) }
    }

    /// Declares what the element needs and the output does not say yet: in inclusive form each namespace in scope, in exclusive
    /// form those that the element's name and its attributes use, and those that PrefixList names.
    private mutating func collectDeclarations(of node: xmlNodePtr, isTop: Bool) {
        declarations.removeAll(keepingCapacity: true)
        if isTop {
            declareScope(of: node)
        } else if form.takesUnused {
            for namespace in Links(node.pointee.nsDef) where form.takes(namespace.pointee.prefix) {
                declare(Namespace(namespace))
            }
        }
        guard form.isExclusive else { return }
        if let namespace = node.pointee.ns { declareUsed(namespace) } else { declare(.none) }
        for attribute in Links(node.pointee.properties) {
            if let namespace = attribute.pointee.ns { declareUsed(namespace) }
        }
    }

    /// What is in scope at the first element, from the elements above as well; nearer declarations hide others.
    private mutating func declareScope(of top: xmlNodePtr) {
        guard form.takesUnused else { return }
        var seen: [UnsafePointer<xmlChar>?] = []
        for element in Self.elements(from: top) {
            for namespace in Links(element.pointee.nsDef) where form.takes(namespace.pointee.prefix) {
                let prefix = namespace.pointee.prefix
                guard !seen.contains(where: { Self.areEqual($0, prefix) }) else { continue }
                seen.append(prefix)
                declare(Namespace(namespace))
            }
        }
    }

    /// The prefix `xml` is never declared.
    private mutating func declareUsed(_ namespace: xmlNsPtr) {
        if !Self.isXML(namespace) { declare(Namespace(namespace)) }
    }

    /// Has it written unless the output says it already.
    private mutating func declare(_ namespace: Namespace) {
        if let last = rendered.last(where: { Self.areEqual($0.prefix, namespace.prefix) }) {
            guard !Self.areEqual(last.name, namespace.name) else { return }
        } else if namespace.name == nil {
            return
        }
        rendered.append(namespace)
        let place = declarations.firstIndex { Self.order($0.prefix, namespace.prefix) > 0 } ?? declarations.count
        declarations.insert(namespace, at: place)
    }

    private mutating func write(_ declaration: Namespace) {
        output.write(" xmlns")
        if let prefix = declaration.prefix {
            output.write(":")
            output.write(prefix)
        }
        output.write("=\"")
        // A plain name has nothing that would have to be written otherwise.
        if let name = declaration.name { output.write(name) }
        output.write("\"")
    }

    /// The element and those above it, the nearest first.
    private static func elements(from top: xmlNodePtr) -> some Sequence<xmlNodePtr> {
        sequence(first: top) { $0.pointee.parent }.prefix { $0.pointee.type == XML_ELEMENT_NODE }
    }

    private static func isXML(_ namespace: xmlNsPtr) -> Bool { XMLElement.equal(namespace.pointee.prefix, "xml") }

    private static func areEqual(_ left: UnsafePointer<xmlChar>?, _ right: UnsafePointer<xmlChar>?) -> Bool {
        left == right || order(left, right) == 0
    }

    /// As `strcmp`, which compares UTF-8 in the order of characters; nothing comes first.
    private static func order(_ left: UnsafePointer<xmlChar>?, _ right: UnsafePointer<xmlChar>?) -> Int32 {
        guard let left else { return right == nil ? 0 : -1 }
        guard let right else { return 1 }
        return strcmp(
            UnsafeRawPointer(left).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(right).assumingMemoryBound(to: CChar.self))
    }
}

// Attributes

extension CanonicalWriter {
    private mutating func collectAttributes(of node: xmlNodePtr, isTop: Bool) throws(Unusual) {
        attributes.removeAll(keepingCapacity: true)
        for attribute in Links(node.pointee.properties) {
            if let namespace = attribute.pointee.ns {
                guard namespace.pointee.prefix != nil else { throw Unusual() }
                try checkBase(attribute)
            }
            insert(attribute)
        }
        if isTop, !form.isExclusive { try inheritAttributes(of: node) }
    }

    /// Attributes with prefix `xml` of the elements above, the nearest of each name (Canonical XML 1.0, section 2.4; in 1.1
    /// `xml:lang` and `xml:space` alone).
    private mutating func inheritAttributes(of top: xmlNodePtr) throws(Unusual) {
        for element in Self.elements(from: top).dropFirst() {
            for attribute in Links(element.pointee.properties) {
                guard let namespace = attribute.pointee.ns, Self.isXML(namespace) else { continue }
                try checkBase(attribute)
                let isInherited = !form.method.isVersion11 || Self.isLanguageOrSpace(attribute)
                if isInherited, !attributes.contains(where: { Self.order($0, attribute) == 0 }) { insert(attribute) }
            }
        }
    }

    private static func isLanguageOrSpace(_ attribute: xmlAttrPtr) -> Bool {
        XMLElement.equal(attribute.pointee.name, "lang") || XMLElement.equal(attribute.pointee.name, "space")
    }

    /// Canonical XML 1.1 joins the values of `xml:base`, which libxml2 does in a way of its own.
    private func checkBase(_ attribute: xmlAttrPtr) throws(Unusual) {
        let isBase = XMLElement.equal(attribute.pointee.name, "base") && attribute.pointee.ns.map(Self.isXML) ?? false
        guard !form.method.isVersion11 || !isBase else { throw Unusual() }
    }

    private mutating func insert(_ attribute: xmlAttrPtr) {
        let place = attributes.lastIndex { Self.order($0, attribute) <= 0 }.map { $0 + 1 } ?? 0
        attributes.insert(attribute, at: place)
    }

    /// By the name of the namespace, then by the local name; those without a namespace come first.
    private static func order(_ left: xmlAttrPtr, _ right: xmlAttrPtr) -> Int32 {
        let (first, second) = (left.pointee.ns?.pointee.href, right.pointee.ns?.pointee.href)
        let byNamespace = first == second ? 0 : order(first, second)
        return byNamespace != 0 ? byNamespace : order(left.pointee.name, right.pointee.name)
    }

    private mutating func write(_ attribute: xmlAttrPtr) throws(Unusual) {
        output.write(" ")
        writeName(attribute.pointee.name, in: attribute.pointee.ns)
        output.write("=\"")
        for part in Links(attribute.pointee.children) {
            guard part.pointee.type == XML_TEXT_NODE else { throw Unusual() }
            if let content = part.pointee.content { output.write(content, escaping: .inAttribute) }
        }
        output.write("\"")
    }
}
