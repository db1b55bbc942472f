package import Audit
package import SallyportConfiguration

/// The audit file as commands write to it that are run beside the broker: whole lines behind those of the broker, which alone
/// sets the file aside.
package struct AdministratorTrail: Sendable {
    private let sink: FileAuditSink

    /// Opens the file; nil when the audit goes to the standard output of the broker alone.
    ///
    /// Throws `AuditError` when it can't be opened for appending.
    package init?(_ audit: BrokerConfiguration.Audit) throws(AuditError) {
        guard let file = audit.file else { return nil }
        try self.init(file: file)
    }

    /// The same for a file.
    package init(file: String) throws(AuditError) {
        sink = try FileAuditSink(file: file, standardOutput: nil, synchronous: true)
    }

    /// Holds room for a record, before anything is done.
    ///
    /// Throws `AuditError` when there is none.
    package func reserve() async throws(AuditError) -> AuditReservation { try await sink.reserve() }

    /// Keeps a record.
    ///
    /// Throws `AuditError` when it is not kept.
    package func record(_ event: AuditEvent, in reservation: AuditReservation) async throws(AuditError) {
        try await sink.record([event], in: reservation)
    }
}
