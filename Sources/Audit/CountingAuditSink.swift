package import Encodings

/// A sink that counts some records for a while, and writes them when it is told to.
package protocol CountingAuditSink: AuditSink {
    /// Writes the counts of a time that is over at `now`; nil ends it whenever it began.
    func flush(at now: Timestamp?) async throws(AuditError)
}
