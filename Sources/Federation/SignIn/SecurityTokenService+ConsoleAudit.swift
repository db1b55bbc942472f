internal import Foundation

extension SecurityTokenService {
    func consoleEvent(_ name: String, _ session: Session?, _ call: CallContext, _ instant: Date) -> AuditEvent {
        var event = AuditEvent(
            eventID: AuditEvent.makeID(random), eventTime: Timestamp(roundingDown: instant),
            eventSource: "signin.amazonaws.com", eventName: name,
            eventType: name == "ConsoleLogin" ? .consoleSignIn : .apiCall, call: call,
            partition: session?.partition ?? options.partition,
            userIdentity: session.map(AuditIdentity.session) ?? .unknown)
        event.recipientAccountID = session?.accountID
        if let session {
            event.additionalEventData.append(AuditMember("consoleSessionEnd", session.expiresAt.iso8601))
        }
        return event
    }

    func keepConsole(_ event: AuditEvent) async throws(FederationEndpointError) {
        do {
            try await keep([event])
        } catch {
            throw FederationEndpointError(.service, "try again", cause: error.cause)
        }
    }

    func recordConsoleRefusal(
        _ name: String, _ session: Session?, _ error: FederationEndpointError, _ call: CallContext, _ instant: Date
    ) async {
        var event = consoleEvent(name, session, call, instant)
        if name == "ConsoleLogin" { event.responseElements = .object([AuditMember("ConsoleLogin", "Failure")]) }
        event.errorMessage = error.description
        event.additionalEventData.append(AuditMember("cause", error.cause.cut(to: 600)))
        do {
            try await audit.record(event)
        } catch {
            return
        }
    }
}
