import Glibc

/// Time that only goes forward.
enum Uptime {
    /// Nanoseconds since any moment: two calls of it cost less than an allocation.
    static var nanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
