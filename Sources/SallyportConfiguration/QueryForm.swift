package import AWSSigV4
import Encodings
package import Foundation

/// A call by AWS's Query protocol as it is posted: a form, signed where somebody's credentials call.
///
/// Its description shows the action alone: parameters hold assertions and tokens.
package struct QueryForm: Sendable, CustomStringConvertible, CustomReflectable {
    /// The type of its body.
    package static let contentType = "application/x-www-form-urlencoded; charset=utf-8"

    private let action: String
    /// The fields, percent-encoded; a space is `%20`, since not everybody reads `+` as one.
    package let body: [UInt8]

    /// Makes the call of an action.
    ///
    /// - Parameter version: of the API; the Security Token Service has had one.
    package init(_ action: String, version: String = "2011-06-15", parameters: [(name: String, value: String)]) {
        self.action = action
        let fields = [(name: "Action", value: action), (name: "Version", value: version)] + parameters
        body = Array(fields.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&").utf8)
    }

    /// The action.
    package var description: String { action }

    package var customMirror: Mirror { Mirror(self, children: ["action": action]) }

    /// The headers, beside Host and Content-Type, that say who posts the form to `endpoint`.
    ///
    /// - Throws: `SignatureError` when there is nothing to sign for, as an endpoint without host.
    package func signature(
        for endpoint: URL, by signer: Signer, at instant: Date
    ) throws(SignatureError) -> [(name: String, value: String)] {
        let path = URLComponents(url: endpoint, resolvingAgainstBaseURL: false)?.percentEncodedPath ?? ""
        let unsigned = SignableRequest(
            method: "POST", path: path,
            headers: [("Host", Self.host(of: endpoint)), ("Content-Type", Self.contentType)], payload: Payload(body))
        // The client writes Host itself, and Content-Type comes with the body.
        return try signer.sign(unsigned, at: instant).headers.dropFirst(2).map { (name: $0.name, value: $0.value) }
    }

    /// Host as the client writes it.
    private static func host(of endpoint: URL) -> String {
        let host = endpoint.host ?? ""
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        let usual = endpoint.scheme?.lowercased() == "https" ? 443 : 80
        guard let port = endpoint.port, port != usual else { return name }
        return "\(name):\(port)"
    }
}
