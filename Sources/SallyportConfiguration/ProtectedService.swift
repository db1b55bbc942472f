package import AWSSigV4
package import Accounts
package import IAMPolicy

/// A service behind a proxy that asks the broker about each request.
package struct ProtectedService: Sendable {
    /// What the service wants to know.
    package enum Kind: Sendable {
        /// Whether policies allow what the first of these rules that applies makes of a request.
        case http([ServiceRule])
        /// Whether policies allow what a request of the S3 API does.
        case s3(Store)
        /// Who it is, and nothing else.
        case identity
    }

    /// What is configured of a store with the S3 API.
    package struct Store: Sendable {
        /// Policies of buckets, by their names.
        package let bucketPolicies: [String: PolicyDocument]
        /// Domains, in small letters, below which the first labels of Host are a bucket.
        package let virtualHosts: [String]
    }

    /// How a proxy describes the request that it asks about.
    package enum Proxy: String, Sendable, CaseIterable {
        /// auth_request, with the headers `X-Original-Method`, `X-Original-URI` and `X-Original-Host`.
        case nginx
        /// ext_authz over HTTP: the method itself, and the path after a prefix.
        case envoy
        /// forwardAuth, with the headers `X-Forwarded-Method`, `X-Forwarded-Uri` and `X-Forwarded-Host`.
        case traefik
        /// forward_auth, with the headers of Traefik.
        case caddy
    }

    /// What the scope of a signature must name.
    package struct Signing: Sendable {
        /// The signing name of the service.
        package let service: String
        /// The regions, at least one.
        package let regions: Set<String>
    }

    /// The service as it wants its requests signed, with a key of its own.
    package struct Upstream: Sendable {
        /// The Host that it sees.
        package let host: String
        /// The region of the scope.
        package let region: String
        /// The signing name.
        package let service: String
        /// The key.
        package let credential: Credential
    }

    /// The name, which is the last part of the URL that the proxy asks.
    package let name: String
    /// What it wants to know.
    package let kind: Kind
    /// How requests are described.
    package let proxy: Proxy
    /// The account that owns it.
    package let account: Account
    /// Further accounts whose principals may come at all.
    package let otherAccounts: Set<AccountID>
    /// What signatures must be for.
    package let signing: Signing
    /// What Host may be, in small letters and without a port; empty for anything.
    package let hosts: Set<String>
    /// Who may do what, said by the service itself.
    package let resourcePolicy: PolicyDocument?
    /// Keys of the tags that the service gets to know.
    package let tags: [String]
    /// Addresses that may ask.
    package let trustedProxies: Set<String>
    /// How requests are signed anew; nil leaves them as they are.
    package let upstream: Upstream?

    /// Whether Host may be this one, in small letters and without a port.
    package func admits(host: String) -> Bool {
        guard !hosts.isEmpty, !hosts.contains(host) else { return true }
        guard case .s3(let store) = kind else { return false }
        return store.virtualHosts.contains { host == $0 || host.hasSuffix("." + $0) }
    }

    /// Whether principals of an account may come at all.
    package func admits(_ account: AccountID) -> Bool { account == self.account.id || otherAccounts.contains(account) }
}
