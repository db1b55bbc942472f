/// What a ``Signer`` covers and how it writes it.
public struct SigningOptions: Hashable, Sendable {
    /// Whether the session token is part of what is signed.
    public enum SessionTokenPlacement: Hashable, Sendable {
        /// The token is signed, as nearly all services want it.
        case signed
        /// The token is added after signing.
        case unsigned
    }

    /// How the path is normalised.
    public var pathNormalization: PathNormalization
    /// Whether the session token is signed.
    public var sessionTokenPlacement: SessionTokenPlacement
    /// Whether the payload is signed; `false` writes `UNSIGNED-PAYLOAD`.
    public var signsPayload: Bool
    /// Whether the header form carries `X-Amz-Content-SHA256`; it always does when the payload is not signed.
    public var sendsContentSHA256: Bool
    /// Lower-case names of headers that are left out: those that proxies and clients change on the way.
    public var unsignedHeaders: Set<String>

    /// The headers that are left out unless told otherwise.
    public static let defaultUnsignedHeaders: Set<String> = [
        "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id",
    ]

    /// Creates options; the defaults are right for STS and IAM.
    public init(
        pathNormalization: PathNormalization = .normalized, sessionTokenPlacement: SessionTokenPlacement = .signed,
        signsPayload: Bool = true, sendsContentSHA256: Bool = false,
        unsignedHeaders: Set<String> = SigningOptions.defaultUnsignedHeaders
    ) {
        self.pathNormalization = pathNormalization
        self.sessionTokenPlacement = sessionTokenPlacement
        self.signsPayload = signsPayload
        self.sendsContentSHA256 = sendsContentSHA256
        self.unsignedHeaders = unsignedHeaders
    }
}
