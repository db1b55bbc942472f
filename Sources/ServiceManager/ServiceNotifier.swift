import Glibc

/// Tells the manager that has started this process how it is: datagrams to the socket that `NOTIFY_SOCKET` names (sd_notify(3)).
///
/// What can't be sent is dropped: a manager that does not listen stops nobody.
package struct ServiceNotifier: Sendable {
    private let address: UnixAddress
    /// Within which time `WATCHDOG=1` has to come; nil when nobody waits for it.
    package let watchdog: Duration?

    /// Reads what the manager has put into the environment; nil when there is none, or none that can be used.
    ///
    /// - Parameter processID: a watchdog that is meant for another process is none.
    package init?(environment: [String: String], processID: Int32 = getpid()) {
        guard let path = environment["NOTIFY_SOCKET"], let address = UnixAddress(path) else { return nil }
        self.address = address
        let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == processID } ?? true
        let interval = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        watchdog = isMeant ? interval.map { .microseconds($0) } : nil
    }

    /// Tells states in one datagram.
    @discardableResult
    package func send(_ states: ServiceState...) -> Bool {
        let message = Array(states.map(\.line).joined(separator: "\n").utf8)
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        // A full socket must not make the broker wait for whoever reads it.
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        return address.withSocketAddress { address, length in
            sendto(socket, message, message.count, flags, address, length) == message.count
        }
    }

    /// The time of CLOCK_MONOTONIC in microseconds.
    package static var monotonic: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(max(time.tv_sec, 0)) &* 1_000_000 &+ UInt64(max(time.tv_nsec, 0)) / 1_000
    }
}
