import HTTPTypes
import Hummingbird

/// The two cookies of the server: a console session, and the nonce that binds a sign-in token to the browser that posted.
struct Cookies: Sendable {
    private let prefix: String
    private let attributes: String

    /// Over https the names carry the prefix `__Host-` (RFC 6265bis, 4.1.3.2), so that no neighbouring host can set them.
    init(_ configuration: ServerConfiguration) {
        prefix = configuration.isPublicURLSecure ? "__Host-" : ""
        attributes = "; Path=/; HttpOnly; SameSite=Lax" + (configuration.isPublicURLSecure ? "; Secure" : "")
    }

    private var sessionName: String { prefix + "sallyport-session" }
    private var nonceName: String { prefix + "sallyport-browser" }

    /// The value of the console session's cookie.
    func session(_ request: Request) -> String? { value(sessionName, request) }

    /// The value of the browser's nonce.
    func nonce(_ request: Request) -> String? { value(nonceName, request) }

    func settingSession(_ value: String, seconds: Int) -> String { "\(sessionName)=\(value); Max-Age=\(seconds)\(attributes)" }

    func settingNonce(_ value: String, seconds: Int) -> String { "\(nonceName)=\(value); Max-Age=\(seconds)\(attributes)" }

    var clearingSession: String { "\(sessionName)=; Max-Age=0\(attributes)" }

    var clearingNonce: String { "\(nonceName)=; Max-Age=0\(attributes)" }

    /// Two cookies of one name mean that somebody else may have set one: neither is believed.
    private func value(_ name: String, _ request: Request) -> String? {
        var found: String?
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                guard pair.hasPrefix(name + "=") else { continue }
                guard found == nil else { return nil }
                found = String(pair.dropFirst(name.count + 1))
            }
        }
        return found
    }
}
