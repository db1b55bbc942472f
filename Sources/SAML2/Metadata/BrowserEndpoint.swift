/// A way in which a message goes through a browser (SAML bindings, sections 3.4 and 3.5).
public enum MessageBinding: String, Sendable, Hashable, CaseIterable {
    /// HTTP-Redirect: in the query of a URL.
    case redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    /// HTTP-POST: in a form.
    case post = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
}

extension IdentityProvider {
    /// The endpoint for sign-in requests; nil when it has none for a browser.
    ///
    /// - Parameter binding: the one to take; nil takes HTTP-Redirect where there is a choice.
    public func singleSignOnService(by binding: MessageBinding? = nil) -> BrowserEndpoint? {
        Self.endpoint(among: singleSignOnServices, by: binding)
    }

    /// The endpoint for logout; nil when it has none for a browser.
    ///
    /// - Parameter binding: the one to take; nil takes HTTP-Redirect where there is a choice.
    public func singleLogoutService(by binding: MessageBinding? = nil) -> BrowserEndpoint? {
        Self.endpoint(among: singleLogoutServices, by: binding)
    }

    private static func endpoint(among endpoints: [Endpoint], by binding: MessageBinding?) -> BrowserEndpoint? {
        let bindings = binding.map { [$0] } ?? [.redirect, .post]
        for binding in bindings {
            for endpoint in endpoints where endpoint.binding == binding.rawValue {
                if let found = BrowserEndpoint(endpoint, binding) { return found }
            }
        }
        return nil
    }
}

/// An endpoint that a browser can be sent to.
public struct BrowserEndpoint: Sendable, Hashable {
    /// How.
    public let binding: MessageBinding
    /// Where requests go.
    public let location: String
    /// Where answers go.
    public let responseLocation: String

    /// Nil for what is no web address: metadata may name a script as well.
    init?(_ endpoint: IdentityProvider.Endpoint, _ binding: MessageBinding) {
        let answers = endpoint.responseLocation ?? endpoint.location
        guard [endpoint.location, answers].allSatisfy(Self.isWebAddress) else { return nil }
        (self.binding, location, responseLocation) = (binding, endpoint.location, answers)
    }

    private static func isWebAddress(_ text: String) -> Bool {
        let bytes = text.utf8
        return (bytes.starts(with: "https://".utf8) || bytes.starts(with: "http://".utf8)) && bytes.count <= 2_048
            && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "\\") }
    }
}
