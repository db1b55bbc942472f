import Foundation
import Testing

/// The built executable, run as a user would.
struct Command {
    struct Result {
        let status: Int32
        let output: String
        let errors: String

        /// The output as a JSON object.
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any] ?? [:]
        }
    }

    /// It lies beside the test bundle.
    static let executable = Bundle.main.bundleURL.appendingPathComponent("sallyport")

    static func run(
        _ arguments: String..., input: String = "", environment: [String: String] = [:]
    ) throws -> Result {
        try run(arguments, input: input, environment: environment)
    }

    static func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Result {
        let folder = try TemporaryFolder()
        let process = try start(arguments, input: input, environment: environment, folder)
        process.waitUntilExit()
        return try result(of: process, folder)
    }

    /// Starts it with its streams in files of the folder, so that it never waits for a reader.
    static func start(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], _ folder: TemporaryFolder
    ) throws -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = surroundings.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.write("in", input)))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("out", "")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("err", "")))
        try process.run()
        return process
    }

    /// A path, and what a sanitizer is told: the program was built with one when the tests were.
    private static let surroundings = ProcessInfo.processInfo.environment
        .filter { ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key) }
        .merging(["PATH": "/usr/bin:/bin"]) { $1 }

    static func result(of process: Process, _ folder: TemporaryFolder) throws -> Result {
        Result(status: process.terminationStatus, output: try folder.read("out"), errors: try folder.read("err"))
    }
}

/// A folder that goes away with the value that made it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("sallyport-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        return file
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }
}
