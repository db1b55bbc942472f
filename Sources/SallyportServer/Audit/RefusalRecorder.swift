import Accounts
import Audit
import Encodings
import Foundation
import Sessions

/// Records the sign-ins that the server refuses before the core is asked: the core records its own decisions.
struct RefusalRecorder: Sendable {
    let audit: any AuditSink
    let random: any RandomSource
    let partition: Partition

    /// Records a sign-in that a browser attempted.
    ///
    /// - Parameters:
    ///   - cause: why, when the message does not say it all.
    ///   - identity: who it was, when that was verified.
    func signIn(
        _ message: String, code: String? = "InvalidRequest", cause: String? = nil, parameters: [JSONMember] = [],
        by identity: AuditIdentity = .unknown, _ call: CallContext, at instant: Date
    ) async {
        var event = AuditEvent.signIn(
            isRefused: true, id: UUIDText.make(random), call, partition, by: identity, at: instant)
        event.errorCode = code
        event.errorMessage = message.cut(to: 600)
        if !parameters.isEmpty { event.requestParameters = .object(parameters) }
        if let cause { event.additionalEventData = [JSONMember("cause", cause.cut(to: 600))] }
        await audit.recordRefusal(event)
    }
}
