package import Foundation

extension AuditEvent {
    /// An event of the sign-in service: `ConsoleLogin`, which tells how it ended, or a call of its API.
    package static func signIn(
        _ name: String = "ConsoleLogin", isRefused: Bool, id: String, _ call: CallContext, _ partition: Partition,
        by identity: AuditIdentity = .unknown, at instant: Date
    ) -> AuditEvent {
        let isLogin = name == "ConsoleLogin"
        var event = AuditEvent(
            eventID: id, eventTime: Timestamp(roundingDown: instant), eventSource: "signin.amazonaws.com",
            eventName: name, eventType: isLogin ? .consoleSignIn : .apiCall, call: call, partition: partition,
            userIdentity: identity)
        if isLogin {
            event.responseElements = .object([AuditMember("ConsoleLogin", isRefused ? "Failure" : "Success")])
        }
        return event
    }
}
