/// What a client asks for tokens with.
enum GrantType: String, CaseIterable, Sendable {
    /// RFC 8628.
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
    /// RFC 6749, 4.1, with RFC 7636.
    case authorizationCode = "authorization_code"
    /// RFC 6749, 6.
    case refreshToken = "refresh_token"
}
