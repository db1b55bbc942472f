import Federation
import Foundation

/// Records what the server refuses before the federation core is asked: the core records its own decisions.
struct RefusalRecorder: Sendable {
    let audit: any AuditSink
    let random: any RandomSource
    let partition: Partition

    /// What was refused, in the words of the audit.
    struct Refusal {
        var source: String
        var name: String
        var code: String?
        var message: String
        /// Why, when the message does not say it all.
        var cause: String?
        var parameters: [AuditMember] = []
    }

    /// Nothing was given, so a record that can't be kept changes nothing for the caller.
    func record(_ refusal: Refusal, _ call: CallContext, at instant: Date) async {
        var event = AuditEvent(
            eventID: AuditEvent.makeID(random), eventTime: Timestamp(roundingDown: instant),
            eventSource: refusal.source,
            eventName: refusal.name, eventType: refusal.name == "ConsoleLogin" ? .consoleSignIn : .apiCall, call: call,
            partition: partition, userIdentity: .unknown)
        event.errorCode = refusal.code
        event.errorMessage = refusal.message.cut(to: 600)
        if !refusal.parameters.isEmpty { event.requestParameters = .object(refusal.parameters) }
        if refusal.name == "ConsoleLogin" { event.responseElements = .object([AuditMember("ConsoleLogin", "Failure")]) }
        if let cause = refusal.cause { event.additionalEventData = [AuditMember("cause", cause.cut(to: 600))] }
        try? await audit.record(event)
    }

    /// A sign-in that a browser attempted.
    func signIn(
        _ message: String, code: String? = "InvalidRequest", cause: String? = nil, parameters: [AuditMember] = [],
        _ call: CallContext, at instant: Date
    ) async {
        await record(
            Refusal(
                source: "signin.amazonaws.com", name: "ConsoleLogin", code: code, message: message, cause: cause,
                parameters: parameters),
            call, at: instant)
    }
}
