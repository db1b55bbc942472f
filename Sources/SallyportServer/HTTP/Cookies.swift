import HTTPTypes
import Hummingbird
import SallyportConfiguration

/// The cookies of the server: a console session, in two parts when it is long, the nonce that binds a sign-in token to the browser that
/// posted, and what a browser has of its portal session.
struct Cookies: Sendable {
    private let prefix: String
    private let attributes: String

    /// Over https the names carry the prefix `__Host-` (RFC 6265bis, 4.1.3.2), so that no neighbouring host can set them.
    init(_ configuration: BrokerConfiguration) {
        prefix = configuration.isPublicURLSecure ? "__Host-" : ""
        attributes = "; Path=/; HttpOnly; SameSite=Lax" + (configuration.isPublicURLSecure ? "; Secure" : "")
    }

    private var sessionName: String { prefix + "sallyport-session" }
    private var nonceName: String { prefix + "sallyport-browser" }
    private var portalName: String { prefix + "sallyport-portal" }
    /// For one that a response has begun, which may be somebody else's: it counts once nobody is signed in, or his user says so.
    private var waitingPortalName: String { prefix + "sallyport-portal-new" }

    /// Browsers drop a cookie whose name and value together are longer than 4,096 bytes (RFC 6265bis, 5.6), without a word; a
    /// session with many tags is longer.
    private static let maximumPart = 3_840
    /// Ends a first part that a second one follows; sealed values never hold it.
    private static let continuation: Character = "."

    private var secondName: String { sessionName + "-2" }

    /// The value of the console session's cookie.
    func session(_ request: Request) -> String? {
        guard let first = value(sessionName, request), first.last == Self.continuation else {
            return value(sessionName, request)
        }
        return value(secondName, request).map { first.dropLast() + $0 }
    }

    /// The value of the browser's nonce.
    func nonce(_ request: Request) -> String? { value(nonceName, request) }

    /// The value of the portal session's cookie.
    func portal(_ request: Request) -> String? { value(portalName, request) }

    /// The value of the cookie of a portal session that does not count yet.
    func waitingPortal(_ request: Request) -> String? { value(waitingPortalName, request) }

    func settingPortal(_ value: String, seconds: Int) -> String {
        "\(portalName)=\(value); Max-Age=\(seconds)\(attributes)"
    }

    func settingWaitingPortal(_ value: String, seconds: Int) -> String {
        "\(waitingPortalName)=\(value); Max-Age=\(seconds)\(attributes)"
    }

    var clearingPortal: String { "\(portalName)=; Max-Age=0\(attributes)" }

    var clearingWaitingPortal: String { "\(waitingPortalName)=; Max-Age=0\(attributes)" }

    /// Cookies that set the console session.
    func settingSession(_ value: String, seconds: Int) -> [String] {
        let rest = value.dropFirst(Self.maximumPart)
        let first = value.prefix(Self.maximumPart) + (rest.isEmpty ? "" : String(Self.continuation))
        let cookie = "\(sessionName)=\(first); Max-Age=\(seconds)\(attributes)"
        return rest.isEmpty ? [cookie] : [cookie, "\(secondName)=\(rest); Max-Age=\(seconds)\(attributes)"]
    }

    func settingNonce(_ value: String, seconds: Int) -> String {
        "\(nonceName)=\(value); Max-Age=\(seconds)\(attributes)"
    }

    var clearingSession: [String] { [sessionName, secondName].map { "\($0)=; Max-Age=0\(attributes)" } }

    var clearingNonce: String { "\(nonceName)=; Max-Age=0\(attributes)" }

    /// Two cookies of one name mean that somebody else may have set one: neither is believed.
    private func value(_ name: String, _ request: Request) -> String? {
        let found = request.cookies(beginning: "\(name)=")
        return found.count == 1 ? found.first?.value : nil
    }
}
