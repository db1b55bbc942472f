package import Foundation

/// Scheme, host and port of a URL (RFC 6454), in the one form in which two are compared.
package struct Origin: Hashable {
    /// `https://host` or `https://host:8443`; the scheme's own port is left out.
    package let text: String

    /// - Returns: nil for anything but an http or https URL with a host and without user information.
    package init?(_ url: URL) {
        guard let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.host?.lowercased(), !host.isEmpty, url.user == nil, url.password == nil
        else { return nil }
        let isDefaultPort = url.port == nil || url.port == (scheme == "https" ? 443 : 80)
        text = "\(scheme)://\(host)" + (isDefaultPort ? "" : ":\(url.port ?? 0)")
    }
}
