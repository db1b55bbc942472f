import Encodings
package import HTTPTypes
package import Hummingbird
package import SallyportConfiguration

/// What a proxy says of the request that it asks about, beside its headers.
package struct RequestDescription: Hashable {
    package let method: String
    /// Path and query as they were on the wire.
    package let target: String
    package let host: String

    /// Reads the description in the form of a proxy.
    ///
    /// - Parameter rest: what stands behind the service's name in the target of the proxy's own request.
    package init(_ request: Request, rest: Substring, proxy: ProtectedService.Proxy) throws(GatewayRefusal) {
        switch proxy {
        case .nginx:
            try Self.checkNothingFollows(rest)
            method = try Self.single(.xOriginalMethod, request)
            target = try Self.single(.xOriginalURI, request)
            host = try Self.single(.xOriginalHost, request)
        case .envoy:
            method = request.method.rawValue
            target = String(rest)
            host = request.head.authority ?? ""
        case .traefik, .caddy:
            try Self.checkNothingFollows(rest)
            method = try Self.single(.xForwardedMethod, request)
            target = try Self.single(.xForwardedURI, request)
            host = try Self.single(.xForwardedHost, request)
        }
        try checkForm()
        try checkContradictions(request)
    }

    /// Headers that describe a request and are none of its own.
    package static let headers: Set<HTTPField.Name> = [
        .xOriginalMethod, .xOriginalURI, .xOriginalHost, .xOriginalContentLength, .xOriginalTransferEncoding,
        .xForwardedMethod, .xForwardedURI, .xForwardedHost,
    ]

    private static func checkNothingFollows(_ rest: Substring) throws(GatewayRefusal) {
        guard rest.isEmpty else {
            throw .badDescription("The proxy must ask at the URL of the service alone: something follows its name.")
        }
    }

    private static func single(_ name: HTTPField.Name, _ request: Request) throws(GatewayRefusal) -> String {
        let values = request.headers[values: name]
        guard let value = values.first, values.count == 1 else {
            throw .badDescription("The proxy must send \(name.rawName) once; it came \(values.count) times.")
        }
        return value
    }

    private func checkForm() throws(GatewayRefusal) {
        guard (1...32).contains(method.utf8.count),
            method.utf8.allSatisfy({ ASCII.isUppercase($0) || $0 == UInt8(ascii: "-") })
        else { throw .badDescription("The method of the request is not written in capital letters.") }
        guard target.utf8.first == UInt8(ascii: "/"),
            target.utf8.allSatisfy({ Self.isVisible($0) && $0 != UInt8(ascii: "#") })
        else { throw .badDescription("The target of the request is no path with an optional query, in ASCII.") }
        guard !host.isEmpty, host.utf8.allSatisfy(Self.isVisible) else {
            throw .badDescription("The Host of the request is missing, or is no host.")
        }
    }

    private static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    /// A second description that says something else: somebody on the way understands the request otherwise.
    private func checkContradictions(_ request: Request) throws(GatewayRefusal) {
        let claims: [(name: HTTPField.Name, text: String)] = [
            (.xOriginalMethod, method), (.xForwardedMethod, method), (.xOriginalURI, target), (.xForwardedURI, target),
        ]
        for claim in claims {
            for value in request.headers[values: claim.name] where !value.utf8.elementsEqual(claim.text.utf8) {
                throw .badDescription("\(claim.name.rawName) says something else of the request than the proxy does.")
            }
        }
    }
}
