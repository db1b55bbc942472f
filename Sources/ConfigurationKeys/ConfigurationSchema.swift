import Encodings

/// The JSON Schema (draft 2020-12) of the configuration file, for editors that complete keys and mark faults.
///
/// It says what can be told of one value alone; `serve --check` says the rest.
package enum ConfigurationSchema {
    /// The schema, indented.
    package static var text: String { document.indentedText + "\n" }

    private static var document: JSONValue {
        .object(
            [
                JSONMember("$schema", "https://json-schema.org/draft/2020-12/schema"),
                JSONMember("title", "Configuration of the Sallyport broker (sallyport.yaml)"),
            ] + members(of: ConfigurationKeys.root))
    }

    private static func members(of section: ConfigurationSection) -> [JSONMember] {
        let required = section.keys.filter { $0.standard == .required }.map(\.name)
        return [
            JSONMember("type", "object"),
            JSONMember("properties", .object(section.keys.map { JSONMember($0.name, schema(of: $0)) })),
        ] + (required.isEmpty ? [] : [JSONMember("required", .strings(required))])
            + [JSONMember("additionalProperties", .bool(false))]
    }

    private static func schema(of key: ConfigurationKey) -> JSONValue {
        var members: [JSONMember] = []
        if !key.meaning.isEmpty { members.append(JSONMember("description", key.meaning.withoutMarkdown)) }
        members += self.members(of: key.kind)
        if case .value(let text) = key.standard { members.append(JSONMember("default", value(text, of: key.kind))) }
        return .object(members)
    }

    private static func members(of kind: ValueKind) -> [JSONMember] {
        switch kind {
        case .text(_, let pattern):
            let text = [JSONMember("type", "string"), JSONMember("minLength", .integer(1))]
            return text + (pattern.map { [JSONMember("pattern", $0)] } ?? [])
        case .path: return [JSONMember("type", "string"), JSONMember("minLength", .integer(1))]
        case .boolean: return [JSONMember("type", "boolean")]
        case .integer(let range):
            return [
                JSONMember("type", "integer"), JSONMember("minimum", .integer(Int64(range.lowerBound))),
                JSONMember("maximum", .integer(Int64(range.upperBound))),
            ]
        case .word(let words): return [JSONMember("enum", .strings(words))]
        case .list(let element, _):
            return [JSONMember("type", "array"), JSONMember("items", .object(members(of: element)))]
        case .mapping(let section): return members(of: section)
        case .names(let value, _):
            return [JSONMember("type", "object"), JSONMember("additionalProperties", .object(members(of: value)))]
        case .policy: return [JSONMember("type", .strings(["string", "object"]))]
        case .wordOrMapping(let words, let section):
            return [
                JSONMember(
                    "anyOf", .array([.object([JSONMember("enum", .strings(words))]), .object(members(of: section))]))
            ]
        case .textOrList:
            let texts = JSONValue.object([
                JSONMember("type", "array"), JSONMember("items", .object(members(of: .text))),
            ])
            return [JSONMember("anyOf", .array([.object(members(of: .text)), texts]))]
        case .textOrMapping(let section, _):
            return [
                JSONMember(
                    "anyOf",
                    .array([.object([JSONMember("type", "string")]), .object(members(of: section))]))
            ]
        }
    }

    private static func value(_ text: String, of kind: ValueKind) -> JSONValue {
        switch kind {
        case .integer: Int64(text).map { .integer($0) } ?? .string(text)
        case .boolean: .bool(text == "true")
        default: .string(text)
        }
    }
}
