import AWSSigV4
import Encodings
import Foundation

/// The endpoint that gives a container the credentials of its role: ECS, EKS Pod Identity.
struct ContainerCredentials: CustomStringConvertible, CustomReflectable {
    /// Addresses that are such endpoints, and are asked without TLS: they don't leave the machine.
    private static let hosts: Set<String> = [
        "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "[fd00:ec2::23]", "127.0.0.1", "::1", "[::1]", "localhost",
    ]

    let url: URL
    private let token: String?
    private let tokenFile: String?

    /// - Returns: nil when the environment names no endpoint.
    ///
    /// Throws `UpstreamFault` for an endpoint that secrets must not come from.
    init?(_ environment: [String: String]) throws(UpstreamFault) {
        token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
        tokenFile = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            guard path.hasPrefix("/"), let url = URL(string: "http://169.254.170.2\(path)"),
                url.host == "169.254.170.2"
            else { throw .ofEnvironment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is no path") }
            self.url = url
            return
        }
        guard let text = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] else { return nil }
        guard let url = URL(string: text), let host = url.host?.lowercased(), url.user == nil,
            url.scheme == "https" || url.scheme == "http" && Self.hosts.contains(host)
        else {
            throw .ofEnvironment(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or name an endpoint of this machine")
        }
        self.url = url
    }

    /// Without the token.
    var description: String { url.withoutQuery }

    var customMirror: Mirror { Mirror(self, children: ["url": description]) }

    func request() throws(UpstreamFault) -> UpstreamRequest {
        var request = UpstreamRequest(method: "GET", url: url)
        guard let value = try authorization() else { return request }
        guard value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }), value.utf8.count <= 16_384 else {
            throw .ofEnvironment("the container's authorization token is no header value")
        }
        request.headers = [(name: "Authorization", value: value)]
        return request
    }

    private func authorization() throws(UpstreamFault) -> String? {
        guard let tokenFile else { return token }
        guard let data = FileManager.default.contents(atPath: tokenFile) else {
            throw .ofEnvironment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE can't be read")
        }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func read(_ answer: UpstreamAnswer) throws(UpstreamFault) -> (credential: Credential, end: Timestamp?) {
        try CredentialDocument.read(answer, from: url.withoutQuery)
    }
}
