import CXMLSec
import FederationTesting
import Foundation

@testable import XMLSecurity

extension FuzzTarget {
    /// The XML underneath: the scan sees the document that the parser sees, and what is canonical stays as it is.
    static let xml = FuzzTarget(name: "xml", dictionary: "saml") {
        let provider = try World.identityProvider()
        let response = try World.statements()[0].0.xml(issuer: World.entityID)
        let wide =
            "<?xml version=\"1.0\"?><a:b xmlns:a='urn:a' xmlns='urn:b' c='&#10;&lt;' a:c=\"x\">"
            + "<!-- c --><d><![CDATA[<e>]]>&amp;&#x301;</d><?f g?><d xmlns=''/></a:b>\n"
        let utf16: [UInt8] =
            [0xFE, 0xFF] + wide.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        let latin1 = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a b='".utf8) + [0xE9] + Array("'/>".utf8)
        return [Array(wide.utf8), utf16, latin1, Array(response.utf8), Array(provider.metadata().utf8)]
    } prepare: {
        { bytes in
            guard let document = try? XMLDocument(parsing: bytes, limits: .message) else { return }
            let scanned = try? XMLInput(decoding: bytes).withBytes { (buffer) throws(XMLSecurityError) in
                var scan = XMLPrescan(buffer, limits: .message)
                try scan.run()
                return scan.census
            }
            hold(scanned == census(of: document.root), "the scan counted \(scanned as Any)")
            for method in CanonicalizationMethod.allCases { checkCanonical(document, method) }
        }
    }

    private static func checkCanonical(_ document: XMLDocument, _ method: CanonicalizationMethod) {
        guard let once = try? Canonicalizer.canonicalize(document.root, method: method) else { return }
        hold(!once.isEmpty, "an empty canonical form")
        do {
            let again = try XMLDocument(parsing: once, limits: .message)
            let twice = try Canonicalizer.canonicalize(again.root, method: method)
            hold(once == twice, "\(method) is not canonical")
        } catch {
            // References and empty tags are longer when written out.
            hold(error.code == .limitExceeded, "\(method) gives what is not read: \(error)")
        }
    }

    /// What the parser made of a document, counted in its tree.
    private static func census(of root: XMLElement) -> XMLPrescan.Census {
        var census = XMLPrescan.Census()
        var open = [(root, 1)]
        while let (element, depth) = open.popLast() {
            census.elements += 1
            census.depth = max(census.depth, depth)
            let namespaces = element.namespaceDeclarations.last ?? 0
            census.namespaces += namespaces
            census.attributes += namespaces
            var attribute = element.node.pointee.properties
            while let current = attribute {
                census.attributes += 1
                attribute = current.pointee.next
            }
            open += element.children.map { ($0, depth + 1) }
        }
        return census
    }
}
