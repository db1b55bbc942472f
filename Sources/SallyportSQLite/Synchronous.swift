/// When SQLite waits for the disk, and so what a power loss can cost.
///
/// The end of the process, also by `kill -9`, costs nothing with either: what was written is with the operating system.
/// See [PRAGMA synchronous](https://www.sqlite.org/pragma.html#pragma_synchronous).
public enum Synchronous: String, Hashable, Sendable, CaseIterable {
    /// Every transaction waits until the write-ahead log is on the disk.
    ///
    /// A power loss costs nothing that was answered, as long as the disk keeps what it has confirmed.
    case full = "FULL"

    /// The disk is waited for only when the log is carried over into the database file.
    ///
    /// A power loss leaves a sound database that lacks the last transactions, all those since a certain one; about as
    /// many as the operating system holds back, some 30 seconds with the usual settings. What was used once in that
    /// time can be used once more while it is still valid, and revocations made in that time have to be made again.
    case normal = "NORMAL"

    /// What `PRAGMA synchronous` reads back.
    var pragmaValue: Int { self == .full ? 2 : 1 }
}
