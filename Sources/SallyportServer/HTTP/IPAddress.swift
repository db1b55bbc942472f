import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Addresses of connections and headers, in the one form in which they are compared.
enum IPAddress {
    /// The address as the system writes it; an IPv4 address inside IPv6 (RFC 4291, 2.5.5.2) as IPv4, since policies about IPv4 networks
    /// would miss it else.
    ///
    /// - Returns: nil for anything but an address.
    static func normalized(_ text: String) -> String? {
        guard text.utf8.count <= 64, let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        return normalized(address)
    }

    /// The same for the other end of a connection; nil when that has no address.
    static func normalized(_ address: SocketAddress) -> String? {
        guard let address = address.ipAddress else { return nil }
        let mapped = "::ffff:"
        guard address.hasPrefix(mapped), address.contains(".") else { return address }
        return String(address.dropFirst(mapped.count))
    }

    /// What one caller is likely to have all of: of an IPv6 address the network, such as `2001:db8:0:1::/64`, else the
    /// address itself.
    static func site(of text: String) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return text }
        bytes.replaceSubrange(8..., with: repeatElement(0, count: 8))
        var network = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, bytes, &network, socklen_t(network.count)) != nil else { return text }
        return String(decoding: network.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) + "/64"
    }
}
