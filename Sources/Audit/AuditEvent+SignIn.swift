package import Accounts
import Encodings
package import Foundation
package import Sessions

extension AuditEvent {
    /// An event of the sign-in service: `ConsoleLogin`, which tells how it ended, `ConsoleLogout`, `SwitchRole`, or a call of its API.
    package static func signIn(
        _ name: String = "ConsoleLogin", isRefused: Bool, id: String, _ call: CallContext, _ partition: Partition,
        by identity: AuditIdentity = .unknown, at instant: Date
    ) -> AuditEvent {
        let isConsole = ["ConsoleLogin", "ConsoleLogout", "SwitchRole"].contains(name)
        var event = AuditEvent(
            eventID: id, eventTime: Timestamp(roundingDown: instant), eventSource: "signin.amazonaws.com",
            eventName: name, eventType: isConsole ? .consoleSignIn : .apiCall, call: call, partition: partition,
            userIdentity: identity)
        if name == "ConsoleLogin" {
            event.responseElements = .object([JSONMember("ConsoleLogin", isRefused ? "Failure" : "Success")])
        }
        return event
    }
}
