import AWSQuery
import Accounts
import Audit
import BrokerMetrics
import Encodings
import Foundation
import Sessions

/// What the audit gets to know of one call of the Query protocol.
struct CallRecord: Sendable {
    var call: CallContext
    let instant: Date
    /// The service; STS until it is known.
    var source = "sts.amazonaws.com"
    /// The operation: names that nobody defined stay out of the records.
    var name = "UnknownAction"
    var caller: Caller?
    /// The access key id that the call says it is signed with.
    var claimedAccessKeyID: String?
    var parameters: QueryParameters?
    var outcome: CallOutcome?
    /// Room for the record, once the call is about to be carried out.
    var reservation: AuditReservation?
    /// Counts the calls of the operation, once it is known.
    var counters: CallCounters?

    init(call: CallContext, instant: Date) {
        self.call = call
        self.instant = instant
    }
}

/// A refusal that is in the audit, or owed to it: nothing else is answered.
struct RecordedFault: Error {
    let fault: QueryFault

    fileprivate init(_ fault: QueryFault) { self.fault = fault }

    /// A refusal by an operation that records what it decides, or of which AWS keeps no record.
    init(byOperation fault: QueryFault) { self.fault = fault }
}

/// Writes one audit record for each call of the Query protocol.
struct CallRecorder: Sendable {
    let audit: any AuditSink
    let owed: OwedRecords
    let random: any RandomSource
    let partition: Partition

    /// Holds room for the record of a call that is about to be carried out.
    ///
    /// Throws while there is none, or a record is owed: what is carried out then could not be recorded either.
    func ready(_ record: inout CallRecord) async throws(QueryFault) {
        do throws(AuditError) {
            try await owed.settle()
            record.reservation = try await audit.reserve()
        } catch {
            throw .unrecorded(error)
        }
    }

    /// Records what was given; without a record nothing is answered, but what was changed stays and is owed its record.
    func granted(_ record: CallRecord) async throws(RecordedFault) {
        let event = event(record)
        do throws(AuditError) {
            if let reservation = record.reservation {
                try await audit.record([event], in: reservation)
            } else {
                try await audit.record(event)
            }
        } catch {
            let fault = QueryFault.unrecorded(error)
            guard record.outcome?.isChange == true else { throw await refused(record, fault) }
            owed.add(event)
            throw RecordedFault(fault)
        }
    }

    /// Records a refusal.
    func refused(_ record: CallRecord, _ fault: QueryFault) async -> RecordedFault {
        var event = event(record)
        event.errorCode = fault.code
        event.errorMessage = fault.message.cut(to: 600)
        event.responseElements = .null
        if let cause = fault.cause { event.additionalEventData.append(JSONMember("cause", cause.cut(to: 600))) }
        if record.caller == nil, let id = record.claimedAccessKeyID, Self.looksLikeAccessKeyID(id) {
            event.additionalEventData.append(JSONMember("claimedAccessKeyId", id))
        }
        await audit.recordRefusal(event)
        return RecordedFault(fault)
    }

    /// Capital letters and digits alone: a secret that somebody put in the place of the id stays out of the records.
    static func looksLikeAccessKeyID(_ text: String) -> Bool {
        (16...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { ASCII.isUppercase($0) || ASCII.isDigit($0) }
    }

    private func event(_ record: CallRecord) -> AuditEvent {
        var event = AuditEvent(
            eventID: UUIDText.make(random), eventTime: Timestamp(roundingDown: record.instant),
            eventSource: record.source, eventName: record.name, call: record.call,
            partition: record.caller?.account.partition ?? partition,
            userIdentity: record.caller.map(AuditIdentity.caller) ?? .unknown)
        event.recipientAccountID = record.caller?.account.id
        event.requestParameters = record.outcome?.requestParameters ?? parameters(record)
        event.responseElements = record.outcome?.responseElements ?? .null
        event.resources = record.outcome?.resources ?? []
        return event
    }

    private func parameters(_ record: CallRecord) -> JSONValue {
        guard let parameters = record.parameters else { return .null }
        return AuditParameters.value(parameters)
    }
}

extension QueryFault {
    /// The answer to a call whose record can't be kept.
    fileprivate static func unrecorded(_ error: AuditError) -> QueryFault {
        QueryFault(
            "ServiceUnavailable", "The service is unavailable. Please try again.", status: 503,
            cause: "audit: \(error)")
    }
}
