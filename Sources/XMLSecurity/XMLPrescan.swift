#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

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
    private var elements = 0
    private var namespacesInScope = 0
    private var namespaceSteps = 0
    /// Namespace declarations of each open element.
    private var open: [Int] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: XMLLimits) {
        self.bytes = bytes
        self.limits = limits
        open.reserveCapacity(limits.depth)
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
        elements += 1
        guard elements <= limits.elements else {
            throw XMLSecurityError(.limitExceeded, "more than \(limits.elements) elements")
        }
        let tag = try readTag()
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
        if tag.isEmpty { return }
        open.append(tag.namespaces)
        namespacesInScope += tag.namespaces
    }

    /// Reads up to the `>` of a start tag.
    ///
    /// `=` outside quotes stands once for each attribute.
    private mutating func readTag() throws(XMLSecurityError) -> (namespaces: Int, isEmpty: Bool) {
        var attributes = 0
        var namespaces = 0
        var nameStart = position
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: ">"):
                let isEmpty = bytes[position - 1] == UInt8(ascii: "/")
                position += 1
                return (namespaces, isEmpty)
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = find(byte, from: position + 1) else {
                    position = bytes.count
                    return (namespaces, true)
                }
                position = end
            case UInt8(ascii: "="):
                attributes += 1
                if declaresNamespace(at: nameStart) { namespaces += 1 }
                guard attributes <= limits.attributesPerElement else {
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
        return (namespaces, true)
    }

    private func isNameStart(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
            || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }

    private func declaresNamespace(at index: Int) -> Bool { matches("xmlns", at: index) }

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
        guard let base = bytes.baseAddress, index < bytes.count,
            let hit = memchr(base + index, Int32(byte), bytes.count - index)
        else { return nil }
        return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }
}
