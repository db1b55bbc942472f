/// What is known of a call beside its parameters; it comes from the connection and the configuration, not from what the
/// caller claims.
public struct CallContext: Hashable, Sendable {
    /// Id of the request, as it is returned to the caller.
    public var requestID: String
    /// Address of the caller.
    public var sourceIPAddress: String?
    /// User agent header.
    public var userAgent: String?
    /// Whether the call came through TLS.
    public var secureTransport: Bool
    /// Region that the call was signed for, or whose host was called when it was not signed; nil when neither tells: records
    /// name that of the partition then.
    public var region: String?

    /// Makes a context.
    public init(
        requestID: String, sourceIPAddress: String? = nil, userAgent: String? = nil, secureTransport: Bool = true,
        region: String? = nil
    ) {
        self.requestID = requestID
        self.sourceIPAddress = sourceIPAddress
        self.userAgent = userAgent
        self.secureTransport = secureTransport
        self.region = region
    }
}
