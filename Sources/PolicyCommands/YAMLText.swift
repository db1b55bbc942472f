import CommandIO
import Encodings
import SallyportConfiguration
import Yams

/// Turns YAML into JSON text, so that one reader serves both.
enum YAMLText {
    private static let maximumDepth = 64
    /// Anchors are copied to every place that refers to them, so the result is bounded as well as the text.
    private static let maximumNodes = 1_000_000

    /// The document of a file.
    ///
    /// Throws `InputError` when it is no YAML, or has a key that is no text.
    static func compose(_ text: String, path: String) throws(InputError) -> Node {
        do throws(YAMLKeys.Fault) {
            try YAMLKeys.check(text)
        } catch {
            throw InputError("\(path):\(error.line): \(error)")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw InputError("\(path): not YAML: \(error)")
        }
        guard let node else { throw InputError("\(path): empty") }
        return node
    }

    static func json(from node: Node, path: String) throws(InputError) -> String {
        var nodes = 0
        return try convert(node, depth: 0, nodes: &nodes, path: path).text()
    }

    private static func convert(
        _ node: Node, depth: Int, nodes: inout Int, path: String
    ) throws(InputError) -> JSONValue {
        nodes += 1
        guard depth <= maximumDepth, nodes <= maximumNodes else {
            throw InputError("\(path): nested too deeply, or too large")
        }
        switch node {
        case .scalar(let scalar):
            return convert(scalar)
        case .sequence(let sequence):
            var elements: [JSONValue] = []
            for element in sequence {
                elements.append(try convert(element, depth: depth + 1, nodes: &nodes, path: path))
            }
            return .array(elements)
        case .mapping(let mapping):
            var members: [JSONMember] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw InputError("\(path): a key is not a text")
                }
                let value = try convert(value, depth: depth + 1, nodes: &nodes, path: path)
                members.append(JSONMember(name.string, value))
            }
            return .object(members)
        case .alias:
            throw InputError("\(path): aliases are not read")
        }
    }

    /// Plain scalars are null, Booleans and whole numbers where YAML says so; dates and all else stay text.
    private static func convert(_ scalar: Node.Scalar) -> JSONValue {
        guard scalar.style == .plain else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: return .string(scalar.string)
        }
    }
}
