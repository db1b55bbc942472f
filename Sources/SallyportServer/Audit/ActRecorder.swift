import Accounts
import Audit
import Encodings
import Foundation

/// Records what happens to the broker itself: start, stop, and changes of its configuration.
///
/// None of it gives anything to anybody: what can't be recorded is in the log, and the audit says there when it fails.
struct ActRecorder: Sendable {
    let audit: any AuditSink
    let random: any RandomSource = SystemRandomSource()
    let clock: @Sendable () -> Date

    /// - Parameter refusal: why it was not done.
    func record(
        _ name: String, _ parameters: [JSONMember], elements: [JSONMember] = [], refusal: String? = nil,
        _ partition: Partition
    ) async {
        var event = AuditEvent.act(
            name, by: .broker, parameters, partition, id: UUIDText.make(random), at: clock())
        if !elements.isEmpty { event.responseElements = .object(elements) }
        if let refusal {
            event.errorCode = "ConfigurationRefused"
            event.errorMessage = refusal.cut(to: 1_000)
        }
        await audit.recordRefusal(event)
    }
}
