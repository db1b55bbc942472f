import Foundation
import Testing

@testable import sallyport

@Suite("sallyport gateway")
struct GatewayCommandTests {
    private static let services = """
        endpoints: { trustedProxies: [127.0.0.1] }
        services:
          - { name: who, kind: identity, proxy: caddy, account: "123456789012" }
          - { name: files, kind: s3, proxy: nginx, account: "123456789012" }
          - name: orders
            kind: http
            proxy: envoy
            account: "123456789012"
            rules: [{ path: /orders/* }]
            resourcePolicy:
              Version: "2012-10-17"
              Statement: [{ Effect: Allow, Principal: { AWS: "123456789012" }, Action: "execute-api:*", Resource: "*" }]
          - name: stock
            kind: http
            proxy: nginx
            account: "123456789012"
            rules: [{ path: /orders/* }]
            resourcePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: { AWS: "arn:aws:iam::123456789012:role/Admin" }
                  Action: "execute-api:Invoke"
                  Resource: "arn:aws:execute-api:us-east-1:123456789012:stock/GET/orders/*"
        """

    /// A broker, and the credentials of a session.
    private static func broker() async throws -> (Token, environment: [String: String]) {
        let token = try await Token(services)
        let given = try token.assume(try Token.response(), "--format", "json").json
        let credentials = try #require(given["Credentials"] as? [String: String])
        return (
            token,
            [
                "AWS_ACCESS_KEY_ID": try #require(credentials["AccessKeyId"]),
                "AWS_SECRET_ACCESS_KEY": try #require(credentials["SecretAccessKey"]),
                "AWS_SESSION_TOKEN": try #require(credentials["SessionToken"]),
            ]
        )
    }

    private static func check(
        _ token: Token, _ options: String..., environment: [String: String]
    ) throws -> Command.Result {
        try Command.run(
            ["gateway", "check", "--config", token.broker.configuration, "--endpoint-url", token.endpoint] + options,
            environment: environment)
    }

    @Test func tellsWhatTheBrokerDecidesAboutEachSample() async throws {
        let (token, environment) = try await Self.broker()
        defer { token.end() }
        let who = try Self.check(token, "--service", "who", environment: environment)
        #expect(who.status == 0, "\(who.output)\(who.errors)")
        let lines = who.output.split(separator: "\n")
        #expect(lines.count == 5)
        let arn = "arn:aws:sts::123456789012:assumed-role/Admin/alice@example.com"
        #expect(lines.dropFirst().first == "  allowed  signed in its headers: \(arn)")
        #expect(who.output.contains("  allowed  signed in its URL: \(arn)"))
        #expect(who.output.contains("  refused  not signed: 401 MissingAuthenticationToken"))
        #expect(who.output.contains("  refused  signed with another secret: 403 SignatureDoesNotMatch"))

        let stock = try Self.check(
            token, "--service", "stock", "--path", "/orders/1?a=%2F", environment: environment)
        #expect(stock.status == 0, "\(stock.output)\(stock.errors)")
        // The policy of a service that allows an account leaves it to the policies of its principals.
        let orders = try Self.check(
            token, "--service", "orders", "--path", "/orders/1", environment: environment)
        #expect(orders.status == 1)
        #expect(orders.output.contains("because no identity-based policy allows the execute-api:Invoke action"))
        let files = try Self.check(
            token, "--service", "files", "--method", "DELETE", "--path", "/bucket/key", environment: environment)
        #expect(files.status == 1)
        #expect(files.output.contains("signed in its headers: 403 AccessDenied User: \(arn) is not authorized"))
        #expect(files.output.contains("because no identity-based policy allows the s3:DeleteObject action"))
        #expect(files.output.contains("signed with another secret: 403 SignatureDoesNotMatch"))
        let other = try Self.check(
            token, "--service", "stock", "--path", "/other", environment: environment)
        #expect(other.status == 1)
        #expect(other.output.contains("No rule of the service"))
    }

    @Test func saysWhatItCannotDo() async throws {
        let (token, environment) = try await Self.broker()
        defer { token.end() }
        #expect(try Self.check(token, environment: [:]).status == 64)
        #expect(try Self.check(token, "--path", "orders", environment: environment).status == 64)
        let unknown = try Self.check(token, "--service", "stores", environment: environment)
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("there is no service stores"))
        let nobody = try Command.run(
            ["gateway", "check", "--config", token.broker.configuration, "--endpoint-url", "http://127.0.0.1:1"],
            environment: environment)
        #expect(nobody.status == 2)
        #expect(nobody.errors.contains("no answer"))
    }
}
