import Foundation
import Hummingbird
import SallyportConfiguration
import ServerHTTP
import SingleSignOn

/// What a browser keeps for signing out at its identity provider.
struct LogoutCookies: Sendable {
    /// Seconds of the longest console session of a federated user.
    private static let longestSession = 43_200

    private let signedOnName: String
    private let pendingName: String
    private let attributes: String
    private let crossSiteAttributes: String
    private let tokens: LogoutTokens
    /// Nobody can be sent away without a key.
    private let isOffered: Bool

    /// An identity provider may answer with a form, which comes from another site.
    init(_ configuration: BrokerConfiguration, _ tokens: LogoutTokens) {
        let isSecure = configuration.isPublicURLSecure
        let prefix = isSecure ? "__Host-" : ""
        signedOnName = prefix + "sallyport-signed-on"
        pendingName = prefix + "sallyport-logout"
        attributes = "; Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
        crossSiteAttributes = "; Path=/; HttpOnly; SameSite=" + (isSecure ? "None; Secure" : "Lax")
        self.tokens = tokens
        isOffered = configuration.serviceProvider.signingKey != nil
    }

    /// Whom a browser is signed in as.
    func signedOn(_ request: Request, at instant: Date) -> SignedOn? {
        value(signedOnName, request).flatMap { tokens.signedOn($0, at: instant) }
    }

    /// The request that it was sent away with.
    func pending(_ request: Request, at instant: Date) -> PendingLogout? {
        value(pendingName, request).flatMap { tokens.pending($0, at: instant) }
    }

    private func value(_ name: String, _ request: Request) -> String? {
        let found = request.cookies(beginning: name + "=")
        return found.count == 1 ? found.first?.value : nil
    }

    /// The cookie that keeps whom a browser is signed in as; none when it is too long, or nobody is sent away.
    func setting(_ signedOn: SignedOn) -> [String] {
        guard isOffered, let value = tokens.seal(signedOn) else { return [] }
        return ["\(signedOnName)=\(value); Max-Age=\(Self.longestSession)\(attributes)"]
    }

    /// The cookie that keeps a request; nil when it is too long.
    func setting(_ pending: PendingLogout) -> String? {
        tokens.seal(pending).map { value in
            "\(pendingName)=\(value); Max-Age=\(Int(LogoutTokens.lifetime))\(crossSiteAttributes)"
        }
    }

    var clearingSignedOn: [String] { isOffered ? ["\(signedOnName)=; Max-Age=0\(attributes)"] : [] }

    var clearingPending: String { "\(pendingName)=; Max-Age=0\(crossSiteAttributes)" }
}
