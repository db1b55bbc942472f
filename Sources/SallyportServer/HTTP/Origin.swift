import Foundation

/// Scheme, host and port of a URL (RFC 6454), in the one form in which two are compared.
struct Origin: Hashable {
    /// `https://host` or `https://host:8443`; the scheme's own port is left out.
    let text: String

    /// - Returns: nil for anything but an http or https URL with a host and without user information.
    init?(_ url: URL) {
        guard let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.host?.lowercased(), !host.isEmpty, url.user == nil, url.password == nil
        else { return nil }
        let isDefaultPort = url.port == nil || url.port == (scheme == "https" ? 443 : 80)
        text = "\(scheme)://\(host)" + (isDefaultPort ? "" : ":\(url.port ?? 0)")
    }
}

/// A place to send a browser to that came with the request, checked against the allow-list.
enum Destination {
    /// The URL when its origin is on the list, else nil.
    ///
    /// Whatever a browser could read in another way than the parser is refused: control characters, blanks,
    /// back-slashes, user information, a missing or relative host.
    static func allowed(_ text: String, origins: Set<String>) -> String? {
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            text.hasPrefix("https://") || text.hasPrefix("http://"), let url = URL(string: text),
            let origin = Origin(url),
            origins.contains(origin.text)
        else { return nil }
        // The authority as written must be the origin as parsed, up to the first delimiter after it.
        let afterScheme = text[(text.firstRange(of: "://")?.upperBound ?? text.startIndex)...]
        let authority = afterScheme.prefix { !"/?#".contains($0) }
        guard !authority.contains("@"), !authority.contains("%") else { return nil }
        return text
    }
}
