import AWSQuery
public import Sessions

/// The parameters of GetSessionToken.
public struct SessionTokenRequest: Sendable {
    /// Seconds that the credentials shall live; 43,200 when nil, for root 3,600.
    public var durationSeconds: Int?
    /// Serial number of the caller's MFA device.
    public var serialNumber: String?
    /// One-time password of the device.
    public var tokenCode: String?

    /// Makes a request.
    public init(durationSeconds: Int? = nil, serialNumber: String? = nil, tokenCode: String? = nil) {
        self.durationSeconds = durationSeconds
        self.serialNumber = serialNumber
        self.tokenCode = tokenCode
    }

    /// Throws `ValidationError` for what can be told from the parameters alone.
    func check() throws(STSError) {
        var violations = ParameterValidation()
        violations.check(durationSeconds, .durationSeconds, .longTermDuration)
        try violations.end()
    }
}

/// The result of GetSessionToken.
public struct SessionTokenResult: Sendable {
    /// The credentials.
    public let credentials: SessionCredentials
    /// The session that they stand for.
    public let session: Session
}
