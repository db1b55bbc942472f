/// The page with the form that an identity provider has a browser post.
struct HTMLForm {
    /// Values of the fields named SAMLResponse.
    let values: [String]

    /// Reads a page; nil when the text is none.
    init?(_ text: String) {
        let start = text.prefix(2_000).lowercased()
        guard start.contains("<html") || start.contains("<!doctype html") || start.contains("<form") else { return nil }
        values = text.split(separator: "<").compactMap { piece in
            guard piece.prefix(6).lowercased().hasPrefix("input"), let end = Self.end(of: piece) else { return nil }
            let attributes = Self.attributes(of: piece[..<end].dropFirst(5))
            return attributes["name"] == "SAMLResponse" ? attributes["value"] : nil
        }
    }

    /// The end of a tag: a `>` that stands in no quotes.
    private static func end(of tag: Substring) -> Substring.Index? {
        var quote: Character?
        for index in tag.indices {
            switch (tag[index], quote) {
            case (">", nil): return index
            case (let character, nil) where character == "\"" || character == "'": quote = character
            case (let character, let open?) where character == open: quote = nil
            default: continue
            }
        }
        return nil
    }

    private static func attributes(of tag: Substring) -> [String: String] {
        var attributes: [String: String] = [:]
        var rest = tag.drop(while: \.isWhitespace)
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].split(whereSeparator: \.isWhitespace).last.map { $0.lowercased() } ?? ""
            let value = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
            let quote = value.first.flatMap { $0 == "\"" || $0 == "'" ? $0 : nil }
            let content = value.dropFirst(quote == nil ? 0 : 1)
            let text = content.prefix { quote == nil ? !$0.isWhitespace : $0 != quote }
            attributes[name] = decoded(text)
            rest = content[text.endIndex...].dropFirst(quote == nil ? 0 : 1)
        }
        return attributes
    }

    /// The text with references to characters replaced: those by number, and the names that base64 may be written with.
    private static func decoded(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        let names = [
            "plus": "+", "sol": "/", "equals": "=", "amp": "&", "NewLine": "\n", "quot": "\"", "lt": "<", "gt": ">",
        ]
        var result = ""
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            let reference = rest[rest.index(after: start)...].prefix(12).prefix { $0 != ";" }
            guard let character = names[String(reference)] ?? character(numbered: reference),
                rest[reference.endIndex...].first == ";"
            else {
                result += "&"
                rest = rest[rest.index(after: start)...]
                continue
            }
            result += character
            rest = rest[reference.endIndex...].dropFirst()
        }
        return result + rest
    }

    private static func character(numbered reference: Substring) -> String? {
        guard reference.first == "#" else { return nil }
        let digits = reference.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        let number = UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10)
        return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}
