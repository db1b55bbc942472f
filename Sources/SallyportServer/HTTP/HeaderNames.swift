import HTTPTypes

extension HTTPField.Name {
    private static func name(_ text: String) -> HTTPField.Name {
        // Only literals of this file come here, all of them tokens.
        HTTPField.Name(text) ?? .date
    }

    static let xForwardedFor = name("X-Forwarded-For")
    static let xForwardedProto = name("X-Forwarded-Proto")
    static let referrerPolicy = name("Referrer-Policy")
    static let requestID = name("x-amzn-RequestId")
    static let authorizationMessage = name("x-sallyport-authorization-message")
    static let errorType = name("x-amzn-ErrorType")
    static let bearerTokenOfSSO = name("x-amz-sso_bearer_token")
    static let frameOptions = name("X-Frame-Options")
}
