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
        writer.begin()
        writer.write("eventVersion", Self.version)
        writer.writeName("userIdentity")
        writer.write(json: userIdentity.json)
        writer.write("eventTime", eventTime.iso8601)
        writer.write("eventSource", eventSource)
        writer.write("eventName", eventName)
        writer.write("awsRegion", (call.region ?? partition.defaultRegion).cut(to: 64))
        writer.write("sourceIPAddress", .optional(call.sourceIPAddress))
        writer.write("userAgent", .optional(call.userAgent?.cut(to: 512)))
        if let errorCode { writer.write("errorCode", errorCode) }
        if let errorMessage { writer.write("errorMessage", errorMessage) }
        writer.write("requestParameters", requestParameters)
        writer.write("responseElements", responseElements)
        if !additionalEventData.isEmpty { writer.write("additionalEventData", .object(additionalEventData)) }
        writer.write("requestID", call.requestID)
        writer.write("eventID", eventID)
        if !resources.isEmpty { writer.write("resources", .array(resources.map(Self.value))) }
        if let sharedEventID { writer.write("sharedEventID", sharedEventID) }
        writer.write("eventType", eventType.rawValue)
        if let recipientAccountID { writer.write("recipientAccountId", recipientAccountID.description) }
        writer.end()
        return writer.bytes
    }

    private static func value(of resource: AuditResource) -> JSONValue {
        .object([
            JSONMember("ARN", resource.arn.description),
            JSONMember("accountId", resource.accountID.description), JSONMember("type", resource.type),
        ])
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ name: StaticString, _ text: String) {
        writeName(name)
        write(text)
    }

    fileprivate mutating func write(_ name: StaticString, _ value: JSONValue) {
        writeName(name)
        write(value)
    }
}
