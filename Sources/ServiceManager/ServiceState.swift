/// What a service tells the manager that has started it (sd_notify(3)).
package enum ServiceState: Sendable, Hashable {
    /// It serves.
    case ready
    /// It reads its configuration anew; `monotonic` is the time of CLOCK_MONOTONIC in microseconds.
    case reloading(monotonic: UInt64)
    /// It ends.
    case stopping
    /// It still works.
    case watchdog
    /// What it does, in words for people.
    case status(String)

    /// Characters of a status at most.
    private static let longestStatus = 300

    /// The line that tells it.
    var line: String {
        switch self {
        case .ready: "READY=1"
        case .reloading(let monotonic): "RELOADING=1\nMONOTONIC_USEC=\(monotonic)"
        case .stopping: "STOPPING=1"
        case .watchdog: "WATCHDOG=1"
        // A line of its own would be another message.
        case .status(let text): "STATUS=" + text.unicodeScalars.prefix(Self.longestStatus).map(Self.printable).joined()
        }
    }

    private static func printable(_ scalar: Unicode.Scalar) -> String {
        scalar.value < 0x20 || scalar.value == 0x7F ? " " : String(scalar)
    }
}
