import Glibc

/// A listening socket that a service manager has made and handed over (sd_listen_fds(3)).
package struct InheritedSocket: Sendable, Hashable {
    /// The first descriptor that is handed over.
    private static let firstDescriptor: Int32 = 3
    /// Sockets at most.
    private static let most: Int32 = 64

    /// Its descriptor.
    package let descriptor: Int32
    /// What the manager calls it; empty when it does not say.
    package let name: String

    /// The sockets that were handed to this process, closed for programs that it might start.
    ///
    /// Those that are no listening stream sockets are left out. The variables say for whom they are, so that none that were
    /// meant for a parent are taken.
    package static func inherited(environment: [String: String], processID: Int32 = getpid()) -> [InheritedSocket] {
        guard let owner = environment["LISTEN_PID"].flatMap({ Int32($0) }), owner == processID,
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), (1...most).contains(count)
        else { return [] }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        return (0..<count).compactMap { index in
            let name = names.indices.contains(Int(index)) ? String(names[Int(index)]) : ""
            return InheritedSocket(descriptor: firstDescriptor + index, name: name)
        }
    }

    /// nil unless the descriptor is a stream socket that listens.
    package init?(descriptor: Int32, name: String) {
        guard Self.option(SO_ACCEPTCONN, of: descriptor) == 1,
            Self.option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue)
        else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        self.descriptor = descriptor
        self.name = name
    }

    private static func option(_ option: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 else { return nil }
        return value
    }
}
