#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How many connections are held open at once: further ones wait in the kernel's queue.
enum ConnectionLimit {
    /// Descriptors that are not for connections: files, stores, event loops.
    private static let reserve = 64
    /// Each connection costs some kilobytes.
    private static let most = 16_384

    /// As many as the process may have descriptors; the soft limit is raised to the hard one first.
    ///
    /// Without descriptors left the store and the audit could not open a file either.
    static func forThisProcess() -> Int {
        var limit = rlimit()
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        guard getrlimit(resource, &limit) == 0 else { return 512 }
        let wanted = min(limit.rlim_max, rlim_t(most + reserve))
        if limit.rlim_cur < wanted {
            let before = limit.rlim_cur
            limit.rlim_cur = wanted
            if setrlimit(resource, &limit) != 0 { limit.rlim_cur = before }
        }
        return max(min(Int(clamping: limit.rlim_cur) - reserve, most), 64)
    }
}
