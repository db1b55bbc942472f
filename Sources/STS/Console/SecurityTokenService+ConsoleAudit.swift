import Audit
import Encodings
internal import Foundation
import Sessions

extension SecurityTokenService {
    func consoleEvent(
        _ name: String, session: Session?, isRefused: Bool = false, call: CallContext, at instant: Date
    ) -> AuditEvent {
        var event = AuditEvent.signIn(
            name, isRefused: isRefused, id: UUIDText.make(random), call, session?.partition ?? options.partition,
            by: session.map(AuditIdentity.session) ?? .unknown, at: instant)
        event.recipientAccountID = session?.accountID
        if let session {
            event.additionalEventData.append(JSONMember("consoleSessionEnd", session.expiresAt.iso8601))
        }
        return event
    }

    /// Does what the console needs of the service; whatever stands in the way is not the caller's fault.
    func forConsole<Value>(
        _ body: () async throws(STSError) -> Value
    ) async throws(FederationEndpointError) -> Value {
        do {
            return try await body()
        } catch {
            throw .unavailable(error.cause)
        }
    }

    func keepConsole(
        _ event: AuditEvent, in reservation: AuditReservation? = nil
    ) async throws(FederationEndpointError) {
        try await forConsole { () async throws(STSError) in try await keep([event], in: reservation) }
    }

    func recordConsoleRefusal(
        _ name: String, session: Session?, error: FederationEndpointError, call: CallContext, at instant: Date
    ) async {
        var event = consoleEvent(name, session: session, isRefused: true, call: call, at: instant)
        event.errorMessage = error.description
        event.additionalEventData.append(JSONMember("cause", error.cause.cut(to: 600)))
        await audit.recordRefusal(event)
    }
}
