import Encodings

/// A redirect URI that leads to a program on the user's own machine (RFC 8252, 7.3).
package struct LoopbackURI: Hashable, Sendable {
    /// Bytes at most.
    static let longest = 128
    private static let scheme = "http://"
    private static let hosts = ["127.0.0.1", "[::1]", "localhost"]

    /// As it was written.
    package let text: String
    private let host: String
    private let path: String

    /// Reads it; nil for anything with another host, with user, query or fragment, and for what a browser could read in another way.
    init?(_ text: String) {
        guard text.utf8.count <= Self.longest, text.hasPrefix(Self.scheme) else { return nil }
        let rest = text.dropFirst(Self.scheme.count)
        guard let host = Self.hosts.first(where: { rest.hasPrefix($0) }) else { return nil }
        var path = rest.dropFirst(host.count)
        if path.first == ":" {
            let digits = path.dropFirst().prefix { ("0"..."9").contains($0) }
            guard let port = UInt16(digits), port > 0 else { return nil }
            path = path.dropFirst(1 + digits.count)
        }
        guard path.isEmpty || path.first == "/", path.utf8.allSatisfy(Self.isPlain) else { return nil }
        self.text = text
        self.host = host
        self.path = String(path)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || "/-._~".utf8.contains(byte)
    }

    /// The address with an answer for its program.
    func bringing(_ name: String, _ value: String, state: String?) -> String {
        text + "?\(name)=\(PercentEncoding.encode(value))"
            + (state.map { "&state=\(PercentEncoding.encode($0))" } ?? "")
    }

    /// Whether it is the registered one but for the port, which a program gets from its system.
    func matches(_ registered: LoopbackURI) -> Bool { host == registered.host && path == registered.path }
}
