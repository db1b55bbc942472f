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
    static let frameOptions = name("X-Frame-Options")

    // How proxies describe a request that they ask about.
    static let xOriginalMethod = name("X-Original-Method")
    static let xOriginalURI = name("X-Original-URI")
    static let xOriginalHost = name("X-Original-Host")
    static let xOriginalContentLength = name("X-Original-Content-Length")
    static let xOriginalTransferEncoding = name("X-Original-Transfer-Encoding")
    static let xForwardedMethod = name("X-Forwarded-Method")
    static let xForwardedURI = name("X-Forwarded-Uri")
    static let xForwardedHost = name("X-Forwarded-Host")

    // What they are told for the service, and for the client.
    static let sallyportARN = name("X-Sallyport-Arn")
    static let sallyportAccount = name("X-Sallyport-Account")
    static let sallyportSessionName = name("X-Sallyport-Session-Name")
    static let sallyportRefusal = name("X-Sallyport-Refusal")

    static let sallyportURI = name("X-Sallyport-Uri")
    static let amzDate = name("X-Amz-Date")
    static let amzContentSHA256 = name("X-Amz-Content-Sha256")
}
