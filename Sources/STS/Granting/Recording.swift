package import Audit

extension SecurityTokenService {
    /// Keeps the records of something that was given.
    ///
    /// Throws `ServiceUnavailable` when they were not kept and what is given needs them.
    package func keep(_ events: [AuditEvent], in reservation: AuditReservation? = nil) async throws(STSError) {
        do {
            if let reservation {
                try await audit.record(events, in: reservation)
            } else {
                try await audit.record(events)
            }
        } catch {
            if options.requiresAudit { throw .unavailable("audit: \(error)") }
        }
    }

    /// Records something that was refused; a record that can't be kept stands in nobody's way.
    package func recordRefusal(_ event: AuditEvent) async { await audit.recordRefusal(event) }

    /// Holds room for the record of what is about to be given, before anything is used up for it: when there is none, the
    /// same response, token or password works once there is.
    func reserveRecord() async throws(STSError) -> AuditReservation? {
        do {
            return try await audit.reserve()
        } catch {
            if options.requiresAudit { throw .unavailable("audit: \(error)") }
            return nil
        }
    }
}
