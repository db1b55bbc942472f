package import HTTPTypes

extension HTTPField.Name {
    /// A name that stands in the source, and is a token.
    package static func known(_ text: StaticString) -> HTTPField.Name {
        HTTPField.Name("\(text)") ?? .date
    }

    package static let xForwardedFor = known("X-Forwarded-For")
    package static let xForwardedProto = known("X-Forwarded-Proto")
    package static let referrerPolicy = known("Referrer-Policy")
    package static let requestID = known("x-amzn-RequestId")
    package static let authorizationMessage = known("x-sallyport-authorization-message")
    package static let errorType = known("x-amzn-ErrorType")
    package static let bearerTokenOfSSO = known("x-amz-sso_bearer_token")
    package static let proofOfPossession = known("DPoP")
    package static let frameOptions = known("X-Frame-Options")
}
