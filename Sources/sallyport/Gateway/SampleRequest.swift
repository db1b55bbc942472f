import AWSSigV4
import Foundation
import SallyportConfiguration

/// A request to a service, as a client might send it.
struct SampleRequest {
    /// What is told of who sends it.
    enum Kind: String, CaseIterable {
        case signed = "signed in its headers"
        case presigned = "signed in its URL"
        case unsigned = "not signed"
        case forged = "signed with another secret"

        /// Whether it passes when policies allow it.
        var mayPass: Bool { self == .signed || self == .presigned }

        /// The samples that a service can take: where a proxy keeps the target, a presigned URL can't be signed anew.
        static func samples(for service: ProtectedService) -> [Kind] {
            allCases.filter { $0 != .presigned || service.upstream == nil || service.proxy == .nginx }
        }
    }

    let signable: SignableRequest

    /// Path and query.
    var target: String { signable.path + (signable.query.isEmpty ? "" : "?" + signable.query) }

    /// Throws `SignatureError`.
    init(
        kind: Kind, method: String, target: String, host: String?, service: ProtectedService, credential: Credential
    ) throws {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let plain = SignableRequest(
            method: method, path: parts.first ?? "/", query: parts.count > 1 ? parts[1] : "",
            headers: [("Host", host ?? service.hosts.sorted().first ?? "localhost")])
        let signing = service.signing
        var signer = Signer(
            credential: credential, region: signing.regions.sorted().first ?? "us-east-1", service: signing.service,
            options: SigningOptions(
                pathNormalization: signing.service == "s3" ? .objectKey : .normalized, sendsContentSHA256: true))
        switch kind {
        case .signed: signable = try signer.sign(plain, at: Date())
        case .presigned: signable = try signer.presign(plain, expires: 60, at: Date())
        case .unsigned: signable = plain
        case .forged:
            signer.credential.secretAccessKey = SecretAccessKey("none")
            signable = try signer.sign(plain, at: Date())
        }
    }

    /// The credentials in the variables that tools take them from; nil when there are none.
    static func credential(in environment: [String: String]) -> Credential? {
        guard let id = environment["AWS_ACCESS_KEY_ID"], !id.isEmpty,
            let secret = environment["AWS_SECRET_ACCESS_KEY"], !secret.isEmpty
        else { return nil }
        let token = environment["AWS_SESSION_TOKEN"]
        return Credential(
            accessKeyID: id, secretAccessKey: SecretAccessKey(secret), sessionToken: token == "" ? nil : token)
    }
}
