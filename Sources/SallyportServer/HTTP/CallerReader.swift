import Federation
import Hummingbird

/// Who calls, as far as connection and headers tell.
struct CallerReader {
    private let trustedProxies: Set<String>
    private let isPublicURLSecure: Bool
    private let hasTLS: Bool

    init(_ configuration: ServerConfiguration) {
        trustedProxies = configuration.trustedProxies
        isPublicURLSecure = configuration.isPublicURLSecure
        hasTLS = configuration.listen.tls != nil
    }

    /// The context of a call, with a new request id.
    func context(_ request: Request, _ context: ServerContext, random: any RandomSource) -> CallContext {
        CallContext(
            requestID: AuditEvent.makeID(random), sourceIPAddress: sourceAddress(request, context),
            userAgent: request.headers[.userAgent].map { String($0.unicodeScalars.prefix(256)) },
            secureTransport: isSecure(request, context))
    }

    /// The peer, or what the nearest listed proxies say: the last entry in X-Forwarded-For that is not itself a listed
    /// proxy.
    ///
    /// What stands before it was written by whoever called, so it proves nothing; an entry that is no address is not
    /// passed on.
    private func sourceAddress(_ request: Request, _ context: ServerContext) -> String? {
        guard let peer = context.peerAddress, trustedProxies.contains(peer) else { return context.peerAddress }
        let forwarded: [String] = request.headers[values: .xForwardedFor].flatMap { header in
            header.split(separator: ",").map { String($0.filter { $0 != " " && $0 != "\t" }.prefix(65)) }
        }
        let addresses = forwarded.map { IPAddress.normalized($0) }
        let nearest = addresses.last { address in address.map { !trustedProxies.contains($0) } ?? true }
        return (nearest ?? nil) ?? peer
    }

    private func isSecure(_ request: Request, _ context: ServerContext) -> Bool {
        if hasTLS { return true }
        guard let peer = context.peerAddress, trustedProxies.contains(peer) else { return false }
        return request.headers[.xForwardedProto] == "https" || isPublicURLSecure
    }
}
