import Accounts
import Encodings
import IAMPolicy
import Sessions

extension JSONMember {
    /// Bytes that the member takes in a record.
    package var jsonByteCount: Int {
        var writer = JSONWriter(capacity: 256)
        writer.write([self])
        return writer.bytes.count
    }
}

extension AuditEvent {
    /// The record as JSON on one line, UTF-8, without a line break at the end.
    public var jsonLine: [UInt8] {
        var writer = JSONWriter(capacity: 2_048)
        writer.write(members)
        return writer.bytes
    }

    private var members: [JSONMember] {
        var members: [JSONMember] = []
        members.reserveCapacity(20)
        func add(_ name: String, _ value: JSONValue) { members.append(JSONMember(name, value)) }
        add("eventVersion", .string(Self.version))
        add("userIdentity", .object(userIdentity.members))
        add("eventTime", .string(eventTime.iso8601))
        add("eventSource", .string(eventSource))
        add("eventName", .string(eventName))
        add("awsRegion", .string((call.region ?? partition.defaultRegion).cut(to: 64)))
        add("sourceIPAddress", .optional(call.sourceIPAddress))
        add("userAgent", .optional(call.userAgent?.cut(to: 512)))
        if let errorCode { add("errorCode", .string(errorCode)) }
        if let errorMessage { add("errorMessage", .string(errorMessage)) }
        add("requestParameters", requestParameters)
        add("responseElements", responseElements)
        if !additionalEventData.isEmpty { add("additionalEventData", .object(additionalEventData)) }
        add("requestID", .string(call.requestID))
        add("eventID", .string(eventID))
        if !resources.isEmpty { add("resources", .array(resources.map(Self.value))) }
        if let sharedEventID { add("sharedEventID", .string(sharedEventID)) }
        add("eventType", .string(eventType.rawValue))
        if let recipientAccountID { add("recipientAccountId", .string(recipientAccountID.description)) }
        return members
    }

    private static func value(of resource: AuditResource) -> JSONValue {
        .object([
            JSONMember("ARN", resource.arn.description),
            JSONMember("accountId", resource.accountID.description), JSONMember("type", resource.type),
        ])
    }
}
