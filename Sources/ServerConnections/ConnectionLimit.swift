import Glibc

/// How many connections are held open at once.
package struct ConnectionLimit: Equatable {
    /// Descriptors that are not for connections: files, stores, event loops.
    private static let reserve = 64
    /// Each connection costs some kilobytes.
    private static let largest = 16_384

    /// Connections that the kernel keeps until they are taken, as far as its own limit goes.
    ///
    /// When the queue is full, whoever comes tries again after a second, then after two more.
    package static let backlog = 4_096

    /// Beyond so many further ones wait in the kernel's queue.
    package let most: Int

    /// Beyond so many the one without progress for the longest is closed for each new one.
    ///
    /// Less than `most`, since a connection that is being closed still has its descriptor.
    package var usual: Int { max(most - max(most / 8, 4), 1) }

    /// - Parameter descriptors: how many the process may have; without one left the store and the audit could not open
    ///   a file either.
    init(descriptors: Int) {
        most = min(max(descriptors - Self.reserve, descriptors / 2, 8), Self.largest)
    }

    /// As many as the process may have descriptors; the soft limit is raised to the hard one first.
    package static func forThisProcess() -> ConnectionLimit {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return ConnectionLimit(descriptors: 512) }
        let wanted = min(limit.rlim_max, rlim_t(largest + reserve))
        if limit.rlim_cur < wanted {
            let before = limit.rlim_cur
            limit.rlim_cur = wanted
            if setrlimit(resource, &limit) != 0 { limit.rlim_cur = before }
        }
        return ConnectionLimit(descriptors: Int(clamping: limit.rlim_cur))
    }
}
