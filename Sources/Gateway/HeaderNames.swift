package import HTTPTypes

extension HTTPField.Name {
    private static func name(_ text: String) -> HTTPField.Name {
        // Only literals of this file come here, all of them tokens.
        HTTPField.Name(text) ?? .date
    }

    // How proxies describe a request that they ask about.
    package static let xOriginalMethod = name("X-Original-Method")
    package static let xOriginalURI = name("X-Original-URI")
    package static let xOriginalHost = name("X-Original-Host")
    package static let xOriginalContentLength = name("X-Original-Content-Length")
    package static let xOriginalTransferEncoding = name("X-Original-Transfer-Encoding")
    package static let xForwardedMethod = name("X-Forwarded-Method")
    package static let xForwardedURI = name("X-Forwarded-Uri")
    package static let xForwardedHost = name("X-Forwarded-Host")

    // What they are told for the service, and for the client.
    package static let sallyportARN = name("X-Sallyport-Arn")
    package static let sallyportAccount = name("X-Sallyport-Account")
    package static let sallyportSessionName = name("X-Sallyport-Session-Name")
    package static let sallyportRefusal = name("X-Sallyport-Refusal")
    package static let sallyportURI = name("X-Sallyport-Uri")
    package static let amzDate = name("X-Amz-Date")
    package static let amzContentSHA256 = name("X-Amz-Content-Sha256")
}
