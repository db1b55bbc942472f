import XMLSecurity

/// What a token service answered: the values of a result, or a refusal.
struct QueryAnswer {
    /// Why it refuses.
    struct Refusal {
        let code: String
        let message: String
        let requestID: String?
    }

    let refusal: Refusal?
    private let values: [String: String]

    /// Nil when it is not the XML of the Query protocol.
    ///
    /// Stores that answer for S3 at the same URL refuse in its form: `Error` without anything around it.
    init?(parsing bytes: [UInt8]) {
        guard let document = try? XMLDocument(parsing: bytes, limits: .message) else { return nil }
        let root = document.root
        var values: [String: String] = [:]
        for child in root.children { Self.collect(child, child.localName, into: &values) }
        if root.localName == "Error" {
            values = Dictionary(uniqueKeysWithValues: values.map { ("Error/\($0.key)", $0.value) })
        }
        if ["ErrorResponse", "Error"].contains(root.localName) {
            guard let code = values["Error/Code"] else { return nil }
            let message = String((values["Error/Message"] ?? "").prefix(2_000))
            refusal = Refusal(code: code, message: message, requestID: values["RequestId"] ?? values["Error/RequestId"])
            self.values = [:]
            return
        }
        guard root.localName.hasSuffix("Response") else { return nil }
        let result = root.localName.dropLast("Response".count) + "Result/"
        refusal = nil
        self.values = Dictionary(
            values.filter { $0.key.hasPrefix(result) }.map { (String($0.key.dropFirst(result.count)), $0.value) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The value of a member; members of structures are written `Credentials/AccessKeyId`.
    subscript(path: String) -> String? { values[path] }

    /// The value of a member, when it is one word of ASCII.
    func word(_ path: String) -> String? {
        guard let text = values[path], !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        return text
    }

    private static func collect(_ element: XMLElement, _ path: String, into values: inout [String: String]) {
        let children = element.children
        if children.isEmpty { values[path] = try? element.text() }
        for child in children { collect(child, path + "/" + child.localName, into: &values) }
    }
}
