import CXMLSec
import Encodings

/// A parsed document, the one owner of its libxml2 tree.
///
/// It is not `Sendable`: one task parses, checks and drops it.
package final class XMLDocument {
    let pointer: xmlDocPtr
    private let rootNode: xmlNodePtr
    /// Whether something that was encrypted stands in the tree in its plain form.
    package internal(set) var isDecrypted = false
    /// Whether the name of each namespace that is declared anywhere is an absolute URI of plain characters, which libxml2
    /// writes as every canonicalisation has it; others it refuses, or writes without references.
    private(set) var hasPlainNamespaces = true

    deinit { xmlFreeDoc(pointer) }

    /// Parses bytes that nobody vouches for.
    ///
    /// No DTD, no entities but XML's own five, no network, no file. Encodings: UTF-8, UTF-16 with a byte order mark, US-ASCII and
    /// ISO-8859-1; others are refused by name.
    /// - Throws: `XMLSecurityError` with what the parser saw, line and column.
    package init(parsing bytes: [UInt8], limits: XMLLimits) throws(XMLSecurityError) {
        _ = XMLRuntime.ready
        XMLRuntime.silenceThread()
        guard bytes.count <= limits.bytes else {
            throw XMLSecurityError(.limitExceeded, "\(bytes.count) bytes; at most \(limits.bytes) are read")
        }
        let input = try XMLInput(decoding: bytes)
        (pointer, rootNode) = try input.withBytes { (text) throws(XMLSecurityError) in
            var prescan = XMLPrescan(text, limits: limits)
            try prescan.run()
            return try Self.parse(text)
        }
        try registerIDs(below: rootNode)
        if input.mayHoldMarks { try checkMarks(below: rootNode) }
    }

    /// A document of text that this program wrote itself.
    package convenience init(trusted text: String) throws(XMLSecurityError) {
        try self.init(parsing: Array(text.utf8), limits: .metadata)
    }

    /// The document element.
    package var root: XMLElement { XMLElement(node: rootNode, document: self) }

    /// The document as UTF-8 bytes.
    package func serialized() throws(XMLSecurityError) -> [UInt8] {
        var memory: UnsafeMutablePointer<xmlChar>?
        var size: Int32 = 0
        xmlDocDumpMemoryEnc(pointer, &memory, &size, "UTF-8")
        guard let memory else { throw XMLSecurityError(.processingFailed, "the document could not be written") }
        defer { sallyport_xml_free(memory) }
        return Array(UnsafeBufferPointer(start: memory, count: Int(size)))
    }

    private static func parse(
        _ text: UnsafeBufferPointer<UInt8>
    ) throws(XMLSecurityError) -> (document: xmlDocPtr, root: xmlNodePtr) {
        guard let context = xmlNewParserCtxt() else {
            throw XMLSecurityError(.processingFailed, "no memory for a parser")
        }
        defer { xmlFreeParserCtxt(context) }
        // The prescan has refused every DOCTYPE; should one reach the parser all the same, it stops there. That alone would
        // leave a document that counts as well-formed and has no root.
        context.pointee.sax.pointee.internalSubset = { context, _, _, _ in
            let context = context?.assumingMemoryBound(to: xmlParserCtxt.self)
            xmlStopParser(context)
            context?.pointee.wellFormed = 0
        }
        let document = text.withMemoryRebound(to: CChar.self) { characters in
            xmlCtxtReadMemory(
                context, characters.baseAddress, Int32(clamping: characters.count), nil, "UTF-8", Self.options)
        }
        guard let document, context.pointee.wellFormed == 1, context.pointee.nsWellFormed == 1,
            document.pointee.intSubset == nil, let root = xmlDocGetRootElement(document)
        else {
            if let document { xmlFreeDoc(document) }
            throw Self.parserError(of: context)
        }
        return (document, root)
    }

    /// `XML_PARSE_NONET`: no network; `NOERROR` and `NOWARNING` silence printing; `IGNORE_ENC`: the text is UTF-8 by now,
    /// whatever its declaration says.
    ///
    /// Nothing is substituted, loaded or included.
    static let options = Int32(
        XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_IGNORE_ENC.rawValue)

    private static func parserError(of context: xmlParserCtxtPtr) -> XMLSecurityError {
        guard let error = xmlCtxtGetLastError(context), let message = error.pointee.message else {
            return XMLSecurityError(.malformedDocument, "not well-formed XML")
        }
        let text = String(cString: message).split(separator: "\n").first.map(String.init) ?? "not well-formed"
        return XMLSecurityError(
            .malformedDocument, "line \(error.pointee.line), column \(error.pointee.int2): \(text)")
    }

    /// Sees to it that no text here takes long to compare, references to characters replaced.
    ///
    /// All text together, since what stands between two texts may be left out when they are shown. Names of namespaces are
    /// ASCII: the parser refuses what is no URI.
    /// - Throws: `limitExceeded`.
    func checkMarks(below top: xmlNodePtr) throws(XMLSecurityError) {
        try Self.checkMarks(inOwned: xmlNodeGetContent(top))
        for node in Self.nodes(below: top) where node.pointee.type == XML_ELEMENT_NODE {
            try Self.checkMarks(in: node.pointee.name)
            for attribute in Links(node.pointee.properties) {
                try Self.checkMarks(in: attribute.pointee.name)
                try Self.checkMarks(inOwned: xmlNodeListGetString(pointer, attribute.pointee.children, 1))
            }
        }
    }

    /// Takes the text over.
    private static func checkMarks(inOwned text: UnsafeMutablePointer<xmlChar>?) throws(XMLSecurityError) {
        defer { sallyport_xml_free(text) }
        try checkMarks(in: UnsafePointer(text))
    }

    private static func checkMarks(in text: UnsafePointer<xmlChar>?) throws(XMLSecurityError) {
        guard let text, !String(cString: text).isStreamSafe else { return }
        throw XMLSecurityError(.limitExceeded, "a text with more than 30 combining marks in a row")
    }

    /// Makes every un-namespaced `ID` attribute known to same-document references, and refuses XInclude on the way.
    ///
    /// - Throws: `duplicateID`: a reference must never have two targets (SAML core 1.3.4).
    func registerIDs(below top: xmlNodePtr) throws(XMLSecurityError) {
        for node in Self.nodes(below: top) where node.pointee.type == XML_ELEMENT_NODE {
            try Self.checkIsNoInclusion(node)
            try registerID(of: node)
            if hasPlainNamespaces, !Self.declaresPlainNamespaces(node) { hasPlainNamespaces = false }
        }
    }

    /// An element that asks for another document to be put in its place (XInclude 1.0, section 3.1); nobody here does, and
    /// whoever did would see another document.
    private static func checkIsNoInclusion(_ node: xmlNodePtr) throws(XMLSecurityError) {
        guard let namespace = node.pointee.ns?.pointee.href else { return }
        for inclusion: StaticString in ["http://www.w3.org/2001/XInclude", "http://www.w3.org/2003/XInclude"]
        where XMLElement.equal(namespace, inclusion) {
            throw XMLSecurityError(
                .malformedDocument, "an XInclude element (line \(xmlGetLineNo(node))); nothing is included")
        }
    }

    private static func declaresPlainNamespaces(_ node: xmlNodePtr) -> Bool {
        Links(node.pointee.nsDef).allSatisfy { $0.pointee.href.map(NamespaceName.isPlain) ?? true }
    }

    /// Takes the `Id` attributes of a Signature, as xmlsec does: nothing that is decrypted later may have them.
    func registerSignatureIDs(of signature: XMLElement) {
        let name: StaticString = "Id"
        var names: [UnsafePointer<xmlChar>?] = [name.utf8Start, nil]
        xmlSecAddIDs(pointer, signature.node, &names)
    }

    private func registerID(of node: xmlNodePtr) throws(XMLSecurityError) {
        for attribute in Links(node.pointee.properties) {
            // libxml2 makes `xml:id` an ID by itself, which could shadow a SAML ID.
            if attribute.pointee.atype == XML_ATTRIBUTE_ID {
                throw XMLSecurityError(.duplicateID, "an xml:id attribute, which no SAML message has")
            }
            if attribute.pointee.ns == nil, XMLElement.equal(attribute.pointee.name, "ID") {
                guard let value = xmlNodeListGetString(pointer, attribute.pointee.children, 1) else {
                    throw XMLSecurityError(.malformedDocument, "an empty ID attribute")
                }
                defer { sallyport_xml_free(value) }
                guard xmlAddID(nil, pointer, value, attribute) != nil else {
                    let isEmpty = value.pointee == 0
                    throw XMLSecurityError(
                        .duplicateID,
                        isEmpty
                            ? "an empty ID attribute"
                            : "the ID \(String(cString: value).quoted) stands twice in the document")
                }
            }
        }
    }

    /// `top` and every node below it, in document order.
    static func nodes(below top: xmlNodePtr) -> some Sequence<xmlNodePtr> {
        sequence(first: top) { next(after: $0, below: top) }
    }

    /// The node after this one in document order, within `top`; without recursion, so depth costs no stack.
    private static func next(after node: xmlNodePtr, below top: xmlNodePtr) -> xmlNodePtr? {
        if node.pointee.type == XML_ELEMENT_NODE, let child = node.pointee.children { return child }
        var current = node
        while current != top {
            if let sibling = current.pointee.next { return sibling }
            guard let parent = current.pointee.parent else { return nil }
            current = parent
        }
        return nil
    }
}
