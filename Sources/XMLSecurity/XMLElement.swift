import CXMLSec
import Glibc

/// An element of a document.
///
/// It keeps its document alive.
///
/// Reading is strict: names are matched with their namespace, attributes only without one, children only one step down, and a
/// value only as a whole.
package struct XMLElement {
    let node: xmlNodePtr
    package let document: XMLDocument

    /// Whether the element has this namespace and local name.
    package func isNamed(_ name: XMLName) -> Bool { Self.isNamed(node, name) }

    private static func isNamed(_ node: xmlNodePtr, _ name: XMLName) -> Bool {
        guard equal(node.pointee.name, name.local), let namespace = node.pointee.ns else { return false }
        return equal(namespace.pointee.href, name.namespace)
    }

    /// The name without its prefix.
    package var localName: String { String(cString: node.pointee.name) }

    /// The namespace URI, empty where there is none.
    package var namespace: String {
        guard let href = node.pointee.ns?.pointee.href else { return "" }
        return String(cString: href)
    }

    /// `{namespace}local`, for messages.
    package var qualifiedName: String { "{\(namespace)}\(localName)" }

    /// The line in the document, from 1.
    package var line: Int { xmlGetLineNo(node) }

    /// The value of an attribute that has no namespace; nil when it is absent.
    package func attribute(_ name: StaticString) -> String? {
        attributes.first { $0.pointee.ns == nil && Self.equal($0.pointee.name, name) }.map(value)
    }

    /// The value of an attribute with a namespace; nil when it is absent.
    package func attribute(_ name: XMLName) -> String? {
        attributes.first {
            Self.equal($0.pointee.ns?.pointee.href, name.namespace) && Self.equal($0.pointee.name, name.local)
        }.map(value)
    }

    /// The local name of the first attribute that has a namespace; nil when there is none.
    var firstAttributeWithNamespace: String? {
        attributes.first { $0.pointee.ns != nil }.map { String(cString: $0.pointee.name) }
    }

    private var attributes: Links<xmlAttr> { Links(node.pointee.properties) }

    private func value(of attribute: xmlAttrPtr) -> String {
        guard let child = attribute.pointee.children else { return "" }
        // One text node is the rule; anything else (a character reference splits none) goes through the library.
        if child.pointee.next == nil, child.pointee.type == XML_TEXT_NODE, let content = child.pointee.content {
            return String(cString: content)
        }
        guard let text = xmlNodeListGetString(document.pointer, child, 1) else { return "" }
        defer { sallyport_xml_free(text) }
        return String(cString: text)
    }

    /// The child elements, in document order.
    package var children: [XMLElement] { elements(capacity: Int(xmlChildElementCount(node))) { _ in true } }

    /// The child elements with this name.
    package func children(named name: XMLName) -> [XMLElement] { elements { Self.isNamed($0, name) } }

    private func elements(capacity: Int = 0, where isWanted: (xmlNodePtr) -> Bool) -> [XMLElement] {
        var elements: [XMLElement] = []
        elements.reserveCapacity(capacity)
        for child in Links(node.pointee.children) where child.pointee.type == XML_ELEMENT_NODE && isWanted(child) {
            elements.append(XMLElement(node: child, document: document))
        }
        return elements
    }

    /// The first child element with this name.
    package func firstChild(named name: XMLName) -> XMLElement? {
        Links(node.pointee.children).first { $0.pointee.type == XML_ELEMENT_NODE && Self.isNamed($0, name) }
            .map { XMLElement(node: $0, document: document) }
    }

    /// The whole text of an element that holds nothing but text.
    ///
    /// - Throws: `mixedContent` when there is an element, a comment, a processing instruction or an entity reference inside. A comment
    ///   is not covered by a signature without comments, so a value around one can't be trusted to be whole (CVE-2017-11427).
    package func text() throws(XMLSecurityError) -> String {
        guard let first = node.pointee.children else { return "" }
        if first.pointee.next == nil, Self.isText(first) { return Self.content(of: first) }
        var text = ""
        for child in Links(first) {
            guard Self.isText(child) else {
                throw XMLSecurityError(
                    .mixedContent,
                    "\(localName) (line \(line)) must hold text alone; there is \(Self.kind(of: child)) inside")
            }
            text += Self.content(of: child)
        }
        return text
    }

    /// Every text below the element, whatever stands between; only for showing a document, never for a decision.
    package var displayText: String {
        guard let content = xmlNodeGetContent(node) else { return "" }
        defer { sallyport_xml_free(content) }
        return String(cString: content)
    }

    /// The element above, nil for the document element.
    package var parent: XMLElement? {
        guard let parent = node.pointee.parent, parent.pointee.type == XML_ELEMENT_NODE else { return nil }
        return XMLElement(node: parent, document: document)
    }

    /// How many namespaces this element and each above it declares, outermost first.
    var namespaceDeclarations: [Int] {
        let elements = sequence(first: node) { $0.pointee.parent }.prefix { $0.pointee.type == XML_ELEMENT_NODE }
        return elements.map { Links($0.pointee.nsDef).reduce(0) { count, _ in count + 1 } }.reversed()
    }

    /// Whether both are the same node of the same tree.
    package func isIdentical(to other: XMLElement) -> Bool { node == other.node }

    /// Whether this is `ancestor` or stands below it.
    package func isContained(in ancestor: XMLElement) -> Bool {
        sequence(first: node) { $0.pointee.parent }.contains(ancestor.node)
    }

    /// All elements with this name in the subtree, the element itself included, in document order.
    package func descendants(named name: XMLName) -> [XMLElement] { descendants(namedAny: [name]) }

    /// All elements with one of these names in the subtree, the element itself included, in document order.
    package func descendants(namedAny names: [XMLName]) -> [XMLElement] {
        XMLDocument.nodes(below: node).filter { node in
            node.pointee.type == XML_ELEMENT_NODE && names.contains { Self.isNamed(node, $0) }
        }.map { XMLElement(node: $0, document: document) }
    }

    /// The first node in the subtree that is neither element nor text, named for a message; nil when there is none.
    var firstCommentOrInstruction: String? {
        XMLDocument.nodes(below: node).first { $0.pointee.type != XML_ELEMENT_NODE && !Self.isText($0) }.map(Self.kind)
    }

    private static func isText(_ node: xmlNodePtr) -> Bool {
        node.pointee.type == XML_TEXT_NODE || node.pointee.type == XML_CDATA_SECTION_NODE
    }

    private static func content(of node: xmlNodePtr) -> String {
        node.pointee.content.map { String(cString: $0) } ?? ""
    }

    private static func kind(of node: xmlNodePtr) -> String {
        switch node.pointee.type {
        case XML_COMMENT_NODE: "a comment"
        case XML_PI_NODE: "a processing instruction"
        case XML_ELEMENT_NODE: "an element \(String(cString: node.pointee.name))"
        default: "an entity reference"
        }
    }

    static func equal(_ text: UnsafePointer<xmlChar>?, _ expected: StaticString) -> Bool {
        guard let text else { return false }
        return strcmp(
            UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(expected.utf8Start).assumingMemoryBound(to: CChar.self)) == 0
    }
}
