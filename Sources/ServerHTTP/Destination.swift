import Foundation
import SallyportConfiguration

/// A place to send a browser to that came with the request, checked against the allow-list.
package enum Destination {
    /// The URL when its origin is on the list, else nil.
    ///
    /// Whatever a browser could read in another way than the parser is refused: control characters, blanks,
    /// back-slashes, user information, a missing or relative host.
    package static func allowed(_ text: String, origins: Set<String>) -> String? {
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
