import Foundation
import Glibc

/// What the kernel says of this process.
struct ProcessStatistics {
    private(set) var residentBytes: Double?
    private(set) var virtualBytes: Double?
    private(set) var cpuSeconds: Double?
    private(set) var openFiles: Double?
    private(set) var maximumFiles: Double?
    /// Seconds since 1970.
    private(set) var startTime: Double?

    /// Fields of `/proc/self/stat` behind the name of the program, which may hold anything (proc(5)): state is the first.
    private enum Field {
        static let userTicks = 11
        static let systemTicks = 12
        static let startTicks = 19
        static let virtualBytes = 20
        static let residentPages = 21
    }

    /// Asks the kernel.
    init() {
        readStatistics()
        openFiles = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count) }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 { maximumFiles = Double(limit.rlim_cur) }
    }

    private mutating func readStatistics() {
        guard let text = Self.text("/proc/self/stat"), let end = text.lastIndex(of: ")") else { return }
        let fields = text[text.index(after: end)...].split(separator: " ").map { Double($0) }
        func field(_ index: Int) -> Double? { fields.indices.contains(index) ? fields[index] : nil }
        let ticks = Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        residentBytes = field(Field.residentPages).map { $0 * Double(max(sysconf(Int32(_SC_PAGESIZE)), 1)) }
        virtualBytes = field(Field.virtualBytes)
        if let user = field(Field.userTicks), let system = field(Field.systemTicks) {
            cpuSeconds = (user + system) / ticks
        }
        if let start = field(Field.startTicks), let boot = Self.bootTime { startTime = boot + start / ticks }
    }

    /// When the machine began, in seconds since 1970.
    private static var bootTime: Double? {
        text("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
            .flatMap { Double($0.dropFirst("btime ".count)) }
    }

    /// Files of `/proc` have no size, so they are read to their end.
    private static func text(_ path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        return (try? file.readToEnd()).map { String(decoding: $0, as: UTF8.self) }
    }
}
