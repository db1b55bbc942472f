package import Encodings
package import NIOCore

extension IPAddress {
    /// The other end of a connection; nil when that has no address.
    package static func normalized(_ address: SocketAddress) -> String? { address.ipAddress.flatMap { normalized($0) } }
}
