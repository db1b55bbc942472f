import AWSSigV4
import Accounts
import Foundation
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("Configuration of services")
struct ServicesConfigurationTests {
    /// A section that is good; tests break one line of it.
    private static let good = """
        endpoints: { trustedProxies: [10.0.0.5] }
        services:
          - name: orders
            kind: http
            proxy: nginx
            account: "123456789012"
            signing: { service: execute-api, regions: [eu-central-1] }
            hosts: [Orders.example.com]
            tags: [Team]
            rules:
              - path: /orders/*
            resign: { host: "store:8333", region: us-east-1, service: s3, accessKeyID: KEY, secretAccessKeyFile: key }
          - { name: who, kind: identity, proxy: envoy, account: "123456789012", trustedProxies: ["::1"] }

        """

    private static func read(_ section: String, secret: String = "a-secret\n", mode: Int = 0o600) async throws
        -> BrokerConfiguration
    {
        let folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        try folder.write("key", secret, mode: mode)
        let file = try folder.write("sallyport.yaml", Site.yaml() + section)
        return try await ConfigurationReader().read(file: file, at: Site.now)
    }

    @Test func aGoodSectionIsTaken() async throws {
        let configuration = try await Self.read(Self.good)
        let orders = try #require(configuration.services.first)
        #expect(orders.name == "orders")
        #expect(orders.proxy == .nginx)
        #expect(orders.account.id.description == Site.account)
        #expect(orders.signing.service == "execute-api")
        #expect(orders.signing.regions == ["eu-central-1"])
        #expect(orders.hosts == ["orders.example.com"])
        #expect(orders.tags == ["Team"])
        #expect(orders.trustedProxies == ["10.0.0.5"])
        #expect(orders.upstream?.host == "store:8333")
        #expect(orders.upstream?.credential.accessKeyID == "KEY")
        let who = try #require(configuration.services.last)
        #expect(who.trustedProxies == ["::1"])
        #expect(who.signing.regions == ["us-east-1"])
        #expect(who.upstream == nil)
        #expect(configuration.proxies == ["10.0.0.5", "::1"])
    }

    @Test func withoutASectionThereIsNoService() async throws {
        #expect(try await Self.read("").services.isEmpty)
    }

    @Test func aRuleMakesAResourceOfARequest() async throws {
        guard case .http(let rules)? = try await Self.read(Self.good).services.first?.kind, let rule = rules.first
        else {
            Issue.record("no rule")
            return
        }
        #expect(rule.action == "execute-api:Invoke")
        #expect(rule.applies(method: "GET", path: "/orders/1"))
        #expect(rule.applies(method: "DELETE", path: "/orders/1/lines"))
        #expect(!rule.applies(method: "GET", path: "/orders"))
        // What a path holds is no place for anything.
        #expect(
            rule.resource(method: "GET", path: "/orders/{method}", region: "eu-central-1")
                == "arn:aws:execute-api:eu-central-1:123456789012:orders/GET/orders/{method}")
    }

    @Test func aRuleMayBeAboutSomeMethods() async throws {
        let yaml = Self.good.replacing(
            "- path: /orders/*",
            with: "- { methods: [GET, HEAD], path: /orders/?, action: \"shop:Read\", resource: \"*\" }")
        guard case .http(let rules)? = try await Self.read(yaml).services.first?.kind, let rule = rules.first else {
            Issue.record("no rule")
            return
        }
        #expect(rule.applies(method: "HEAD", path: "/orders/1"))
        #expect(!rule.applies(method: "POST", path: "/orders/1"))
        #expect(!rule.applies(method: "GET", path: "/orders/12"))
        #expect(rule.action == "shop:Read")
        #expect(rule.resource(method: "GET", path: "/orders/1", region: "x") == "*")
    }

    @Test func noTextOfAConfigurationShowsTheSecret() async throws {
        var text = ""
        dump(try await Self.read(Self.good).services, to: &text)
        #expect(text.contains("KEY"))
        #expect(!text.contains("a-secret"))
    }

    /// What takes the place of a text of the good section, and where and why it is refused then.
    struct Broken: Sendable, CustomTestStringConvertible {
        let text: String
        let by: String
        let place: String
        let reason: String
        var testDescription: String { by }

        init(_ text: String, _ by: String, _ place: String, _ reason: String) {
            (self.text, self.by, self.place, self.reason) = (text, by, place, reason)
        }
    }

    static let broken: [Broken] = [
        Broken("name: orders", "name: Orders", "services[0].name", "a to z, digits and hyphens"),
        Broken("name: who", "name: orders", "services[1].name", "another service has this name"),
        Broken("kind: http", "kind: soap", "services[0].kind", "expected one of http, identity"),
        Broken("kind: http", "kind: identity", "services[0].rules", "unknown key"),
        Broken("kind: http", "knid: http", "services[0].knid", "did you mean kind"),
        Broken("kind: http\n", "\n", "services[0]", "the key kind is missing"),
        Broken("proxy: nginx", "proxy: apache", "services[0].proxy", "expected one of caddy, envoy, nginx, traefik"),
        Broken("proxy: nginx\n    ", "", "services[0]", "the key proxy is missing"),
        Broken(
            "account: \"123456789012\"\n", "account: \"210987654321\"\n", "services[0].account", "one of the accounts"),
        Broken(
            "tags: [Team]", "otherAccounts: [\"210987654321\"]", "services[0].otherAccounts[0]", "one of the accounts"),
        Broken("service: execute-api", "service: sts", "services[0].signing.service", "of the broker itself"),
        Broken("service: execute-api", "service: iam", "services[0].signing.service", "of the broker itself"),
        Broken("regions: [eu-central-1]", "regions: [\"a:b\"]", "services[0].signing.regions[0]", "digits and hyphens"),
        Broken("hosts: [Orders.example.com]", "hosts: [\"a:443\"]", "services[0].hosts[0]", "without a port"),
        Broken("tags: [Team]", "tags: [Cost_Center]", "services[0].tags[0]", "letters, digits and hyphens"),
        Broken("tags: [Team]", "tags: [Team, team]", "services[0].tags[1]", "stands twice"),
        Broken("- path: /orders/*", "- path: orders", "services[0].rules[0].path", "begins with /"),
        Broken(
            "- path: /orders/*", "- { path: /, methods: [get] }", "services[0].rules[0].methods[0]", "capital letters"),
        Broken(
            "- path: /orders/*", "- { path: /, action: Invoke }", "services[0].rules[0].action", "execute-api:Invoke"),
        Broken("- path: /orders/*", "- { path: /, resource: \"{host}\" }", "services[0].rules[0].resource", "{method}"),
        Broken("- path: /orders/*", "- { path: /, resource: orders }", "services[0].rules[0].resource", "or an ARN"),
        Broken(
            "- path: /orders/*", "- { path: /, resource: \"arn:aws:x:y:210987654321:z\" }",
            "services[0].rules[0].resource", "of account 123456789012"
        ),
        Broken("- path: /orders/*", "[]", "services[0].rules", "the list is empty"),
        Broken("trustedProxies: [\"::1\"]", "trustedProxies: []", "services[1].trustedProxies", "nobody could ask"),
        Broken(
            "trustedProxies: [\"::1\"]", "trustedProxies: [\"10.0.0.0/8\"]", "services[1].trustedProxies[0]", "address"),
        Broken("endpoints: { trustedProxies: [10.0.0.5] }", "", "services[0]", "which proxies may ask"),
        Broken(
            "secretAccessKeyFile: key", "secretAccessKeyFile: none", "services[0].resign.secretAccessKeyFile", "none"),
        Broken("region: us-east-1", "regoin: us-east-1", "services[0].resign.regoin", "unknown key"),
        Broken("host: \"store:8333\"", "host: \"http://store\"", "services[0].resign.host", "a host"),
        Broken("accessKeyID: KEY", "accessKeyID: K/Y", "services[0].resign.accessKeyID", "visible characters"),
        Broken(
            "rules:", "resourcePolicy: { Version: \"2012-10-17\", Statement: [{ Effect: Maybe }] }\n    rules:",
            "services[0].resourcePolicy", "Effect"
        ),
    ]

    @Test(arguments: broken)
    func aBrokenSectionIsRefusedWithItsPlace(_ broken: Broken) async throws {
        let place = try #require(Self.good.firstRange(of: broken.text))
        let yaml = Self.good.replacingCharacters(in: place, with: broken.by)
        let error = await #expect(throws: BrokerConfigurationError.self) { _ = try await Self.read(yaml) }
        #expect(error?.key == broken.place, "\(String(describing: error))")
        #expect(error?.reason.contains(broken.reason) == true, "\(String(describing: error))")
    }

    @Test(arguments: ["", "\n", "two\nlines", "with blank", "\u{E9}"])
    func aSecretThatIsNoneIsRefusedAndNotShown(_ secret: String) async throws {
        let error = await #expect(throws: BrokerConfigurationError.self) {
            try await Self.read(Self.good, secret: secret)
        }
        #expect(error?.reason == "the file must hold the secret access key alone, on one line")
    }

    @Test func aSecretThatOthersCanReadIsRefused() async throws {
        let error = await #expect(throws: BrokerConfigurationError.self) {
            try await Self.read(Self.good, mode: 0o644)
        }
        #expect(error?.key == "services[0].resign.secretAccessKeyFile")
        #expect(error?.description.contains("a-secret") == false)
    }
}
