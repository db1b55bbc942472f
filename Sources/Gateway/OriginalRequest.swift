package import AWSSigV4
import Encodings
import HTTPTypes
package import Hummingbird

/// The request that a proxy asks about, as its client signed it.
package struct OriginalRequest: Sendable {
    /// Method, path, query and headers to the byte, with what is declared of the payload.
    package let signable: SignableRequest
    package let host: String
    /// Path and query as they were on the wire.
    package let target: String
    /// What the request says of its payload, whether it can be read or not; nil when it says nothing.
    package let declaration: String?

    package init(_ request: Request, _ description: RequestDescription) throws(GatewayRefusal) {
        let mark = description.target.firstIndex(of: "?")
        let query = mark.map { description.target[description.target.index(after: $0)...] } ?? ""
        var headers: [HTTPHeader] = []
        // The length is that of the question, which has no body.
        for field in request.headers
        where field.name != .contentLength && !RequestDescription.headers.contains(field.name) {
            headers.append(HTTPHeader(name: field.name.rawName, value: field.value))
        }
        headers.append(HTTPHeader(name: "host", value: description.host))
        let length = request.headers[.xOriginalContentLength] ?? ""
        if !length.isEmpty { headers.append(HTTPHeader(name: "content-length", value: length)) }
        let declared = request.headers[.amzContentSHA256] ?? Self.value("X-Amz-Content-Sha256", query)
        declaration = declared == "" ? nil : declared
        let hasBody = !["", "0"].contains(length) || request.headers[.xOriginalTransferEncoding]?.isEmpty == false
        guard !hasBody || declaration != nil || Self.value("X-Amz-Signature", query) != nil else {
            throw GatewayRefusal(
                "IncompleteSignature",
                "The body does not come here: sign x-amz-content-sha256, with its hash or UNSIGNED-PAYLOAD.")
        }
        host = description.host
        target = description.target
        signable = SignableRequest(
            method: description.method, path: String(description.target[..<(mark ?? description.target.endIndex)]),
            query: String(query), headers: headers,
            // One that can't be read is refused when the signature is verified. A presigned URL that brings a body must
            // have left it open which one: a signature over none says that none comes.
            payload: declaration.flatMap { Payload(declared: $0) }
                ?? (hasBody ? Payload(declared: "UNSIGNED-PAYLOAD") : nil) ?? .empty)
    }

    /// The host without a port, in small letters.
    package var hostName: String {
        let bytes = host.utf8
        guard bytes.first != UInt8(ascii: "[") else { return host.asciiLowercased }
        return String(host[..<(bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex)]).asciiLowercased
    }

    /// The value of a parameter as it stands there; those of a signature have nothing to decode.
    private static func value(_ name: String, _ query: Substring) -> String? {
        let start = name.utf8.count + 1
        return query.utf8.split(separator: UInt8(ascii: "&")).first { piece in
            piece.count >= start && piece.prefix(start).elementsEqual("\(name)=".utf8)
        }.map { String(Substring($0.dropFirst(start))) }
    }
}
