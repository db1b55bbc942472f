import CXMLSec

/// Writes an element in canonical form as libxml2 does, and so xmlsec: what `CanonicalForm.bytes` is compared with.
package enum Canonicalizer {
    /// The canonical bytes of an element and everything below it.
    ///
    /// - Throws: `processingFailed`; a canonicalisation that fails is never an empty string (CVE-2025-66475).
    package static func canonicalize(
        _ element: XMLElement, method: CanonicalizationMethod
    ) throws(XMLSecurityError) -> [UInt8] {
        try canonicalize(element, as: CanonicalForm(method))
    }

    /// The canonical bytes of an element and everything below it but `omitted`.
    ///
    /// - Throws: `processingFailed`.
    package static func canonicalize(
        _ element: XMLElement, as form: CanonicalForm, omitting omitted: XMLElement? = nil
    ) throws(XMLSecurityError) -> [UInt8] {
        let nodes = try nodes(of: element, omitting: omitted)
        defer { xmlSecNodeSetDestroy(nodes) }
        guard let buffer = xmlAllocOutputBuffer(nil) else { throw failure(of: element) }
        defer { xmlOutputBufferClose(buffer) }
        var prefixes: [UnsafeMutablePointer<xmlChar>?] = form.prefixes.map { xmlStrdup($0) }
        defer { for prefix in prefixes { sallyport_xml_free(prefix) } }
        prefixes.append(nil)
        let status = xmlC14NExecute(
            element.document.pointer,
            { nodes, node, parent in
                xmlSecNodeSetContains(nodes?.assumingMemoryBound(to: xmlSecNodeSet.self), node, parent)
            },
            nodes, form.method.mode, &prefixes, form.keepsComments ? 1 : 0, buffer)
        guard status >= 0, let content = xmlOutputBufferGetContent(buffer), xmlOutputBufferGetSize(buffer) > 0 else {
            throw failure(of: element)
        }
        return Array(UnsafeBufferPointer(start: content, count: xmlOutputBufferGetSize(buffer)))
    }

    private static func nodes(
        of element: XMLElement, omitting omitted: XMLElement?
    ) throws(XMLSecurityError) -> xmlSecNodeSetPtr {
        let document = element.document.pointer
        guard let nodes = xmlSecNodeSetGetChildren(document, element.node, 1, 0) else { throw failure(of: element) }
        guard let omitted else { return nodes }
        guard let others = xmlSecNodeSetGetChildren(document, omitted.node, 1, 1) else {
            xmlSecNodeSetDestroy(nodes)
            throw failure(of: element)
        }
        // It fails for sets of two documents alone.
        xmlSecNodeSetAdd(nodes, others, xmlSecNodeSetIntersection)
        return nodes
    }

    private static func failure(of element: XMLElement) -> XMLSecurityError {
        XMLSecurityError(.processingFailed, "\(element.localName) could not be canonicalised")
    }
}
