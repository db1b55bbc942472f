import Hummingbird
import NIOCore

/// A reply of the Query protocol as AWS writes it.
struct QueryReply {
    /// A member of a result.
    enum Member {
        case text(String, String)
        case structure(String, [Member])
    }

    static func success(action: String, namespace: String, result: [Member], requestID: String) -> Response {
        var xml = "<\(action)Response xmlns=\"\(namespace)\"><\(action)Result>"
        for member in result { append(member, to: &xml) }
        xml +=
            "</\(action)Result><ResponseMetadata><RequestId>\(requestID)</RequestId></ResponseMetadata></\(action)Response>"
        return make(xml, status: .ok, requestID: requestID)
    }

    static func failure(_ error: QueryError, namespace: String, requestID: String) -> Response {
        var xml = "<ErrorResponse xmlns=\"\(namespace)\"><Error>"
        append(.text("Type", error.type), to: &xml)
        append(.text("Code", error.code), to: &xml)
        append(.text("Message", error.message), to: &xml)
        xml += "</Error><RequestId>\(requestID)</RequestId></ErrorResponse>"
        return make(xml, status: HTTPResponse.Status(code: error.status), requestID: requestID)
    }

    private static func make(_ xml: String, status: HTTPResponse.Status, requestID: String) -> Response {
        Response.make(xml, type: "text/xml", status: status).setting(requestID: requestID)
    }

    private static func append(_ member: Member, to xml: inout String) {
        switch member {
        case .text(let name, let value): xml += "<\(name)>\(escaped(value))</\(name)>"
        case .structure(let name, let members):
            xml += "<\(name)>"
            for member in members { append(member, to: &xml) }
            xml += "</\(name)>"
        }
    }

    /// Characters that XML gives a meaning to, and those that it cannot hold.
    private static func escaped(_ text: String) -> String {
        guard
            text.utf8.contains(where: {
                $0 < 0x20 || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">")
            })
        else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            case "\u{0}"..."\u{1F}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
