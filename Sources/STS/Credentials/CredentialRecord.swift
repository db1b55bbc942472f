import Accounts
import Audit
import Encodings
internal import Foundation
import Sessions

/// What the audit learns of a signed call that asks for credentials.
struct CredentialRecord {
    let name: String
    let caller: Caller
    let parameters: [JSONMember]
    /// The role that is asked for, once it is known.
    var role: Role?
    /// Room for the record of a grant, once something is about to be used up.
    var reservation: AuditReservation?

    /// The parameters that such calls have in common, as far as they are given.
    static func parameters(
        roleARN: String? = nil, name: (String, String)? = nil, durationSeconds: Int? = nil, policy: String? = nil,
        policyARNs: [String] = [], tags: RequestTags? = nil, externalID: String? = nil, sourceIdentity: String? = nil,
        serialNumber: String? = nil
    ) -> [JSONMember] {
        var members: [JSONMember] = []
        func add(_ name: String, _ text: String?, _ limit: Int) {
            if let text { members.append(JSONMember(name, text.cut(to: limit))) }
        }
        add("roleArn", roleARN, 2_048)
        if let (member, text) = name { add(member, text, 64) }
        if let durationSeconds { members.append(JSONMember("durationSeconds", .integer(Int64(durationSeconds)))) }
        add("externalId", externalID, 1_224)
        add("sourceIdentity", sourceIdentity, 64)
        add("serialNumber", serialNumber, 256)
        if let tags { members += Self.members(of: tags) }
        add("policy", policy, 2_048)
        if !policyARNs.isEmpty {
            let arns = policyARNs.prefix(16).map { JSONValue.object([JSONMember("arn", $0.cut(to: 2_048))]) }
            members.append(JSONMember("policyArns", .array(arns)))
        }
        return members
    }

    private static func members(of tags: RequestTags) -> [JSONMember] {
        var members: [JSONMember] = []
        let limit = SessionTagRules.maximumCount
        if !tags.requested.isEmpty {
            let values = tags.requested.prefix(limit).map { tag in
                JSONValue.object([
                    JSONMember("key", tag.key.cut(to: 128)), JSONMember("value", tag.value.cut(to: 256)),
                ])
            }
            members.append(JSONMember("tags", .array(values)))
        }
        if !tags.transitiveKeys.isEmpty {
            let keys = tags.transitiveKeys.prefix(limit).map { JSONValue.string($0.cut(to: 128)) }
            members.append(JSONMember("transitiveTagKeys", .array(keys)))
        }
        if !tags.inherited.isEmpty {
            let inherited = tags.inherited.map { JSONMember($0.key, $0.value) }
            members.append(JSONMember("incomingTransitiveTags", .object(inherited)))
        }
        return members
    }

    /// The `credentials` of response elements, without secret and token.
    static func credentials(_ credentials: SessionCredentials) -> JSONMember {
        JSONMember(
            "credentials",
            .object([
                JSONMember("accessKeyId", credentials.accessKeyID),
                JSONMember("expiration", credentials.expiration.civilTime.englishText),
            ]))
    }

    func event(_ id: String, _ call: CallContext, at instant: Date) -> AuditEvent {
        var event = AuditEvent(
            eventID: id, eventTime: Timestamp(roundingDown: instant), eventSource: "sts.amazonaws.com",
            eventName: name, call: call, partition: caller.account.partition, userIdentity: .caller(caller))
        event.requestParameters = parameters.isEmpty ? .null : .object(parameters)
        event.recipientAccountID = caller.account.id
        if let role {
            event.resources.append(AuditResource(arn: role.arnText, type: "AWS::IAM::Role", accountID: role.account.id))
        }
        return event
    }
}

extension SecurityTokenService {
    /// Carries out a call that gives credentials, and records how it ended: credentials are given only when that was
    /// kept.
    func recorded<Result>(
        _ start: CredentialRecord, call: CallContext, at instant: Date,
        elements: (Result) -> [JSONMember],
        _ body: (inout CredentialRecord) async throws(STSError) -> Result
    ) async throws(STSError) -> Result {
        var record = start
        do {
            let result = try await body(&record)
            try await keep(record, elements: elements(result), call: call, at: instant)
            return result
        } catch {
            var event = record.event(UUIDText.make(random), call, at: instant)
            event.refuse(error, isVerified: true)
            await audit.recordRefusal(event)
            throw error
        }
    }

    /// Keeps the record of a grant; an account whose role somebody of another account was given has one of its own, and
    /// both are kept or none.
    private func keep(
        _ record: CredentialRecord, elements: [JSONMember], call: CallContext, at instant: Date
    ) async throws(STSError) {
        var event = record.event(UUIDText.make(random), call, at: instant)
        event.responseElements = .object(elements)
        guard let owner = record.role?.account, owner.id != record.caller.account.id else {
            return try await keep([event], in: record.reservation)
        }
        event.sharedEventID = UUIDText.make(random)
        var other = event
        other.eventID = UUIDText.make(random)
        other.userIdentity = .foreign(record.caller)
        other.recipientAccountID = owner.id
        try await keep([event, other], in: record.reservation)
    }
}
