import Foundation
import Glibc
import Keys

/// Files of the user's that only he can read.
enum OwnFile {
    /// Puts a file in the place of another at once: whoever reads sees one of both.
    static func replace(_ path: String, with bytes: [UInt8]) throws {
        let next = "\(path).\(ProcessInfo.processInfo.processIdentifier).new"
        unlink(next)
        try OwnerOnlyFile.make(next, holding: bytes)
        guard rename(next, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(next)
            throw FileFailure(description: "\(path) can't be written: \(reason)")
        }
    }
}

/// Why a file is not written.
struct FileFailure: Error, CustomStringConvertible {
    let description: String
}
