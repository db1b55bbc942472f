import AWSSigV4
import Accounts
import Audit
import Encodings
import Foundation
import Gateway
import HTTPTypes
import Sessions

/// What the audit gets to know of one request that a proxy asked about.
struct GatewayRecord: Sendable {
    let service: String
    var call: CallContext
    let instant: Date
    /// nil until the proxy has said what it asks about.
    var original: OriginalRequest?
    /// The access key id that the request says it is signed with.
    var claimedAccessKeyID: String?
    var caller: Caller?
    var access: GatewayAccess?
    /// The statements that allow it.
    var allowedBy: [String] = []

    init(service: String, call: CallContext, instant: Date) {
        self.service = service
        self.call = call
        self.instant = instant
    }
}

/// Writes one audit record for each request that a proxy asks about.
struct GatewayRecorder: Sendable {
    let audit: any AuditSink
    let random: any RandomSource
    let partition: Partition

    /// Records that a request may pass; throws when that can't be kept, and then it may not.
    func allowed(_ record: GatewayRecord) async throws(GatewayRefusal) {
        var event = event(record)
        if !record.allowedBy.isEmpty {
            event.additionalEventData = [JSONMember("allowedBy", Self.texts(record.allowedBy))]
        }
        do throws(AuditError) {
            try await audit.record(event)
        } catch {
            throw GatewayRefusal(
                "ServiceUnavailable", "The service is unavailable. Please try again.", status: .serviceUnavailable,
                cause: "audit: \(error)")
        }
    }

    /// Records a refusal.
    func refused(_ record: GatewayRecord, _ refusal: GatewayRefusal) async {
        var event = event(record)
        event.errorCode = refusal.code
        event.errorMessage = refusal.message.cut(to: 600)
        if let cause = refusal.cause {
            event.additionalEventData.append(JSONMember("cause", cause.cut(to: 1_500)))
        }
        if record.caller == nil, let id = record.claimedAccessKeyID, CallRecorder.looksLikeAccessKeyID(id) {
            event.additionalEventData.append(JSONMember("claimedAccessKeyId", id))
        }
        await audit.recordRefusal(event)
    }

    private func event(_ record: GatewayRecord) -> AuditEvent {
        var event = AuditEvent(
            eventID: UUIDText.make(random), eventTime: Timestamp(roundingDown: record.instant),
            eventSource: "gateway.sallyport", eventName: "Authorize", call: record.call,
            partition: record.caller?.account.partition ?? partition,
            userIdentity: record.caller.map(AuditIdentity.caller) ?? .unknown)
        event.recipientAccountID = record.caller?.account.id
        event.requestParameters = .object(Self.parameters(record))
        return event
    }

    /// Without the query and the headers: they may hold what opens something.
    private static func parameters(_ record: GatewayRecord) -> [JSONMember] {
        var members = [JSONMember("service", record.service)]
        if let original = record.original {
            members += [
                JSONMember("method", original.signable.method), JSONMember("host", original.host.cut(to: 255)),
                JSONMember("path", original.signable.path.cut(to: 1_024)),
            ]
        }
        if let operation = record.access?.operation { members.append(JSONMember("operation", operation)) }
        let questions = record.access?.questions ?? []
        if !questions.isEmpty {
            members.append(
                JSONMember(
                    "asked",
                    .array(
                        questions.prefix(8).map {
                            .object([
                                JSONMember("action", $0.action), JSONMember("resource", $0.resource.cut(to: 1_024)),
                            ])
                        })))
        }
        return members
    }

    private static func texts(_ texts: [String]) -> JSONValue {
        .array(texts.prefix(8).map { .string($0.cut(to: 300)) })
    }
}
