/// How large and how intricate a document may be before it is refused.
///
/// The cost of parsing and canonicalising is linear in bytes only while attributes of a tag, namespaces in scope, depth and the
/// names of namespaces are bounded: duplicate attributes and namespace prefixes are searched one by one, byte by byte.
package struct XMLLimits: Hashable, Sendable {
    /// Bytes of the document as received.
    package var bytes: Int
    /// Elements inside one another.
    package var depth: Int
    /// Elements in the whole document.
    package var elements: Int
    /// Attributes and namespace declarations of one start tag.
    package var attributesPerElement: Int
    /// Namespace declarations in scope at one place.
    package var namespacesInScope: Int
    /// Steps that inclusive canonicalisation takes over namespaces, all elements together: it searches each declaration
    /// in scope among the others, for each element, through all levels.
    ///
    /// A million take about 10 ms.
    package var namespaceSteps: Int
    /// Bytes of the URI that a namespace declaration names.
    package var namespaceBytes = 256
    /// Bytes of the prefix that a namespace declaration declares.
    package var prefixBytes = 64
    /// Bytes that are compared when the attributes of each element are sorted by namespace, all elements together, were the
    /// longest namespace theirs.
    ///
    /// A million take about 1 ms.
    package var comparedBytes: Int

    package init(
        bytes: Int, depth: Int, elements: Int, attributesPerElement: Int, namespacesInScope: Int, namespaceSteps: Int,
        comparedBytes: Int
    ) {
        self.bytes = bytes
        self.depth = depth
        self.elements = elements
        self.attributesPerElement = attributesPerElement
        self.namespacesInScope = namespacesInScope
        self.namespaceSteps = namespaceSteps
        self.comparedBytes = comparedBytes
    }

    /// A protocol message: 128 KiB, as AWS's sign-in endpoint takes.
    package static let message = XMLLimits(
        bytes: 131_072, depth: 48, elements: 8_192, attributesPerElement: 64, namespacesInScope: 96,
        namespaceSteps: 400_000, comparedBytes: 16_000_000)

    /// A metadata document, aggregates of a federation included: 10 MB, the limit of AWS's CreateSAMLProvider.
    package static let metadata = XMLLimits(
        bytes: 10_000_000, depth: 48, elements: 400_000, attributesPerElement: 64, namespacesInScope: 96,
        namespaceSteps: 200_000_000, comparedBytes: 1_000_000_000)
}
