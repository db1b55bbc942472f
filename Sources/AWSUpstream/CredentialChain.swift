import AWSSigV4
import Encodings
import Keys
import Synchronization

/// The broker's own credentials for AWS, looked for where AWS's tools look: environment, profile, container, instance.
final class CredentialChain: Sendable {
    /// Credentials are fetched anew so many seconds before they end.
    private static let margin: Int64 = 300

    private let environment: [String: String]
    private let profile: String?
    private let groupReads: Bool
    private let retrier: Retrier
    /// Those of the container or instance, which last a while.
    private let kept = Mutex<(credential: Credential, end: Timestamp)?>(nil)

    init(_ environment: [String: String], profile: String?, groupReads: Bool, retrier: Retrier) {
        self.environment = environment
        self.profile = profile
        self.groupReads = groupReads
        self.retrier = retrier
    }

    /// Credentials that are good now.
    ///
    /// Throws `UpstreamFault` that says where was looked.
    func credential(at now: Timestamp) async throws(UpstreamFault) -> Credential {
        if profile == nil, let given = ofEnvironment { return given }
        if let given = try ofProfile() { return given }
        if let profile {
            throw .ofEnvironment(
                "there is no profile \(profile) in \(profileFile ?? "a file of profiles"); the file config beside it, "
                    + "where profiles of SSO are, is not read")
        }
        if let container = try ContainerCredentials(environment) {
            return try await lasting(at: now) { () async throws(UpstreamFault) in
                try await retrier.ask(try container.request(), read: container.read)
            }
        }
        var places = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in a profile, or of a container"
        if let instance = try InstanceMetadata(environment) {
            do throws(UpstreamFault) {
                return try await lasting(at: now) { () async throws(UpstreamFault) in
                    try await instance.credential(by: retrier)
                }
            } catch {
                places += ", and the metadata service of an EC2 instance \(error.text)"
            }
        }
        throw .ofEnvironment("there are none in \(places)")
    }

    /// Drops what was kept: AWS says that it is not good any more.
    func forget() { kept.withLock { $0 = nil } }

    private var ofEnvironment: Credential? {
        guard let id = environment["AWS_ACCESS_KEY_ID"], let secret = environment["AWS_SECRET_ACCESS_KEY"],
            !id.isEmpty, !secret.isEmpty
        else { return nil }
        let token = environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        return Credential(accessKeyID: id, secretAccessKey: SecretAccessKey(secret), sessionToken: token)
    }

    private var profileFile: String? {
        environment["AWS_SHARED_CREDENTIALS_FILE"] ?? environment["HOME"].map { "\($0)/.aws/credentials" }
    }

    /// Read each time: somebody may have put new keys into it.
    private func ofProfile() throws(UpstreamFault) -> Credential? {
        let named = profile ?? environment["AWS_PROFILE"]
        guard let file = profileFile else { return nil }
        // Without a name nobody says that there is a file.
        guard named != nil || environment["AWS_SHARED_CREDENTIALS_FILE"] != nil || FileIdentity(path: file) != nil
        else {
            return nil
        }
        do throws(ConfigurationError) {
            return try CredentialProfile(file: file, name: named ?? "default").credential(groupReads: groupReads)
        } catch {
            throw .ofEnvironment("\(error)")
        }
    }

    /// Credentials that are kept until shortly before they end.
    private func lasting(
        at now: Timestamp,
        fetch: () async throws(UpstreamFault) -> (credential: Credential, end: Timestamp?)
    ) async throws(UpstreamFault) -> Credential {
        let last = kept.withLock { $0 }
        if let last, now.advanced(bySeconds: Self.margin) < last.end { return last.credential }
        do throws(UpstreamFault) {
            let (credential, end) = try await fetch()
            // What says no end is asked for each time.
            if let end { kept.withLock { $0 = (credential, end) } }
            return credential
        } catch {
            if let last, now < last.end { return last.credential }
            throw error
        }
    }
}
