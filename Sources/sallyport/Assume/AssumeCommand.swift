import AWSSigV4
import ArgumentParser
import Claims
import CommandIO
import Foundation
import SAML2
import STS

/// `sallyport assume`: credentials for a SAML response.
struct AssumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assume",
        abstract: "Get credentials from a broker for a SAML response.",
        usage: "sallyport assume --saml <file> [--role-arn <arn>] [<options>]",
        discussion: """
            Calls AssumeRoleWithSAML. The response may be XML, base64, or the form body
            that a browser posted (developer tools, network). It works for 5 minutes, and
            once for each role. Which roles and providers there are is read from the
            response itself, not verified: the broker decides. A response with one role
            needs no --role-arn.

            Which roles does it give? (with more than one, the choices are listed)
              sallyport assume --saml response.b64
            Credentials for this shell:
              eval "$(sallyport assume --saml response.b64 \\
                  --role-arn arn:aws:iam::123456789012:role/Reader --format env)"
            Less than the role allows, for 15 minutes:
              sallyport assume --saml response.b64 --duration-seconds 900 \\
                  --policy only-this-bucket.json
            For every AWS tool, in ~/.aws/config, when get-response prints a fresh response
            each time:
              credential_process = /usr/local/bin/sallyport-credentials
            where that script runs
              get-response | sallyport assume --saml - --format credential-process

            --web-identity-for goes on: the session asks the broker for a web identity
            token (GetWebIdentityToken), which is printed, or shown to the STS of a store
            or cloud that trusts the broker's issuer (AssumeRoleWithWebIdentity), whose
            credentials are printed in the place of the broker's.

            A token for a service that takes tokens:
              sallyport assume --saml response.b64 --web-identity-for films.example.org
            Credentials of Ceph, SeaweedFS or AWS, from the same response:
              sallyport assume --saml response.b64 --web-identity-for seaweedfs \\
                  --relying-party-endpoint https://s3.example.org \\
                  --relying-party-role arn:aws:iam::role/Writer --format env

            The broker is --endpoint-url, else SALLYPORT_ENDPOINT_URL, else
            AWS_ENDPOINT_URL_STS or AWS_ENDPOINT_URL, else http://127.0.0.1:8080/.

            Exit codes: 0 credentials, 1 refused, 2 unreadable input or no answer, 64 wrong
            usage, also when a role must be chosen.
            """)

    @Option(help: "The file with the SAML response; - for the standard input.")
    var saml: String

    @Option(name: .customLong("role-arn"), help: "The role. (default: the only one in the response)")
    var roleARN: String?

    @Option(
        name: .customLong("principal-arn"),
        help: "The SAML provider. (default: the one that stands beside the role in the response)")
    var principalARN: String?

    @Option(name: .customLong("endpoint-url"), help: "URL of the broker.")
    var endpointURL: String?

    @Option(help: "Life of the credentials: 900 up to the maximum of the role. (default: 3600)")
    var durationSeconds: Int?

    @Option(help: "A file with a policy (JSON); the credentials can do no more than it allows.")
    var policy: String?

    @Option(
        name: .customLong("policy-arn"), parsing: .upToNextOption,
        help: "Managed policies; the credentials can do no more than they allow.")
    var policyARN: [String] = []

    @Option(help: "Region that --format env exports as well; the broker itself has none.")
    var region: String?

    @Option(help: "How to write the credentials: table, env, json or credential-process; a token: alone, or as json.")
    var format = CredentialsFormat.table

    @Flag(
        name: .customLong("insecure-plain-http"),
        help: "Send response, token and credentials over http to another machine.")
    var allowsPlainHTTP = false

    @OptionGroup(title: "Credentials of somebody who trusts the broker")
    var webIdentity: WebIdentityOptions

    mutating func validate() throws {
        let isToken = webIdentity.audience != nil && webIdentity.relyingPartyEndpoint == nil
        guard !isToken || [.table, .json].contains(format) else {
            throw ValidationError(
                "A token is written alone or as json; --format \(format.rawValue) needs --relying-party-endpoint.")
        }
    }

    func run() async throws {
        let endpoint = try ServiceEndpoint.broker(
            option: endpointURL, environment: ProcessInfo.processInfo.environment, allowsPlainHTTP: allowsPlainHTTP)
        let relyingParty = try webIdentity.relyingParty(allowsPlainHTTP: allowsPlainHTTP)
        let session = try await session(at: endpoint)
        guard let audience = webIdentity.audience else {
            return print(try format.text(of: session, region: region))
        }
        let token = try await token(for: audience, of: session, at: endpoint)
        guard let relyingParty else {
            return print(format == .json ? try OutputFormat.json(token.json) : token.text)
        }
        let role = try await relyingParty.assumeRole(named: session.sessionName ?? "sallyport", by: token)
        print(try format.text(of: role, region: region))
    }

    /// What the broker gives for the response.
    private func session(at endpoint: ServiceEndpoint) async throws -> AssumedRole {
        let message = try MessageInput.read(saml)
        let choice = try RoleChoice(roleARN: roleARN, principalARN: principalARN).claim(in: message, of: saml)
        var parameters = [
            (name: "RoleArn", value: choice.roleARN), (name: "PrincipalArn", value: choice.providerARN),
            (name: "SAMLAssertion", value: HTTPPostBinding.encode(message.xml)),
        ]
        if let durationSeconds { parameters.append((name: "DurationSeconds", value: String(durationSeconds))) }
        if let policy { parameters.append((name: "Policy", value: try InputFile.readText(policy))) }
        parameters += policyARN.enumerated().map { (name: "PolicyArns.member.\($0 + 1).arn", value: $1) }
        let answer = try await QueryCall(action: "AssumeRoleWithSAML", endpoint: endpoint).send(parameters)
        guard let result = AssumedRole(answer) else {
            throw Terminal.fail("\(endpoint): the answer holds no credentials")
        }
        return result
    }

    /// What the broker gives to the session for others.
    private func token(
        for audience: String, of session: AssumedRole, at endpoint: ServiceEndpoint
    ) async throws -> WebIdentityToken {
        let call = QueryCall(
            action: "GetWebIdentityToken", endpoint: endpoint,
            signer: Signer(credential: session.credentials.credential, region: region ?? "us-east-1", service: "sts"),
            purpose: "the broker gives no token for \(audience)")
        guard let token = WebIdentityToken(try await call.send(webIdentity.parameters(for: audience))) else {
            throw Terminal.fail("\(endpoint): the answer holds no token")
        }
        return token
    }
}
