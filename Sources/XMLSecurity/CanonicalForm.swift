import CXMLSec
import Encodings

/// A canonicalisation as a signature asks for it: the method, and the prefixes of an InclusiveNamespaces.
package struct CanonicalForm: Sendable {
    /// The algorithm.
    package let method: CanonicalizationMethod
    /// Whether comments are part of it.
    package let keepsComments: Bool
    /// Prefixes whose namespaces are declared where nobody uses them, each with a NUL behind it, as C has them.
    let prefixes: [[xmlChar]]
    /// Whether xmlsec reads the list of prefixes as the recommendation has it: it parts it at blanks alone, and takes nothing
    /// between two of them for the default namespace.
    let isPlain: Bool

    /// Without InclusiveNamespaces.
    ///
    /// - Parameter keepsComments: false for what a Reference names by its ID alone, whatever the method says (xmldsig-core,
    ///   section 4.4.3.3).
    package init(_ method: CanonicalizationMethod, keepsComments: Bool = true) {
        self.init(method, prefixList: "", keepsComments: keepsComments)
    }

    /// With InclusiveNamespaces.
    ///
    /// - Parameters:
    ///   - prefixList: its attribute PrefixList; xmlsec refuses one without it.
    ///   - keepsComments: false for what a Reference names by its ID alone.
    package init(_ method: CanonicalizationMethod, prefixList: String?, keepsComments: Bool = true) {
        self.method = method
        self.keepsComments = keepsComments && method.keepsComments
        let list = (prefixList ?? "").utf8
        let names = list.isEmpty ? [] : list.split(separator: 0x20, omittingEmptySubsequences: false)
        prefixes = names.map { Array($0) + [0] }
        isPlain = prefixList != nil && names.allSatisfy { !$0.isEmpty && !$0.contains(where: ASCII.isWhiteSpace) }
    }

    var isExclusive: Bool { method.isExclusive }

    /// Whether namespaces are declared where nobody uses them.
    var takesUnused: Bool { !isExclusive || !prefixes.isEmpty }

    /// Whether the namespace of this prefix is declared where nobody uses it; nil is the default namespace.
    func takes(_ prefix: UnsafePointer<xmlChar>?) -> Bool {
        guard isExclusive else { return true }
        guard let prefix else { return prefixes.contains { XMLElement.equal($0, "#default") } }
        return prefixes.contains { xmlStrEqual($0, prefix) == 1 }
    }
}
