import Encodings

extension Answers {
    /// What an administrator's page shows of sessions, providers and records; a part that its user may not see is not there.
    package static func administration(_ view: AdministrationView) -> String {
        var members = [
            JSONMember("account", view.account), JSONMember("isComplete", .bool(!view.isAlone && view.unreadable == 0)),
        ]
        if let sessions = view.sessions { members.append(JSONMember("sessions", .array(sessions.map(session)))) }
        if let providers = view.providers { members.append(JSONMember("providers", .array(providers.map(provider)))) }
        if let records = view.records { members.append(JSONMember("records", .array(records.map(record)))) }
        return JSONValue.object(members).text()
    }

    private static func session(_ session: AdministrationView.Session) -> JSONValue {
        .object([
            JSONMember("accessKeyId", session.id), JSONMember("address", .optional(session.address)),
            JSONMember("arn", session.arn), JSONMember("broker", session.broker),
            JSONMember("expiration", session.end.iso8601), JSONMember("issuedAt", session.issuedAt.iso8601),
            JSONMember("subject", .optional(session.subject)),
        ])
    }

    private static func provider(_ provider: AdministrationView.Provider) -> JSONValue {
        .object([
            JSONMember("arn", provider.arn), JSONMember("entityIDs", .strings(provider.entityIDs)),
            JSONMember("keysEnd", .optional(provider.keysEnd?.iso8601)),
            JSONMember("lastUse", .optional(provider.lastUse?.iso8601)),
            JSONMember("metadataEnd", .optional(provider.metadataEnd?.iso8601)), JSONMember("name", provider.name),
        ])
    }

    private static func record(_ record: AdministrationView.Record) -> JSONValue {
        .object([
            JSONMember("broker", record.broker), JSONMember("name", record.name),
            JSONMember("outcome", record.outcome), JSONMember("requestID", record.requestID),
            JSONMember("time", record.time.iso8601), JSONMember("who", record.who),
        ])
    }
}
