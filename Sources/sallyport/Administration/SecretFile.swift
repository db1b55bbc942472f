import ArgumentParser
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A new file that only its owner can read.
struct SecretFile {
    private let path: String
    private let descriptor: Int32

    /// Makes an empty file, mode 0600; one that is there is never overwritten.
    ///
    /// - Throws: `ExitCode` after saying why.
    static func create(_ path: String) throws -> SecretFile {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Terminal.fail("\(path) can't be made: \(String(cString: strerror(errno)))")
        }
        return SecretFile(path: path, descriptor: descriptor)
    }

    /// Writes the whole text, waits for the disk, and closes the file.
    func write(_ text: String) throws {
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                throw Terminal.fail("\(path) can't be written: \(String(cString: strerror(errno)))")
            }
            offset += count
        }
        guard fsync(descriptor) == 0, close(descriptor) == 0 else {
            throw Terminal.fail("\(path) can't be written: \(String(cString: strerror(errno)))")
        }
    }

    /// Takes the file away again.
    func remove() {
        close(descriptor)
        unlink(path)
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
