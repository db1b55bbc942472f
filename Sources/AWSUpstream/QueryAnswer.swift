import Encodings
import XMLSecurity

/// An answer of STS, read like anything from outside: bounded, without DTD, by exact names.
struct QueryAnswer: CustomStringConvertible, CustomReflectable {
    private static let namespace: StaticString = "https://sts.amazonaws.com/doc/2011-06-15/"
    private static let limits = XMLLimits(
        bytes: 65_536, depth: 12, elements: 256, attributesPerElement: 16, namespacesInScope: 16,
        namespaceSteps: 10_000, comparedBytes: 1_000_000)

    /// The values of the result, by their names; those of structures are written `Credentials/AccessKeyId`.
    private var values: [String: String] = [:]

    /// Reads the result of an operation; throws `UpstreamFault` with what AWS says for an error, and for what is no answer.
    init(
        _ operation: RoleOperation, _ answer: UpstreamAnswer, from endpoint: String
    ) throws(UpstreamFault) {
        let header = answer.headers["x-amzn-requestid"].map { $0.printable(64) }
        let document: XMLDocument
        do throws(XMLSecurityError) {
            document = try XMLDocument(parsing: answer.body, limits: Self.limits)
        } catch {
            throw UpstreamFault.unreadable(answer, requestID: header, endpoint: endpoint)
        }
        let root = document.root
        if let error = root.firstChild(named: Self.name("Error")), root.isNamed(Self.name("ErrorResponse")),
            let code = Self.text(error, "Code")
        {
            throw UpstreamFault(
                code: code.printable(128), text: (Self.text(error, "Message") ?? "").printable(1_000),
                requestID: Self.text(root, "RequestId")?.printable(64) ?? header, endpoint: endpoint)
        }
        guard answer.status == 200, root.isNamed(Self.name(operation.response)),
            let result = root.firstChild(named: Self.name(operation.result))
        else { throw UpstreamFault.unreadable(answer, requestID: header, endpoint: endpoint) }
        for child in result.children where child.namespace == "\(Self.namespace)" {
            try? read(child, child.localName)
        }
        let metadata = root.firstChild(named: Self.name("ResponseMetadata"))
        values["RequestId"] = metadata.flatMap { Self.text($0, "RequestId") }?.printable(64) ?? header
    }

    /// Names alone: values are secrets.
    var description: String { values.keys.sorted().joined(separator: ", ") }

    var customMirror: Mirror { Mirror(self, children: ["names": description]) }

    subscript(name: String) -> String? { values[name] }

    /// One step down: no structure of this result stands in another.
    private mutating func read(_ element: XMLElement, _ name: String) throws(XMLSecurityError) {
        let children = element.children
        guard !children.isEmpty else { return try keep(element, name) }
        for child in children { try keep(child, "\(name)/\(child.localName)") }
    }

    /// A name that stands twice counts for nothing: nobody knows which one is meant.
    private mutating func keep(_ element: XMLElement, _ name: String) throws(XMLSecurityError) {
        values[name] = values[name] == nil ? try element.text() : ""
    }

    private static func name(_ local: StaticString) -> XMLName { XMLName(namespace, local) }

    private static func text(_ element: XMLElement, _ local: StaticString) -> String? {
        guard let child = element.firstChild(named: name(local)), let text = try? child.text(), !text.isEmpty else {
            return nil
        }
        return text
    }
}

extension String {
    /// The text in one line of ASCII, cut: it came from outside and goes to logs and people.
    func printable(_ limit: Int) -> String {
        String(decoding: utf8.prefix(limit).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
