import Accounts
import Encodings
import Foundation
import IAMPolicy

/// Reads how AWS is asked for an account's credentials: `upstream: aws`, and what differs from the usual under `aws`.
struct UpstreamReader {
    let account: Account
    let publicURL: String

    /// - Returns: nil for an account whose credentials are the broker's own.
    func read(_ account: ConfigurationNode) throws(BrokerConfigurationError) -> UpstreamSettings? {
        let section = account.optional("aws")
        guard let upstream = account.optional("upstream") else {
            if let section { throw section.error("aws needs upstream: aws") }
            return nil
        }
        try upstream.word(["aws": ()])
        let partition = self.account.partition
        let region = try section?.optional("region")?.regionName() ?? partition.defaultRegion
        let endpoint = try section?.optional("endpoint")?.secureURL()
        let federation = try section?.optional("federationEndpoint")?.secureURL()
        guard let endpoint = endpoint ?? URL(string: "https://sts.\(region).\(partition.serviceDomain)"),
            let federation = federation ?? URL(string: "https://\(partition.signInHost)/federation")
        else { throw upstream.error("no endpoint can be made of the region \(region)") }
        return UpstreamSettings(
            endpoint: endpoint, region: region, federationEndpoint: federation,
            console: try section?.optional("console")?.secureURL().absoluteString ?? partition.console,
            profile: try section?.optional("profile")?.string(),
            externalID: try section?.optional("externalID")?.externalID(),
            webIdentity: try section.flatMap { section throws(BrokerConfigurationError) in
                try webIdentity(section, askedAt: endpoint)
            },
            maximumDuration: try section?.optional("maxSessionDuration")?.integer(in: 900...43_200) ?? 43_200,
            roles: try section?.optional("roles").map(roles))
    }

    /// How AWS knows the broker by tokens; nil when the broker has credentials of its own.
    private func webIdentity(
        _ section: ConfigurationNode, askedAt endpoint: URL
    ) throws(BrokerConfigurationError) -> UpstreamSettings.WebIdentity? {
        guard let node = section.written("webIdentity") else { return nil }
        if let profile = section.optional("profile") {
            throw profile.error("with webIdentity the broker has no credentials of its own: leave one of the two out")
        }
        if let externalID = section.optional("externalID") {
            throw externalID.error(
                "AssumeRoleWithWebIdentity takes no external id; the trust policy there asks for the subject of the token"
            )
        }
        let issuer = "\(publicURL)/\(BrokerConfiguration.outboundIssuersPath)/\(account.id)"
        // Nobody but a test asks an endpoint on loopback, and it may have the keys from anywhere.
        if !HTTPExchange.isLoopback(endpoint) {
            do throws(ConfigurationError) {
                _ = try IssuerURL(issuer)
            } catch {
                throw node.error("AWS has to read the keys of the account's issuer below publicURL: \(error)")
            }
        }
        return UpstreamSettings.WebIdentity(
            audience: try node.required("audience").audience())
    }

    private func roles(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> [ARN: ARN] {
        var roles: [ARN: ARN] = [:]
        for (key, value) in try node.entries() {
            guard let here = ARN(key), here.isRole, here.accountID == account.id.description else {
                throw value.error("expected the ARN of a role of the account \(account.id); it is \(key)")
            }
            let text = try value.string()
            guard let there = ARN(text), there.isRole, there.partition == account.partition.id else {
                throw value.error(
                    "expected the ARN of a role in the partition \(account.partition); it is \(text)")
            }
            roles[here] = there
        }
        return roles
    }
}

extension ARN {
    fileprivate var isRole: Bool {
        service == "iam" && resource.hasPrefix("role/") && resource.utf8.count > "role/".utf8.count
    }
}

extension Partition {
    /// What the hosts of its services end with.
    fileprivate var serviceDomain: String { self == .awsChina ? "amazonaws.com.cn" : "amazonaws.com" }

    /// The first page of its console.
    fileprivate var console: String {
        switch self {
        case .aws: "https://console.aws.amazon.com/"
        case .awsChina: "https://console.amazonaws.cn/"
        case .awsGovCloud: "https://console.amazonaws-us-gov.com/"
        }
    }
}

extension ConfigurationNode {
    /// A URL by which secrets may travel.
    fileprivate func secureURL() throws(BrokerConfigurationError) -> URL {
        let url = try url()
        guard url.scheme == "https" || HTTPExchange.isLoopback(url) else {
            throw error("credentials would travel in the clear to \(url.absoluteString); use https")
        }
        return url
    }

    fileprivate func regionName() throws(BrokerConfigurationError) -> String {
        let text = try string()
        let isGood = text.utf8.allSatisfy {
            ASCII.isLowercase($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-")
        }
        guard text.utf8.count <= 32, isGood else { throw error("expected a region such as eu-central-1") }
        return text
    }

    /// A client id of an OpenID Connect provider.
    fileprivate func audience() throws(BrokerConfigurationError) -> String {
        let text = try string()
        guard text.utf8.count <= 255, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw error("an audience is 1 to 255 visible characters of ASCII")
        }
        return text
    }

    fileprivate func externalID() throws(BrokerConfigurationError) -> String {
        let text = try string()
        let marks = Array("+=,.@:/-_".utf8)
        guard (2...1_224).contains(text.utf8.count),
            text.utf8.allSatisfy({ ASCII.isLetterOrDigit($0) || marks.contains($0) })
        else { throw error("an external id is 2 to 1224 of [A-Za-z0-9_+=,.@:/-]") }
        return text
    }
}
