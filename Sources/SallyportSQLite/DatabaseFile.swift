import Accounts
import Foundation
import Glibc
import Keys

/// The database file and who can read it.
enum DatabaseFile {
    private static let ownerOnly: mode_t = 0o600
    private static let othersMask: mode_t = 0o077

    /// Makes an empty file that only its owner can read, or keeps others from reading the one that is there; one that others
    /// can write is refused, since nobody knows what they wrote.
    ///
    /// SQLite gives the write-ahead log and its index the rights of the database file. The file is not opened when it
    /// exists: closing it here would release the locks that another connection of the process holds on it.
    static func prepare(_ path: String) throws(StoreError) {
        try checkThatNobodyElseWrites(path)
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, ownerOnly)
        if descriptor >= 0 {
            // The mask of the process could have taken away the owner's own rights.
            let result = fchmod(descriptor, ownerOnly)
            let code = errno
            close(descriptor)
            guard result == 0 else { throw failure("cannot set the mode of", path, code) }
            return
        }
        guard errno == EEXIST else { throw failure("cannot create", path, errno) }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure("cannot look at", path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError(.unavailable, "\(path) is not a regular file")
        }
        guard status.st_mode & othersMask != 0 else { return }
        guard chmod(path, ownerOnly) == 0 else { throw failure("cannot set the mode of", path, errno) }
    }

    /// Whoever can write the folder can put another file in the place of this one.
    static func checkThatNobodyElseWrites(_ path: String) throws(StoreError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        if let fault = FileTrust.fault(of: folder, remedy: "chmod 700") { throw StoreError(.unavailable, fault) }
        if let fault = FileTrust.fault(of: path, remedy: "chmod 600") { throw StoreError(.unavailable, fault) }
    }

    private static func failure(_ what: String, _ path: String, _ code: Int32) -> StoreError {
        StoreError(.unavailable, "\(what) \(path): \(String(cString: strerror(code)))")
    }
}
