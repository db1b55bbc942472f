internal import Glibc

/// Microseconds of processor time that this process has used: what one core is busy for, whatever else the machine does.
public enum CPUTime {
    /// All threads together, since the start of the process.
    public static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}
