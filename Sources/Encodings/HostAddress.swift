#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Addresses of connections and headers, in the one form in which they are compared.
package enum HostAddress {
    /// The address as the system writes it; an IPv4 address inside IPv6 (RFC 4291, 2.5.5.2) as IPv4, since policies about IPv4 networks
    /// would miss it else.
    ///
    /// - Returns: nil for anything but an address.
    package static func normalized(_ text: String) -> String? {
        guard text.utf8.count <= 64 else { return nil }
        if let bytes = bytes(of: text, AF_INET, count: 4) { return self.text(of: bytes, AF_INET) }
        guard let bytes = bytes(of: text, AF_INET6, count: 16) else { return nil }
        let isMapped = bytes[..<12].elementsEqual([UInt8](repeating: 0, count: 10) + [0xFF, 0xFF])
        return isMapped ? self.text(of: Array(bytes[12...]), AF_INET) : self.text(of: bytes, AF_INET6)
    }

    /// What one caller is likely to have all of: of an IPv6 address the network, such as `2001:db8:0:1::/64`, else the
    /// address itself.
    package static func site(of text: String) -> String {
        guard var bytes = bytes(of: text, AF_INET6, count: 16) else { return text }
        bytes.replaceSubrange(8..., with: repeatElement(0, count: 8))
        return self.text(of: bytes, AF_INET6).map { $0 + "/64" } ?? text
    }

    private static func bytes(of text: String, _ family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }

    private static func text(of bytes: [UInt8], _ family: Int32) -> String? {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
