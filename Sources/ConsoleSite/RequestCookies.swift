package import Foundation
package import Hummingbird
import SAML2
package import SallyportConfiguration
import ServerHTTP
package import SingleSignOn

/// What a browser keeps of its sign-ins that are under way at identity providers: a cookie for each, so that those of two
/// tabs don't undo each other.
package struct RequestCookies: Sendable {
    /// Sign-ins of a browser that are under way at once.
    private static let limit = 4
    /// Characters of the request's ID that tell the cookies apart.
    private static let distinction = 12

    private let prefix: String
    private let attributes: String
    private let requests: SignInRequests

    /// Cookies that come along with a form of another site, the identity provider's.
    ///
    /// That takes `SameSite=None`, which browsers take over https alone. On this machine its other ports are of the same site.
    package init(_ configuration: BrokerConfiguration, _ requests: SignInRequests) {
        let isSecure = configuration.isPublicURLSecure
        prefix = (isSecure ? "__Host-" : "") + "sallyport-request-"
        attributes = "; Path=/; HttpOnly; SameSite=" + (isSecure ? "None; Secure" : "Lax")
        self.requests = requests
    }

    /// The sign-ins of a browser.
    package func pending(_ request: Request, at instant: Date) -> [PendingSignIn] {
        request.cookies(beginning: prefix).prefix(Self.limit).compactMap { requests.open($0.value, at: instant) }
    }

    /// The cookie that keeps a sign-in; nil when it is too long.
    package func setting(_ pending: PendingSignIn) -> String? {
        requests.seal(pending).map { value in
            "\(name(pending))=\(value); Max-Age=\(Int(SignInRequests.lifetime))\(attributes)"
        }
    }

    /// Cookies that make room for one more sign-in: those that say nothing any more go, and then the oldest.
    package func makingRoom(_ request: Request, at instant: Date) -> [String] {
        let kept = request.cookies(beginning: prefix).filter { !$0.name.isEmpty }.prefix(4 * Self.limit).map { cookie in
            (name: cookie.name, end: requests.open(cookie.value, at: instant)?.request.expiresAt ?? .distantPast)
        }
        let live = kept.filter { $0.end > instant }.sorted { $0.end > $1.end }.prefix(Self.limit - 1).map(\.name)
        return kept.filter { !live.contains($0.name) }.map { "\($0.name)=; Max-Age=0\(attributes)" }
    }

    /// The cookie by which the browser keeps a sign-in no more.
    package func clearing(_ pending: PendingSignIn) -> String { "\(name(pending))=; Max-Age=0\(attributes)" }

    private func name(_ pending: PendingSignIn) -> String {
        prefix + pending.request.id.dropFirst().prefix(Self.distinction)
    }
}
