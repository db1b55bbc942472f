import Accounts
import Audit
import Claims
import Encodings
import Sessions

/// What the record of a signed call for credentials says of the call.
struct CallerRecord: Sendable {
    /// The operation.
    let name: String
    let caller: Caller
    let parameters: [JSONMember]

    init(
        _ name: String, by caller: Caller, roleARN: String? = nil, name named: (member: String, text: String)? = nil,
        durationSeconds: Int? = nil, policies: SessionPolicies? = nil, tags: RequestTags? = nil,
        externalID: String? = nil, sourceIdentity: String? = nil, serialNumber: String? = nil
    ) {
        var members: [JSONMember] = []
        func add(_ name: String, _ text: String?, _ limit: Int) {
            if let text { members.append(JSONMember(name, text.cut(to: limit))) }
        }
        add("roleArn", roleARN, 2_048)
        if let named { add(named.member, named.text, 64) }
        if let durationSeconds { members.append(JSONMember("durationSeconds", .integer(Int64(durationSeconds)))) }
        add("externalId", externalID, 1_224)
        add("sourceIdentity", sourceIdentity, 64)
        add("serialNumber", serialNumber, 256)
        if let tags { members += Self.members(of: tags) }
        add("policy", policies?.policy, 2_048)
        members += RecordElements.policyARNs(policies?.arns.prefix(16) ?? [])
        self.name = name
        self.caller = caller
        parameters = members
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

    func event(_ id: String, _ call: Call, role: Role? = nil) -> AuditEvent {
        var event = AuditEvent(
            eventID: id, eventTime: call.now, eventSource: "sts.amazonaws.com", eventName: name, call: call.context,
            partition: caller.account.partition, userIdentity: .caller(caller))
        event.requestParameters = parameters.isEmpty ? .null : .object(parameters)
        event.recipientAccountID = caller.account.id
        if let role { event.resources.append(RecordElements.resource(role)) }
        return event
    }
}
