import Accounts
import Audit
import Encodings
internal import Foundation
import Sessions

extension SecurityTokenService {
    /// Records a grant; throws `ServiceUnavailable` when the record was not kept and credentials need one.
    func recordGrant(
        _ record: AssumptionRecord, result: AssumeRoleWithSAMLResult, call: CallContext, at instant: Date
    ) async throws(STSError) {
        var event = record.event(id: UUIDText.make(random), call, options.partition, at: instant)
        event.responseElements = Self.elements(of: result)
        event.additionalEventData.append(JSONMember("channel", record.request.channel.rawValue))
        if let claims = record.claims, !claims.ignoredClaims.isEmpty {
            let notes = claims.ignoredClaims.prefix(16).map { JSONValue.string($0.cut(to: 300)) }
            event.additionalEventData.append(JSONMember("ignoredClaims", .array(notes)))
        }
        // By these an administrator finds the sessions that a revocation will reach.
        if let marks = result.session.saml?.claims.all, !marks.isEmpty {
            event.additionalEventData.append(
                JSONMember("claimMarks", .array(marks.map { .string($0.hexadecimal) })))
        }
        try await keep([event], in: record.reservation)
    }

    /// Keeps the records of something that was given.
    func keep(_ events: [AuditEvent], in reservation: AuditReservation? = nil) async throws(STSError) {
        do {
            if let reservation {
                try await audit.record(events, in: reservation)
            } else {
                try await audit.record(events)
            }
        } catch {
            if options.requiresAudit { throw .unavailable("audit: \(error)") }
        }
    }

    /// Holds room for the record of what is about to be given, before anything is used up for it: when there is none, the
    /// same response, token or password works once there is.
    func reserveRecord() async throws(STSError) -> AuditReservation? {
        do {
            return try await audit.reserve()
        } catch {
            if options.requiresAudit { throw .unavailable("audit: \(error)") }
            return nil
        }
    }

    private static func elements(of result: AssumeRoleWithSAMLResult) -> JSONValue {
        let credentials: [JSONMember] = [
            JSONMember("accessKeyId", result.credentials.accessKeyID),
            JSONMember("expiration", result.credentials.expiration.civilTime.englishText),
        ]
        let user: [JSONMember] = [
            JSONMember("assumedRoleId", result.assumedRoleID), JSONMember("arn", result.assumedRoleARN),
        ]
        var members: [JSONMember] = [
            JSONMember("credentials", .object(credentials)), JSONMember("assumedRoleUser", .object(user)),
            JSONMember("subject", result.subject), JSONMember("subjectType", result.subjectType),
            JSONMember("issuer", result.issuer), JSONMember("audience", result.audience),
            JSONMember("nameQualifier", result.nameQualifier),
        ]
        if let size = result.packedPolicySize { members.append(JSONMember("packedPolicySize", .integer(Int64(size)))) }
        if let identity = result.sourceIdentity { members.append(JSONMember("sourceIdentity", identity)) }
        return .object(members)
    }

    /// Records a refusal.
    func recordRefusal(_ record: AssumptionRecord, error: STSError, call: CallContext, at instant: Date) async {
        var event = record.event(id: UUIDText.make(random), call, options.partition, at: instant)
        event.additionalEventData.append(JSONMember("channel", record.request.channel.rawValue))
        event.refuse(error, isVerified: record.subject != nil)
        await audit.recordRefusal(event)
    }
}
