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

    /// Enters what records of `ConsoleLogin` tell of a sign-in (user guide, "Sign-in Events"), before anything else of it.
    ///
    /// - Parameter loginTo: where the browser was to go; nil when that is not known.
    package mutating func enterLogin(to loginTo: String?, usedMFA: Bool) {
        let isMobile = call.userAgent?.contains("Mobile") ?? false
        var members = [
            JSONMember("MobileVersion", isMobile ? "Yes" : "No"), JSONMember("MFAUsed", usedMFA ? "Yes" : "No"),
        ]
        if let loginTo { members.insert(JSONMember("LoginTo", loginTo.cut(to: 2_048)), at: 0) }
        additionalEventData = members + additionalEventData
    }
}
