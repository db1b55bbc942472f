import AWSSigV4
import Accounts
import Encodings
import Foundation

/// The metadata service of an EC2 instance, which gives the credentials of the instance's role (EC2 User Guide, IMDSv2).
///
/// It is asked at its own addresses alone, which lead no further than to the machine below. Each question brings a token, which is
/// given to a PUT alone: the first version of the service, which answers whoever can be made to ask, is not used.
struct InstanceMetadata: Sendable {
    /// For each question: a machine without the service must not keep anybody waiting.
    static let patience = Duration.seconds(1)
    /// Seconds that a token lives; it is used at once.
    private static let tokenLife = 60

    private let base: String

    /// - Returns: nil when the environment says that the service is not to be asked.
    ///
    /// Throws `UpstreamFault` for an address that is not the service's.
    init?(_ environment: [String: String]) throws(UpstreamFault) {
        guard environment["AWS_EC2_METADATA_DISABLED"]?.asciiLowercased != "true" else { return nil }
        let (first, second) = ("http://169.254.169.254", "http://[fd00:ec2::254]")
        let given = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? ""
        guard !given.isEmpty else {
            let isSecond = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]?.asciiLowercased == "ipv6"
            base = isSecond ? second : first
            return
        }
        base = (given.hasSuffix("/") ? String(given.dropLast()) : given).asciiLowercased
        guard [first, second].contains(base) else {
            throw .ofEnvironment("AWS_EC2_METADATA_SERVICE_ENDPOINT must be \(first) or \(second)")
        }
    }

    /// The credentials of the instance's role, and when they end.
    ///
    /// Throws `UpstreamFault` when nobody answers within a second, and for an instance without a role.
    func credential(
        by retrier: Retrier
    ) async throws(UpstreamFault) -> (credential: Credential, end: Timestamp?) {
        let life = (name: "X-aws-ec2-metadata-token-ttl-seconds", value: String(Self.tokenLife))
        let tokenRequest = try request("PUT", "api/token", life)
        let token = try await retrier.askOnce(tokenRequest, within: Self.patience) { (answer) throws(UpstreamFault) in
            try Self.line(of: answer, from: tokenRequest.endpoint, CredentialText.isToken)
        }
        let proof = (name: "X-aws-ec2-metadata-token", value: token)
        let roles = "meta-data/iam/security-credentials/"
        let roleRequest = try request("GET", roles, proof)
        let role = try await retrier.askOnce(roleRequest, within: Self.patience) { (answer) throws(UpstreamFault) in
            try Self.line(of: answer, from: roleRequest.endpoint) { EntityName.isRoleName($0.utf8) }
        }
        let keyRequest = try request("GET", roles + PercentEncoding.encode(role), proof)
        return try await retrier.askOnce(keyRequest, within: Self.patience) { (answer) throws(UpstreamFault) in
            try CredentialDocument.read(answer, from: keyRequest.endpoint)
        }
    }

    private func request(
        _ method: String, _ path: String, _ header: (name: String, value: String)
    ) throws(UpstreamFault) -> UpstreamRequest {
        guard let url = URL(string: "\(base)/latest/\(path)") else {
            throw .ofEnvironment("\(base) has no path \(path)")
        }
        var request = UpstreamRequest(method: method, url: url)
        request.headers = [header]
        return request
    }

    /// The only line of an answer, when it is one as it has to be.
    private static func line(
        of answer: UpstreamAnswer, from endpoint: String, _ isGood: (String) -> Bool
    ) throws(UpstreamFault) -> String {
        let text = String(decoding: answer.body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard answer.status == 200, isGood(text) else {
            throw UpstreamFault.unreadable(
                answer, requestID: nil, endpoint: endpoint,
                meaning: answer.status == 404 ? "as it does for an instance without a role" : nil)
        }
        return text
    }
}
