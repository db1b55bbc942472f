import Encodings
import Foundation

/// What pages say of the company that runs the broker.
public struct Branding: Sendable, Hashable {
    /// A picture for the head of each page.
    public struct Logo: Sendable, Hashable {
        /// Its file.
        public var bytes: [UInt8]
        /// SVG, else PNG.
        public var isVector: Bool
    }

    /// Name in head and title of each page, in the place of ours.
    public var name: String?
    /// Picture beside the name.
    public var logo: Logo?
    /// Colour of buttons, `#rrggbb`.
    public var color: String?
    /// Whom to ask, below each page.
    public var helpText: String?
    /// Where there is help.
    public var helpURL: String?

    /// Bytes of a logo at most.
    static let largestLogo = 262_144
}

extension Branding {
    /// Reads the section `branding`; without it pages are ours.
    init(_ node: ConfigurationNode?) throws(BrokerConfigurationError) {
        self.init()
        guard let node else { return }
        name = try Self.text(node.optional("name"), longest: 64)
        helpText = try Self.text(node.optional("helpText"), longest: 512)
        color = try node.optional("color").map(Self.color)
        if let url = node.optional("helpURL") {
            _ = try url.url()
            helpURL = try url.string()
        }
        logo = try node.optional("logo").map(Self.logo)
    }

    private static func text(
        _ node: ConfigurationNode?, longest: Int
    ) throws(BrokerConfigurationError) -> String? {
        guard let node else { return nil }
        let text = try node.string()
        guard !text.isEmpty, text.count <= longest else { throw node.error("expected 1 to \(longest) characters") }
        return text
    }

    private static func color(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> String {
        let text = try node.string()
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6, digits.compactMap(Hexadecimal.value).count == 6
        else { throw node.error("expected a colour such as #14532d") }
        return text
    }

    private static func logo(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> Logo {
        let path = try node.filePath()
        guard let data = FileManager.default.contents(atPath: path) else { throw node.error("can't read \(path)") }
        guard data.count <= largestLogo else { throw node.error("a logo has at most \(largestLogo) bytes") }
        let bytes = Array(data)
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            return Logo(bytes: bytes, isVector: false)
        }
        guard path.lowercased().hasSuffix(".svg"), String(validating: bytes, as: UTF8.self)?.contains("<svg") == true
        else { throw node.error("expected a picture in PNG, or in SVG with a name that ends in .svg") }
        return Logo(bytes: bytes, isVector: true)
    }
}
