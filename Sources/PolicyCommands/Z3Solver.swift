import Foundation

/// The solver z3, where it is installed: another program, which reads SMT-LIB.
struct Z3Solver {
    /// Seconds that it may think.
    private static let seconds = 30
    /// Mebibytes that it may take.
    private static let memory = 2_048

    private let program: URL

    /// Looks for it in the folders of `PATH`; nil when there is none.
    init?(path: String?) {
        let folders = (path ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        let programs = folders.map { URL(fileURLWithPath: String($0)).appendingPathComponent("z3") }
        guard let program = programs.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            return nil
        }
        self.program = program
    }

    /// What it writes to a script; nil when it cannot be run.
    func answer(to script: String) -> String? {
        // Its standard input is a file: whoever writes into a pipe has to read another one meanwhile.
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("sallyport-\(UUID().uuidString).smt2")
        guard
            FileManager.default.createFile(
                atPath: file.path, contents: Data(script.utf8), attributes: [.posixPermissions: 0o600]),
            let input = try? FileHandle(forReadingFrom: file)
        else { return nil }
        defer { try? FileManager.default.removeItem(at: file) }
        let (process, output) = (Process(), Pipe())
        process.executableURL = program
        process.arguments = ["-in", "-smt2", "-T:\(Self.seconds)", "-memory:\(Self.memory)"]
        (process.standardInput, process.standardOutput, process.standardError) = (
            input, output, FileHandle.nullDevice
        )
        guard (try? process.run()) != nil else { return nil }
        let written = try? output.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        return written.map { String(decoding: $0, as: UTF8.self) }
    }
}
