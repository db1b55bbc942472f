package import HTTPTypes

extension HTTPField.Name {
    private static func name(_ text: String) -> HTTPField.Name {
        // Only literals of this file come here, all of them tokens.
        HTTPField.Name(text) ?? .date
    }

    package static let xForwardedFor = name("X-Forwarded-For")
    package static let xForwardedProto = name("X-Forwarded-Proto")
    package static let referrerPolicy = name("Referrer-Policy")
    package static let requestID = name("x-amzn-RequestId")
    package static let authorizationMessage = name("x-sallyport-authorization-message")
    package static let frameOptions = name("X-Frame-Options")
}
