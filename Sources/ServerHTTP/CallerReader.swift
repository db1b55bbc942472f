package import Encodings
package import Hummingbird
package import SallyportConfiguration
package import Sessions

/// Who calls, as far as connection and headers tell.
package struct CallerReader {
    private let trustedProxies: Set<String>
    private let isPublicURLSecure: Bool
    private let hasTLS: Bool

    package init(_ configuration: BrokerConfiguration) {
        self.init(configuration, trustedProxies: configuration.trustedProxies)
    }

    /// With other proxies than those that users come through.
    package init(_ configuration: BrokerConfiguration, trustedProxies: Set<String>) {
        self.trustedProxies = trustedProxies
        isPublicURLSecure = configuration.isPublicURLSecure
        hasTLS = configuration.listen.tls != nil
    }

    /// The context of a call, with a new request id.
    package func context(_ request: Request, _ context: ServerContext, random: any RandomSource) -> CallContext {
        CallContext(
            requestID: UUIDText.make(random), sourceIPAddress: sourceAddress(request, context),
            userAgent: request.headers[.userAgent].map { String($0.unicodeScalars.prefix(256)) },
            secureTransport: isSecure(request, context))
    }

    /// Whether the peer is a listed proxy.
    package func isTrustedProxy(_ context: ServerContext) -> Bool {
        context.peerAddress.map(trustedProxies.contains) ?? false
    }

    /// The peer, or what the nearest listed proxies say: the last entry in X-Forwarded-For that is not itself a listed
    /// proxy.
    ///
    /// What stands before it was written by whoever called, so it proves nothing; an entry that is no address is not
    /// passed on.
    private func sourceAddress(_ request: Request, _ context: ServerContext) -> String? {
        guard let peer = context.peerAddress, trustedProxies.contains(peer) else { return context.peerAddress }
        // From the end, and no further than to the one that counts: the list is as long as the caller likes.
        for header in request.headers[values: .xForwardedFor].reversed() {
            for entry in header.utf8.split(separator: UInt8(ascii: ",")).reversed() {
                guard let address = Self.address(entry) else { return peer }
                if !trustedProxies.contains(address) { return address }
            }
        }
        return peer
    }

    private static func address(_ entry: Substring.UTF8View) -> String? {
        let bytes = entry.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        return IPAddress.normalized(String(decoding: bytes.prefix(65), as: UTF8.self))
    }

    private func isSecure(_ request: Request, _ context: ServerContext) -> Bool {
        hasTLS || isTrustedProxy(context) && (request.headers[.xForwardedProto] == "https" || isPublicURLSecure)
    }
}
