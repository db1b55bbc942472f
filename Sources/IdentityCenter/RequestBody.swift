import Encodings
import IAMPolicy

/// The JSON object of a request, which anybody may send.
struct RequestBody {
    /// Bytes of a request at most.
    static let limit = 16_384

    private let node: JSONNode

    /// Reads it; throws `invalidRequest` for anything but one object of UTF-8.
    init(_ bytes: [UInt8]) throws(ServiceFault) {
        let limits = JSONReader.Limits(bytes: Self.limit, depth: 4)
        guard let text = String(validating: bytes, as: UTF8.self),
            let node = try? JSONReader.read(text, limits: limits),
            node.members != nil
        else { throw .invalidRequest("The body is not a JSON object") }
        self.node = node
    }

    /// A text of at most `limit` bytes; nil when it is absent or null.
    func text(_ name: String, limit: Int = 4_096) throws(ServiceFault) -> String? {
        guard let value = node[name] else { return nil }
        if case .null = value.value { return nil }
        guard let text = value.string, text.utf8.count <= limit else {
            throw .invalidRequest("\(name) is not a text, or too long")
        }
        return text
    }

    /// A text that has to be there.
    func required(_ name: String, limit: Int = 4_096) throws(ServiceFault) -> String {
        guard let text = try text(name, limit: limit), !text.isEmpty else {
            throw .invalidRequest("\(name) is missing")
        }
        return text
    }

    /// At most `most` texts; none when they are absent.
    func texts(_ name: String, most: Int = 8) throws(ServiceFault) -> [String] {
        guard let value = node[name] else { return [] }
        if case .null = value.value { return [] }
        guard let elements = value.elements, elements.count <= most else {
            throw .invalidRequest("\(name) is not a list, or too long")
        }
        return try elements.map { element throws(ServiceFault) in
            guard let text = element.string, text.utf8.count <= 256 else {
                throw .invalidRequest("\(name) has an element that is not a text, or too long")
            }
            return text
        }
    }
}
