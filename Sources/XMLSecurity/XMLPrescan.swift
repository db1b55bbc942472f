import Encodings
import Glibc

/// Walks over the tags of a document before the parser does, and refuses what would make the parser slow or would let it read
/// more than the document: a DOCTYPE, too many elements, too deep, too many attributes or namespaces.
///
/// It decides nothing else. Comments, CDATA sections and processing instructions are skipped exactly as XML 1.0 (sections 2.5 to
/// 2.7) delimits them; text that is not well-formed is left for the parser to refuse. The bytes must be in an encoding that
/// agrees with ASCII.
struct XMLPrescan {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: XMLLimits
    private var position = 0
    private var namespacesInScope: Int
    private var namespaceSteps = 0
    private var longestNamespace = 1
    private var comparedBytes = 0
    /// Namespace declarations of each open element, those around the text first.
    private var open: [Int]

    /// - Parameter surroundings: namespace declarations of each element that the text will stand in, outermost first.
    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: XMLLimits, inside surroundings: [Int] = []) {
        self.bytes = bytes
        self.limits = limits
        open = surroundings
        namespacesInScope = surroundings.reduce(0, +)
        open.reserveCapacity(limits.depth)
    }

    /// What the parser has to find as well.
    private(set) var census = Census()

    /// How much of each kind there is in the text.
    struct Census: Hashable, Sendable {
        var elements = 0
        /// Attributes and namespace declarations together.
        var attributes = 0
        var namespaces = 0
        var depth = 0
    }

    mutating func run() throws(XMLSecurityError) {
        while let start = find(UInt8(ascii: "<"), from: position), start + 1 < bytes.count {
            position = start + 1
            switch bytes[position] {
            case UInt8(ascii: "!"): try skipDeclaration()
            case UInt8(ascii: "?"): skip(past: "?>")
            case UInt8(ascii: "/"): closeElement()
            default: try startTag()
            }
        }
    }

    private mutating func skipDeclaration() throws(XMLSecurityError) {
        if starts(with: "!--") {
            position += 3
            skip(past: "-->")
        } else if starts(with: "![CDATA[") {
            skip(past: "]]>")
        } else {
            throw XMLSecurityError(
                .documentTypeDeclaration,
                "the document has a DOCTYPE or another markup declaration; SAML messages have none")
        }
    }

    private mutating func closeElement() {
        if let declared = open.popLast() { namespacesInScope -= declared }
    }

    private mutating func startTag() throws(XMLSecurityError) {
        census.elements += 1
        guard census.elements <= limits.elements else {
            throw XMLSecurityError(.limitExceeded, "more than \(limits.elements) elements")
        }
        let tag = try readTag()
        try countComparisons(of: tag.attributes)
        let inScope = namespacesInScope + tag.namespaces
        guard inScope <= limits.namespacesInScope else {
            throw XMLSecurityError(
                .limitExceeded, "more than \(limits.namespacesInScope) namespace declarations in scope")
        }
        namespaceSteps += inScope * (inScope + open.count)
        guard namespaceSteps <= limits.namespaceSteps else {
            throw XMLSecurityError(.limitExceeded, "too many elements below too many namespace declarations")
        }
        guard open.count < limits.depth else {
            throw XMLSecurityError(.limitExceeded, "elements nested more than \(limits.depth) deep")
        }
        census.attributes += tag.attributes
        census.namespaces += tag.namespaces
        census.depth = max(census.depth, open.count + 1)
        if tag.isEmpty { return }
        open.append(tag.namespaces)
        namespacesInScope += tag.namespaces
    }

    /// Canonicalisation sorts the attributes of an element by namespace, each among those before it.
    private mutating func countComparisons(of attributes: Int) throws(XMLSecurityError) {
        comparedBytes += attributes * attributes / 2 * longestNamespace
        guard comparedBytes <= limits.comparedBytes else {
            throw XMLSecurityError(.limitExceeded, "too many elements with many attributes")
        }
    }

    private struct Tag {
        /// Attributes and namespace declarations.
        var attributes = 0
        var namespaces = 0
        var isEmpty = true
    }

    /// Reads up to the `>` of a start tag.
    ///
    /// `=` outside quotes stands once for each attribute.
    private mutating func readTag() throws(XMLSecurityError) -> Tag {
        var tag = Tag()
        var nameStart = position
        var isNamespace = false
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: ">"):
                tag.isEmpty = bytes[position - 1] == UInt8(ascii: "/")
                position += 1
                return tag
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = find(byte, from: position + 1) else {
                    position = bytes.count
                    return tag
                }
                if isNamespace { try countNamespace(bytes: end - position - 1) }
                isNamespace = false
                position = end
            case UInt8(ascii: "="):
                tag.attributes += 1
                isNamespace = declaresNamespace(at: nameStart)
                if isNamespace {
                    tag.namespaces += 1
                    try checkPrefix(bytes: position - nameStart)
                }
                guard tag.attributes <= limits.attributesPerElement else {
                    throw XMLSecurityError(
                        .limitExceeded, "more than \(limits.attributesPerElement) attributes in one element")
                }
            case 0x09, 0x0A, 0x0D, 0x20:
                // White space may stand between a name and its `=`, so only the start of a new name moves the mark.
                if position + 1 < bytes.count, isNameStart(bytes[position + 1]) { nameStart = position + 1 }
            default: break
            }
            position += 1
        }
        return tag
    }

    private mutating func countNamespace(bytes count: Int) throws(XMLSecurityError) {
        guard count <= limits.namespaceBytes else {
            throw XMLSecurityError(
                .limitExceeded, "the name of a namespace has more than \(limits.namespaceBytes) bytes")
        }
        longestNamespace = max(longestNamespace, count)
    }

    private func checkPrefix(bytes count: Int) throws(XMLSecurityError) {
        guard count <= limits.prefixBytes + 6 else {  // with "xmlns:"
            throw XMLSecurityError(.limitExceeded, "a namespace prefix of more than \(limits.prefixBytes) bytes")
        }
    }

    private func isNameStart(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
            || ASCII.isLowercase(byte | 0x20)
    }

    /// Whether `xmlns` or `xmlns:prefix` stands here.
    private func declaresNamespace(at index: Int) -> Bool {
        guard matches("xmlns", at: index), index + 5 < bytes.count else { return false }
        return [UInt8(ascii: ":"), UInt8(ascii: "="), 0x09, 0x0A, 0x0D, 0x20].contains(bytes[index + 5])
    }

    private func starts(with text: StaticString) -> Bool { matches(text, at: position) }

    private func matches(_ text: StaticString, at index: Int) -> Bool {
        guard let base = bytes.baseAddress, bytes.count - index >= text.utf8CodeUnitCount else { return false }
        return memcmp(base + index, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    /// Moves past the next occurrence, or to the end where there is none.
    private mutating func skip(past text: StaticString) {
        let first = text.utf8Start.pointee
        while let hit = find(first, from: position) {
            if matches(text, at: hit) {
                position = hit + text.utf8CodeUnitCount
                return
            }
            position = hit + 1
        }
        position = bytes.count
    }

    private func find(_ byte: UInt8, from index: Int) -> Int? {
        UnsafeRawBufferPointer(bytes).position(of: byte, from: index)
    }
}
