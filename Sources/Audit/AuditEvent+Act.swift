package import Accounts
package import Encodings
package import Foundation
import Sessions

extension AuditEvent {
    /// Something that happened to the broker itself: what an administrator did beside it, or how it was run.
    package static func act(
        _ name: String, by identity: AuditIdentity, _ parameters: [JSONMember], _ partition: Partition, id: String,
        at instant: Date
    ) -> AuditEvent {
        var event = AuditEvent(
            eventID: id, eventTime: Timestamp(roundingDown: instant), eventSource: "sallyport", eventName: name,
            eventType: .serviceEvent, call: CallContext(requestID: id), partition: partition, userIdentity: identity)
        if !parameters.isEmpty { event.requestParameters = .object(parameters) }
        return event
    }
}
