package import AWSSigV4
package import Foundation
package import HTTPTypes
package import SallyportConfiguration

/// Signs what may pass anew with a key of the service's own: the service knows no other key, and the proxy puts the new
/// headers in the place of the client's.
package struct Resigner: Sendable {
    private let host: String
    private let signer: Signer
    /// Whether the proxy can send another target than it got.
    private let changesTargets: Bool

    /// - Returns: nil for a service that takes requests as they were signed.
    package init?(_ service: ProtectedService) {
        guard let upstream = service.upstream else { return nil }
        host = upstream.host
        signer = Signer(
            credential: upstream.credential, region: upstream.region, service: upstream.service,
            options: SigningOptions(
                pathNormalization: .used(by: upstream.service), sendsContentSHA256: true))
        changesTargets = service.proxy == .nginx
    }

    /// The headers that the proxy puts in the place of the client's, and the target that it sends.
    ///
    /// Path, query and every `x-amz-` header stay as they came, but for what proved who the client is.
    package func fields(
        for original: OriginalRequest, signedIn location: AuthorizationClaim.Location, at instant: Date
    ) throws(GatewayRefusal) -> HTTPFields {
        let isPresigned = location == .query
        try check(original, isPresigned: isPresigned)
        var request = original.signable
        request.headers = [HTTPHeader(name: "host", value: host)] + request.headers.filter(Self.isKept)
        if isPresigned {
            request.query = request.queryWithoutAuthentication
            if original.declaration == nil, let payload = Payload(declared: "UNSIGNED-PAYLOAD") {
                request.payload = payload
            }
        }
        let signed: SignableRequest
        do throws(SignatureError) {
            signed = try signer.sign(request, at: instant)
        } catch {
            throw GatewayRefusal(
                "ServiceUnavailable", "The request can't be signed for the service.", status: .serviceUnavailable,
                cause: error.message)
        }
        var fields: HTTPFields = [:]
        for name in [HTTPField.Name.authorization, .amzDate, .amzContentSHA256] {
            fields[name] = signed.headers.last { $0.name.lowercased() == name.canonicalName }?.value
        }
        fields[.sallyportURI] =
            isPresigned ? request.path + (request.query.isEmpty ? "" : "?" + request.query) : original.target
        return fields
    }

    private func check(_ original: OriginalRequest, isPresigned: Bool) throws(GatewayRefusal) {
        guard original.declaration?.hasPrefix("STREAMING-AWS4-") != true else {
            throw GatewayRefusal(
                "NotImplemented",
                "The chunks of the body are signed one after the other with your key, and the body does not come here: "
                    + "have your client send it in one piece, with its hash or UNSIGNED-PAYLOAD in x-amz-content-sha256 "
                    + "(chunkedEncodingEnabled(false) in the SDK for Java).")
        }
        guard !isPresigned || changesTargets else {
            throw GatewayRefusal(
                "NotImplemented",
                "The proxy can't take the signature out of a presigned URL: sign the request in its headers.")
        }
    }

    /// Whether a header is part of the new signature, beside those that it brings itself.
    private static func isKept(_ header: HTTPHeader) -> Bool {
        let name = header.name.lowercased()
        return name.utf8.starts(with: "x-amz-".utf8) && name != "x-amz-security-token"
    }
}

extension PathNormalization {
    /// How clients of a service write paths that they sign.
    package static func used(by service: String) -> PathNormalization { service == "s3" ? .objectKey : .normalized }
}
