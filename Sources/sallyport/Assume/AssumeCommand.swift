import ArgumentParser
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
            Calls AssumeRoleWithSAML. The response may be XML, base64, or the form body that
            a browser posted (developer tools, network). It works for 5 minutes, and once
            for each role. Which roles and providers there are is read from the response
            itself, not verified: the broker decides. A response with one role needs no
            --role-arn.

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

    @Option(help: "How to write the credentials: table, env, json or credential-process.")
    var format = CredentialsFormat.table

    @Flag(name: .customLong("insecure-plain-http"), help: "Send response and credentials over http to another machine.")
    var allowsPlainHTTP = false

    func run() async throws {
        let endpoint = try BrokerEndpoint(
            option: endpointURL, environment: ProcessInfo.processInfo.environment, allowsPlainHTTP: allowsPlainHTTP)
        let message = try MessageInput.read(saml)
        let choice = try RoleChoice(roleARN: roleARN, principalARN: principalARN).claim(in: message, of: saml)
        var parameters = [
            ("RoleArn", choice.roleARN), ("PrincipalArn", choice.providerARN),
            ("SAMLAssertion", HTTPPostBinding.encode(message.xml)),
        ]
        if let durationSeconds { parameters.append(("DurationSeconds", String(durationSeconds))) }
        if let policy { parameters.append(("Policy", try InputFile.readText(policy))) }
        parameters += policyARN.enumerated().map { ("PolicyArns.member.\($0 + 1).arn", $1) }
        let answer = try await QueryCall(endpoint: endpoint).send("AssumeRoleWithSAML", parameters)
        guard let result = AssumedRole(answer) else {
            throw Terminal.fail("\(endpoint): the answer holds no credentials")
        }
        print(try format.text(of: result, region: region))
    }
}
