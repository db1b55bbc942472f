import Glibc

/// The address of a socket of this machine: a path, or a name that begins with `@` and stands in no folder (unix(7)).
struct UnixAddress: Sendable {
    private let bytes: [UInt8]

    /// Bytes of `sun_path`.
    static let capacity = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

    /// Takes an absolute path or an abstract name; nil for anything else, and for what is too long.
    init?(_ text: String) {
        var bytes = Array(text.utf8)
        guard bytes.count > 1, !bytes.contains(0) else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "/"):
            // A path ends with a zero byte.
            bytes.append(0)
        case UInt8(ascii: "@"): bytes[0] = 0
        default: return nil
        }
        guard bytes.count <= Self.capacity else { return nil }
        self.bytes = bytes
    }

    /// Lends the address as the kernel wants it; an abstract name is as long as it is given, zero bytes behind it would be part of it.
    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = MemoryLayout<sockaddr_un>.size - Self.capacity + bytes.count
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(length)) }
        }
    }
}
