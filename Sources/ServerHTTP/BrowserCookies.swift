import Encodings
import HTTPTypes
package import Hummingbird
package import SallyportConfiguration

/// The cookies of the server: a console session, in two parts when it is long, the nonce that binds a sign-in token to the browser that
/// posted, and what a browser has of its portal session.
package struct BrowserCookies: Sendable {
    private let prefix: String
    private let attributes: String

    /// Over https the names carry the prefix `__Host-` (RFC 6265bis, 4.1.3.2), so that no neighbouring host can set them.
    package init(_ configuration: BrokerConfiguration) {
        prefix = configuration.isPublicURLSecure ? "__Host-" : ""
        attributes = "; Path=/; HttpOnly; SameSite=Lax" + (configuration.isPublicURLSecure ? "; Secure" : "")
    }

    private var sessionName: String { prefix + "sallyport-session" }
    private var rolesName: String { prefix + "sallyport-roles" }
    private var userName: String { prefix + "sallyport-user" }
    private var issuerName: String { prefix + "sallyport-issuer" }
    private var nonceName: String { prefix + "sallyport-browser" }
    private var portalName: String { prefix + "sallyport-portal" }
    /// For one that a response has begun, which may be somebody else's: it counts once nobody is signed in, or his user says so.
    private var waitingPortalName: String { prefix + "sallyport-portal-new" }
    private var portalsBesideName: String { prefix + "sallyport-portals-also" }

    /// Seconds for which a browser remembers where its user signs in: 30 days.
    private static let memory = 2_592_000

    /// Browsers drop a cookie whose name and value together are longer than 4,096 bytes (RFC 6265bis, 5.6), without a word; a
    /// session with many tags is longer.
    private static let maximumPart = 3_840
    /// Ends a first part that a second one follows; sealed values never hold it.
    private static let continuation: Character = "."

    private var secondName: String { sessionName + "-2" }

    /// The value of the console session's cookie.
    package func session(_ request: Request) -> String? {
        guard let first = value(sessionName, request), first.last == Self.continuation else {
            return value(sessionName, request)
        }
        return value(secondName, request).map { first.dropLast() + $0 }
    }

    /// The value of the browser's nonce.
    package func nonce(_ request: Request) -> String? { value(nonceName, request) }

    /// The value of the portal session's cookie.
    package func portal(_ request: Request) -> String? { value(portalName, request) }

    /// The value of the cookie of a portal session that does not count yet.
    package func waitingPortal(_ request: Request) -> String? { value(waitingPortalName, request) }

    package func settingPortal(_ value: String, seconds: Int) -> String {
        "\(portalName)=\(value); Max-Age=\(seconds)\(attributes)"
    }

    package func settingWaitingPortal(_ value: String, seconds: Int) -> String {
        "\(waitingPortalName)=\(value); Max-Age=\(seconds)\(attributes)"
    }

    /// Who has issued the last session, by whom a new one begins: an entityID or a URL; nothing that opens anything.
    package func issuer(_ request: Request) -> String? {
        guard let text = value(issuerName, request), let fields = try? FormFields(query: "issuer=" + text) else {
            return nil
        }
        return try? fields.text("issuer")
    }

    /// - Parameter issuer: none that is longer than 2,048 bytes is kept.
    package func settingIssuer(_ issuer: String) -> [String] {
        guard issuer.utf8.count <= 2_048 else { return [] }
        let value = PercentEncoding.encode(issuer)
        let cookie = "\(issuerName)=\(value); Max-Age=\(Self.memory)\(attributes)"
        return cookie.utf8.count <= Self.maximumPart ? [cookie] : []
    }

    /// What a browser keeps of a user of an account who has signed in with it.
    package func user(_ request: Request) -> String? { value(userName, request) }

    /// The cookie for that, for a year.
    package func settingUser(_ value: String) -> String { "\(userName)=\(value); Max-Age=31536000\(attributes)" }

    /// Portal sessions beside the one that counts, at most.
    package static let portalsBeside = 4

    /// The values of the portal sessions beside the one that counts, the last that counted first.
    package func portalsBeside(_ request: Request) -> [String] {
        let values = value(portalsBesideName, request)?.split(
            separator: Self.continuation, maxSplits: Self.portalsBeside)
        return (values ?? []).prefix(Self.portalsBeside).map(String.init)
    }

    /// - Parameter seconds: that the longest of them has left.
    package func settingPortalsBeside(_ values: [String], seconds: Int) -> String {
        let joined = values.prefix(Self.portalsBeside).joined(separator: String(Self.continuation))
        return "\(portalsBesideName)=\(joined); Max-Age=\(seconds)\(attributes)"
    }

    package var clearingPortalsBeside: String { "\(portalsBesideName)=; Max-Age=0\(attributes)" }

    package var clearingPortal: String { "\(portalName)=; Max-Age=0\(attributes)" }

    package var clearingWaitingPortal: String { "\(waitingPortalName)=; Max-Age=0\(attributes)" }

    /// Cookies that set the console session.
    package func settingSession(_ value: String, seconds: Int) -> [String] {
        let rest = value.dropFirst(Self.maximumPart)
        let first = value.prefix(Self.maximumPart) + (rest.isEmpty ? "" : String(Self.continuation))
        let cookie = "\(sessionName)=\(first); Max-Age=\(seconds)\(attributes)"
        return rest.isEmpty ? [cookie] : [cookie, "\(secondName)=\(rest); Max-Age=\(seconds)\(attributes)"]
    }

    /// Places for sessions beside the one that counts.
    package let slots = [1, 2, 3, 4]

    private func parkedName(_ slot: Int) -> String { "\(prefix)sallyport-also-\(slot)" }

    /// The sessions beside the one that counts.
    package func parked(_ request: Request) -> [(slot: Int, value: String)] {
        slots.compactMap { slot in value(parkedName(slot), request).map { (slot, $0) } }
    }

    /// Whether a session finds room beside another: all five go with each request.
    package func canPark(_ value: String) -> Bool { value.utf8.count <= Self.maximumPart }

    package func settingParked(_ value: String, _ slot: Int, seconds: Int) -> String {
        "\(parkedName(slot))=\(value); Max-Age=\(seconds)\(attributes)"
    }

    package func clearingParked(_ slot: Int) -> String { "\(parkedName(slot))=; Max-Age=0\(attributes)" }

    /// Takes all sessions away.
    package var clearingSessions: [String] { clearingSession + slots.map(clearingParked) }

    /// Names of roles that somebody has switched to.
    package func roles(_ request: Request) -> String? { value(rolesName, request) }

    package func settingRoles(_ value: String) -> String {
        "\(rolesName)=\(value); Max-Age=\(Self.memory)\(attributes)"
    }

    package func settingNonce(_ value: String, seconds: Int) -> String {
        "\(nonceName)=\(value); Max-Age=\(seconds)\(attributes)"
    }

    package var clearingSession: [String] { [sessionName, secondName].map { "\($0)=; Max-Age=0\(attributes)" } }

    package var clearingNonce: String { "\(nonceName)=; Max-Age=0\(attributes)" }

    /// Two cookies of one name mean that somebody else may have set one: neither is believed.
    private func value(_ name: String, _ request: Request) -> String? {
        let found = request.cookies(beginning: "\(name)=")
        return found.count == 1 ? found.first?.value : nil
    }
}
