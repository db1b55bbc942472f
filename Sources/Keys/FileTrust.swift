internal import Glibc

/// Who besides root and the user of this process could change what is in a file or folder.
package enum FileTrust {
    /// What is wrong with whatever has this path, and what to do; nil when nothing is, or nothing is there.
    ///
    /// Symbolic links are followed: whoever owns one says where it leads, so its owner counts as well.
    ///
    /// - Parameter remedy: the command that takes the rights of others away.
    package static func fault(of path: String, remedy: String) -> String? {
        var link = stat()
        guard lstat(path, &link) == 0 else { return nil }
        var target = stat()
        guard stat(path, &target) == 0 else { return nil }
        for status in [link, target] where status.st_uid != 0 && status.st_uid != geteuid() {
            return "\(path) belongs to user \(status.st_uid), who could change it at any time; "
                + "it has to belong to user \(geteuid()), who runs this, or to root"
        }
        guard target.st_mode & 0o022 != 0 else { return nil }
        return "\(path) has mode \(octal(target.st_mode)): others than its owner can write it; \(remedy) \(path)"
    }

    /// The same for a folder that may belong to a group, as that of a system's logs does: only what everybody could rename or
    /// replace is no good place.
    package static func fault(ofSharedFolder path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o002 != 0, status.st_mode & 0o1000 == 0 else { return nil }
        return "\(path) has mode \(octal(status.st_mode)): everybody can put another file in the place of one; "
            + "chmod o-w \(path)"
    }

    /// What is wrong with a file that holds a secret, and what to do; nil when nobody else can use it.
    ///
    /// - Parameter groupReads: whether its group may read it.
    static func fault(ofSecret status: stat, groupReads: Bool) -> String? {
        guard status.st_mode & S_IFMT == S_IFREG else { return "is not a plain file" }
        let forbidden: mode_t = groupReads ? 0o037 : 0o077
        guard status.st_mode & forbidden == 0 else {
            let mode = octal(status.st_mode)
            return groupReads
                ? "can be used by others than its owner and read by others than its group (mode \(mode)); chmod 640 it"
                : "can be used by others than its owner (mode \(mode)); chmod 600 it"
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            return "belongs to user \(status.st_uid), not to user \(geteuid()), who runs this, or to root"
        }
        return nil
    }

    private static func octal(_ mode: mode_t) -> String {
        let digits = String(mode & 0o7777, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
