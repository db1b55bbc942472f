import ArgumentParser
import Foundation

/// Reads what a user names on the command line.
enum InputFile {
    /// The bytes of a file, or of the standard input for `-`.
    ///
    /// A file that can't be read ends the command with a message and exit code 2.
    static func read(_ path: String, limit: Int = 20_000_000) throws -> [UInt8] {
        do {
            let handle: FileHandle
            if path == "-" {
                handle = .standardInput
            } else {
                handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            }
            let data = try handle.read(upToCount: limit + 1) ?? Data()
            guard data.count <= limit else { throw Terminal.fail("\(path): larger than \(limit) bytes") }
            return Array(data)
        } catch let exit as ExitCode {
            throw exit
        } catch {
            throw Terminal.fail("\(path): can't be read: \(error.localizedDescription)")
        }
    }

    /// The file as text.
    static func readText(_ path: String) throws -> String {
        guard let text = String(validating: try read(path), as: UTF8.self) else {
            throw Terminal.fail("\(path): not UTF-8")
        }
        return text
    }
}
