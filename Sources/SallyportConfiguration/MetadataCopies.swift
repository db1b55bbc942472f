import Accounts
import Crypto
import Encodings
package import Foundation
import Glibc
import Keys
package import Logging

/// The last good metadata of each URL, in the data directory: what counts at a start when nobody can be asked.
///
/// A copy is judged again whenever it is used, by the same rules as a fetched document.
struct MetadataCopies: Sendable {
    /// A document as it was fetched.
    struct Copy {
        let bytes: [UInt8]
        let path: String
        let fetchedAt: Date
    }

    /// Why a copy can't be read or written.
    struct Failure: Error {
        let reason: String
    }

    /// Bytes of a copy at most.
    private static let limit = 10_000_000

    /// The folder of the copies.
    let folder: String

    /// Nil when the store keeps nothing on disk.
    init?(_ store: BrokerConfiguration.Store) {
        guard let directory = store.dataDirectory else { return nil }
        folder = directory + "/metadata"
    }

    /// The file of a URL's copy; the URL itself may hold a secret.
    func path(of url: String) -> String {
        "\(folder)/\(Hexadecimal.text(SHA256.hash(data: Data(url.utf8)))).xml"
    }

    /// The copy of a URL, nil when there is none.
    ///
    /// Throws `Failure` for one that can't be read, or that others could have written.
    func read(_ url: String) throws(Failure) -> Copy? {
        let path = path(of: url)
        // Not blocking: a FIFO in the file's place must not hang the start.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failure("\(path) can't be opened")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure("\(path) can't be examined") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(reason: "\(path) is no plain file") }
        guard status.st_mode & 0o022 == 0, status.st_uid == geteuid() || status.st_uid == 0 else {
            throw Failure(reason: "\(path) could have been written by others; it must be the broker's own, mode 0600")
        }
        guard status.st_size <= Self.limit else {
            throw Failure(reason: "\(path) is larger than \(Self.limit) bytes")
        }
        do {
            let bytes = try file.read(upToCount: Self.limit) ?? Data()
            return Copy(
                bytes: Array(bytes), path: path,
                fetchedAt: Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec)))
        } catch {
            throw Failure(reason: "\(path) can't be read: \(error.localizedDescription)")
        }
    }

    /// Puts a document in the place of the copy, in one step: readers see the old one or the new one.
    ///
    /// Throws `Failure`.
    package func keep(_ bytes: [UInt8], of url: String, fetchedAt instant: Date) throws(Failure) {
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw Self.failure("\(folder) can't be made") }
        let path = path(of: url)
        let temporary = "\(path).new-\(getpid())"
        // Left over from a process with the same id that ended in between.
        unlink(temporary)
        do throws(Failure) {
            try Self.write(bytes, to: temporary, at: instant)
            guard rename(temporary, path) == 0 else { throw Self.failure("\(path) can't be replaced") }
        } catch {
            unlink(temporary)
            throw error
        }
        Descriptor.sync(folder: folder)
    }

    private static func write(_ bytes: [UInt8], to path: String, at instant: Date) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("\(path) can't be made") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(bytes))
        } catch {
            throw Failure(reason: "\(path) can't be written: \(error.localizedDescription)")
        }
        // The age of a copy is that of its document.
        let time = timespec(tv_sec: time_t(instant.timeIntervalSince1970.rounded(.down)), tv_nsec: 0)
        guard futimens(descriptor, [time, time]) == 0, fsync(descriptor) == 0 else {
            throw failure("\(path) can't be brought to disk")
        }
    }

    private static func failure(_ what: String) -> Failure {
        Failure(reason: "\(what): \(String(cString: strerror(errno)))")
    }
}

extension BrokerConfiguration {
    /// Keeps copies of the metadata that was fetched for this configuration, now that it is in force.
    package func keepMetadata(fetchedAt instant: Date, _ logger: Logger) {
        guard let copies = MetadataCopies(store) else { return }
        var kept: Set<String> = []
        for (arn, url) in metadataURLs where fetchedMetadataURLs.contains(url) {
            guard let provider = directory.provider(arn: "\(arn)"), kept.insert(url).inserted else { continue }
            do throws(MetadataCopies.Failure) {
                try copies.keep(Array(provider.metadataText.utf8), of: url, fetchedAt: instant)
            } catch {
                logger.warning(
                    "no copy of metadata can be kept for the next start",
                    metadata: ["url": "\(MetadataFetcher.redacted(url))", "reason": "\(error.reason)"])
            }
        }
    }
}
