import CommandIO
import Encodings
import Foundation

/// The file of profiles, `~/.aws/config`: what this command wrote stands between two lines, and nothing else of it is touched.
struct ProfileFile {
    private let path: String

    init(path: String? = nil) {
        self.path =
            path ?? ProcessInfo.processInfo.environment["AWS_CONFIG_FILE"] ?? SignInCache.home + "/.aws/config"
    }

    /// Puts profiles in the place of those that were written before; gives the path.
    ///
    /// Throws `InputError` when the file has a section of the same name that somebody else wrote.
    func write(_ profiles: Profiles) throws -> String {
        let marks = (
            begin: "# sallyport login: \(profiles.session), begin", end: "# sallyport login: \(profiles.session), end"
        )
        var others = try read()
        if let first = others.firstIndex(of: marks.begin), let last = others[first...].firstIndex(of: marks.end) {
            others.removeSubrange(first...last)
        }
        let sections = Set(others.map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasPrefix("[") })
        if let taken = profiles.lines.first(where: { $0.hasPrefix("[") && sections.contains($0) }) {
            throw InputError("\(path) has \(taken) already: remove it, or choose another --session")
        }
        while others.last?.isEmpty == true { others.removeLast() }
        let lines = others + (others.isEmpty ? [] : [""]) + [marks.begin] + profiles.lines + [marks.end, ""]
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try OwnFile.replace(path, with: Array(lines.joined(separator: "\n").utf8))
        return path
    }

    private func read() throws -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        guard data.count <= 4_000_000, let text = String(validating: data, as: UTF8.self) else {
            throw InputError("\(path) is not a text that can be kept as it is")
        }
        return text.components(separatedBy: "\n")
    }
}
