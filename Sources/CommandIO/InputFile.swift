import Glibc

/// Reads what a user names on the command line.
package enum InputFile {
    /// The bytes of a file, or of the standard input for `-`.
    ///
    /// A file that can't be read ends the command with a message and exit code 2.
    package static func read(_ path: String) throws -> [UInt8] {
        try Terminal.reported { try bytes(of: path, limit: 20_000_000) }
    }

    /// What `parse` makes of a file; an error of it ends the command in the same way.
    package static func read<Value>(_ path: String, _ parse: ([UInt8]) throws -> Value) throws -> Value {
        let bytes = try read(path)
        return try Terminal.reported(about: path) { try parse(bytes) }
    }

    /// The file as text.
    package static func readText(_ path: String) throws -> String {
        guard let text = String(validating: try read(path), as: UTF8.self) else {
            throw Terminal.fail("\(path): not UTF-8")
        }
        return text
    }

    /// The bytes of a file, or of the standard input for `-`.
    package static func bytes(of path: String, limit: Int) throws(InputError) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = piece.withUnsafeMutableBytes { readSome(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            guard count > 0 else { return bytes }
            guard count <= limit - bytes.count else {
                throw InputError("\(path): larger than \(limit) bytes")
            }
            bytes += piece[..<count]
        }
    }

    private static func failure(_ path: String) -> InputError {
        InputError("\(path): can't be read: \(String(cString: strerror(errno)))")
    }
}

private func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
