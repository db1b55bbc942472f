package import HTTPTypes
import ServerHTTP

extension HTTPField.Name {
    // How proxies describe a request that they ask about.
    package static let xOriginalMethod = known("X-Original-Method")
    package static let xOriginalURI = known("X-Original-URI")
    package static let xOriginalHost = known("X-Original-Host")
    package static let xOriginalContentLength = known("X-Original-Content-Length")
    package static let xOriginalTransferEncoding = known("X-Original-Transfer-Encoding")
    package static let xForwardedMethod = known("X-Forwarded-Method")
    package static let xForwardedURI = known("X-Forwarded-Uri")
    package static let xForwardedHost = known("X-Forwarded-Host")

    // What they are told for the service, and for the client.
    package static let sallyportARN = known("X-Sallyport-Arn")
    package static let sallyportAccount = known("X-Sallyport-Account")
    package static let sallyportSessionName = known("X-Sallyport-Session-Name")
    package static let sallyportRefusal = known("X-Sallyport-Refusal")
    package static let sallyportURI = known("X-Sallyport-Uri")
    package static let amzDate = known("X-Amz-Date")
    package static let amzContentSHA256 = known("X-Amz-Content-Sha256")
}
