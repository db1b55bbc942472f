import AWSSigV4
import Foundation
import Testing

/// The parties and the instant that all tests share.
enum Fixture {
    static let accessKeyID = "AKIAVECTOREXAMPLE"
    static let secret = "vectorSecret/+0123456789abcdefghijklmnopqr"
    static let sessionToken = "FwoGZXIvYXdzEXAMPLE/+token=="
    static let region = "eu-central-1"
    /// 2024-02-29T23:59:58Z.
    static let instant = Date(timeIntervalSince1970: 1_709_251_198)

    static let verifier = SignatureVerifier(regions: [region], services: ["sts"])

    static func signer(token: String? = nil, options: SigningOptions = SigningOptions()) -> Signer {
        let credential = Credential(
            accessKeyID: accessKeyID, secretAccessKey: SecretAccessKey(secret), sessionToken: token)
        return Signer(credential: credential, region: region, service: "sts", options: options)
    }

    /// The call that SDKs send most.
    static let getCallerIdentity = SignableRequest(
        method: "POST",
        headers: [
            ("Host", "127.0.0.1:8080"), ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
            ("User-Agent", "example"),
        ],
        payload: Payload(Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)))

    static let presignable = SignableRequest(
        method: "GET", query: "Action=GetCallerIdentity&Version=2011-06-15", headers: [("Host", "sts.example.com")])

    /// Reads, looks up and verifies.
    @discardableResult
    static func verify(
        _ request: SignableRequest,
        with verifier: SignatureVerifier = Fixture.verifier,
        secret: String = Fixture.secret,
        at instant: Date = Fixture.instant
    ) throws(SignatureError) -> VerifiedSignature {
        let claim = try verifier.claim(in: request)
        // The signature does not cover the access key id: finding the secret by it is what binds the two.
        guard claim.accessKeyID == accessKeyID else { throw .invalidClientTokenID }
        return try verifier.verify(claim, secret: SecretAccessKey(secret), at: instant)
    }

    /// The code with which a request is refused; `nil` when it is accepted.
    static func refusal(
        of request: SignableRequest,
        with verifier: SignatureVerifier = Fixture.verifier,
        secret: String = Fixture.secret,
        at instant: Date = Fixture.instant
    ) -> SignatureError.Code? {
        do throws(SignatureError) {
            try verify(request, with: verifier, secret: secret, at: instant)
            return nil
        } catch {
            return error.code
        }
    }
}

extension SignableRequest {
    subscript(header name: String) -> String? {
        get { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            let index = headers.firstIndex { $0.name.lowercased() == name.lowercased() }
            switch (index, newValue) {
            case (let index?, let value?): headers[index].value = value
            case (let index?, nil): headers.remove(at: index)
            case (nil, let value?): headers.append(HTTPHeader(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    func with(_ name: String, _ value: String?) -> SignableRequest {
        var copy = self
        copy[header: name] = value
        return copy
    }

    func adding(_ name: String, _ value: String) -> SignableRequest {
        var copy = self
        copy.headers.append(HTTPHeader(name: name, value: value))
        return copy
    }

    /// Replaces text in the `Authorization` header.
    func replacing(_ text: String, by other: String) -> SignableRequest {
        with("Authorization", self[header: "Authorization"]?.replacingOccurrences(of: text, with: other))
    }

    func replacingInQuery(_ text: String, by other: String) -> SignableRequest {
        var copy = self
        copy.query = query.replacingOccurrences(of: text, with: other)
        return copy
    }
}
