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

    func keepConsole(
        _ event: AuditEvent, in reservation: AuditReservation? = nil
    ) async throws(FederationEndpointError) {
        do {
            try await keep([event], in: reservation)
        } catch {
            throw FederationEndpointError(.service, "try again", cause: error.cause)
        }
    }

    func reserveConsoleRecord() async throws(FederationEndpointError) -> AuditReservation? {
        do {
            return try await reserveRecord()
        } catch {
            throw FederationEndpointError(.service, "try again", cause: error.cause)
        }
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
