internal import Glibc

/// A new file that only its owner can use.
package struct OwnerOnlyFile {
    /// What could not be done, and why.
    package struct Failure: Error, CustomStringConvertible {
        /// What was to be done to the file.
        package enum Step: String, Sendable {
            case making = "made"
            case writing = "written"
            case syncing = "brought to disk"
        }

        /// What was to be done.
        package let step: Step
        /// The system's code.
        package let code: Int32
        fileprivate let path: String

        /// The path, and the system's reason.
        package var description: String {
            "\(path) can't be \(step == .making ? "made" : "written"): \(String(cString: strerror(code)))"
        }
    }

    private let path: String
    private let descriptor: Int32

    /// Makes an empty file, mode 0600; one that is there is never overwritten.
    package init(_ path: String) throws(Failure) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(step: .making, code: errno, path: path) }
    }

    /// Makes a file that holds these bytes; after a failure there is none.
    package static func make(_ path: String, holding bytes: [UInt8]) throws(Failure) {
        let file = try OwnerOnlyFile(path)
        do throws(Failure) {
            try file.write(bytes)
        } catch {
            file.remove()
            throw error
        }
    }

    /// Writes everything, waits for the disk, and closes the file; after a failure `remove` does.
    package func write(_ bytes: [UInt8]) throws(Failure) {
        let code = Descriptor.write(bytes, to: descriptor)
        guard code == 0 else { throw Failure(step: .writing, code: code, path: path) }
        guard fsync(descriptor) == 0 else { throw Failure(step: .syncing, code: errno, path: path) }
        // What is on disk stays there whatever this says; the descriptor is gone in any case, and must not be closed again.
        close(descriptor)
    }

    /// Takes a file away again that was not written.
    package func remove() {
        close(descriptor)
        unlink(path)
    }
}
