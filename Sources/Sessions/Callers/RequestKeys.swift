public import Encodings
public import IAMPolicy

/// The context keys that every signed request has: those of the caller, of the connection and of the clock.
public struct RequestKeys: Sendable {
    /// The keys.
    public let keys: ContextKeys

    /// Collects the keys of a request that `caller` makes at `instant`.
    public init(_ caller: Caller, _ call: CallContext, at instant: Timestamp) {
        var keys = caller.contextKeys(at: instant)
        keys["aws:CurrentTime"] = [instant.iso8601]
        keys["aws:EpochTime"] = [String(instant.epochSeconds)]
        keys["aws:SecureTransport"] = [call.secureTransport ? "true" : "false"]
        if let address = call.sourceIPAddress { keys["aws:SourceIp"] = [address] }
        if let agent = call.userAgent { keys["aws:UserAgent"] = [agent] }
        if let region = call.region { keys["aws:RequestedRegion"] = [region] }
        self.keys = keys
    }
}
