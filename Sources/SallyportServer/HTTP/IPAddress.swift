import NIOCore

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
}
