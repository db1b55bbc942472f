import Encodings
public import Foundation

/// Signs requests with Signature Version 4.
public struct Signer: Sendable {
    /// Who signs.
    public var credential: Credential
    /// The region of the scope, for example `us-east-1`.
    public var region: String
    /// The signing name of the service, for example `sts`.
    public var service: String
    /// What is covered and how it is written.
    public var options: SigningOptions
    private let lastKey = KeyOfTheDay()

    /// Creates a signer.
    public init(credential: Credential, region: String, service: String, options: SigningOptions = SigningOptions()) {
        self.credential = credential
        self.region = region
        self.service = service
        self.options = options
    }

    /// Signs with an `Authorization` header.
    ///
    /// - Parameters:
    ///   - request: A request with a `Host` header. Authentication headers that it has are replaced.
    ///   - instant: The time of the signature; fractions of a second are dropped.
    /// - Returns: The request with `X-Amz-Date`, `Authorization` and, as the case may be, `X-Amz-Security-Token` and
    ///   `X-Amz-Content-SHA256`.
    /// - Throws: ``SignatureError`` with the code `IncompleteSignature` if there is not exactly one `Host` header.
    public func sign(_ request: SignableRequest, at instant: Date) throws(SignatureError) -> SignableRequest {
        let draft = try draft(of: request, at: instant)
        var signed = draft.request
        signed.headers.append(HTTPHeader(name: "Authorization", value: authorization(draft)))
        if options.sessionTokenPlacement == .unsigned, let token = credential.sessionToken {
            signed.headers.append(HTTPHeader(name: "X-Amz-Security-Token", value: token))
        }
        return signed
    }

    private func authorization(_ draft: SigningDraft) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        for part in [StringToSign.algorithm, " Credential=", credential.accessKeyID, "/"] {
            bytes.append(contentsOf: part.utf8)
        }
        draft.scope.append(to: &bytes)
        var separator = ", SignedHeaders="
        for name in draft.signedHeaders {
            bytes.append(contentsOf: separator.utf8)
            bytes.append(contentsOf: name.utf8)
            separator = ";"
        }
        bytes.append(contentsOf: ", Signature=".utf8)
        bytes.append(contentsOf: draft.signature)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The request with all that is signed, and what the signature is of.
    func draft(of request: SignableRequest, at instant: Date) throws(SignatureError) -> SigningDraft {
        let timestamp = SigningTime(instant)
        var request = request
        request.headers.removeAll { header in
            Self.replacedHeaders.contains { header.name.isASCIICaseInsensitivelyEqual(to: $0) }
        }
        request.headers.append(HTTPHeader(name: "X-Amz-Date", value: timestamp.text))
        if options.sessionTokenPlacement == .signed, let token = credential.sessionToken {
            request.headers.append(HTTPHeader(name: "X-Amz-Security-Token", value: token))
        }
        let payloadHash = options.signsPayload ? request.payload.canonicalHash : PayloadHash.unsignedBytes
        if options.sendsContentSHA256 || !options.signsPayload {
            let value = String(decoding: payloadHash, as: UTF8.self)
            request.headers.append(HTTPHeader(name: "X-Amz-Content-SHA256", value: value))
        }
        return SigningDraft(
            request, signedHeaders: try signedHeaders(of: request), payloadHash: payloadHash, timestamp: timestamp,
            signer: self)
    }

    func key(for scope: CredentialScope) -> SigningKey { lastKey.key(of: credential.secretAccessKey, for: scope) }

    /// The lower-case names of the headers to sign, sorted.
    func signedHeaders(of request: SignableRequest) throws(SignatureError) -> [String] {
        guard request.headerValues("host").count == 1 else { throw .incomplete("'Host' must be given once.") }
        let names = request.headers.map(\.name.asciiLowercased).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var signed: [String] = []
        for name in names where name != signed.last {
            if name == "host" || !options.unsignedHeaders.contains(name) { signed.append(name) }
        }
        return signed
    }

    static let replacedHeaders = [
        "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256",
    ]
}
