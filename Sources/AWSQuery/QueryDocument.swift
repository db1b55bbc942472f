/// Writes the XML of the Query protocol as AWS does.
public enum QueryDocument {
    /// The reply of an operation that was carried out.
    public static func success(
        operation: String, namespace: String, result: QueryResult, requestID: String
    ) -> String {
        var xml = "<\(operation)Response xmlns=\"\(namespace)\">"
        if let members = result.members {
            xml += "<\(operation)Result>"
            for member in members { append(member, to: &xml) }
            xml += "</\(operation)Result>"
        }
        xml += "<ResponseMetadata><RequestId>\(requestID)</RequestId></ResponseMetadata></\(operation)Response>"
        return xml
    }

    /// The reply of a refusal.
    public static func failure(_ fault: QueryFault, namespace: String, requestID: String) -> String {
        var xml = "<ErrorResponse xmlns=\"\(namespace)\"><Error>"
        append(.text("Type", fault.type), to: &xml)
        append(.text("Code", fault.code), to: &xml)
        append(.text("Message", fault.message), to: &xml)
        xml += "</Error><RequestId>\(requestID)</RequestId></ErrorResponse>"
        return xml
    }

    private static func append(_ member: QueryMember, to xml: inout String) {
        switch member {
        case .text(let name, let value): xml += "<\(name)>\(escaped(value))</\(name)>"
        case .structure(let name, let members):
            xml += "<\(name)>"
            for member in members { append(member, to: &xml) }
            xml += "</\(name)>"
        case .structures(let name, let structures):
            xml += "<\(name)>"
            for members in structures { append(.structure("member", members), to: &xml) }
            xml += "</\(name)>"
        case .list(let name, let texts):
            xml += "<\(name)>"
            for text in texts { append(.text("member", text), to: &xml) }
            xml += "</\(name)>"
        case .map(let name, let texts):
            xml += "<\(name)>"
            for (key, value) in texts.sorted(by: { $0.key < $1.key }) {
                append(.structure("entry", [.text("key", key), .text("value", value)]), to: &xml)
            }
            xml += "</\(name)>"
        }
    }

    /// Characters that XML gives a meaning to, and those that it cannot hold.
    private static func escaped(_ text: String) -> String {
        guard
            text.utf8.contains(where: {
                $0 < 0x20 || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">")
                    || $0 == 0xEF
            })
        else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
