import Accounts
import ArgumentParser
import CommandIO

/// `sallyport inspect`: what a response says, and what every check says to it.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Decode a SAML response, or a token of an OpenID provider, and explain every check.",
        discussion: """
            Takes XML, base64, the form body that a browser posted, a HAR file, a command
            copied as cURL, or the IdP's HTML page. Without metadata or a certificate
            nothing can be verified; what the response says is shown all the same, and the
            verdict is refused. Without --config it is judged as AWS's sign-in endpoint of
            its partition and region would.

            Why does my broker refuse it?
              sallyport inspect sign-in.har --config sallyport.yaml --failed-only
            Is it good, and which roles does it grant?
              sallyport inspect response.b64 --metadata idp-metadata.xml
            Would AssumeRoleWithSAML give this role?
              sallyport inspect response.b64 --metadata idp-metadata.xml \\
                --provider-arn arn:aws:iam::123456789012:saml-provider/corp \\
                --role-arn arn:aws:iam::123456789012:role/Admin \\
                --trust-policy trust.json
            A response of yesterday, for another service provider:
              sallyport inspect response.xml --metadata idp.xml \\
                --recipient https://sp.example.com/saml --at 2026-01-31T12:00:00Z

            Would AssumeRoleWithWebIdentity take this token?
              sallyport inspect --web-identity token --config sallyport.yaml
              sallyport inspect --web-identity token --jwks keys.json \\
                --issuer https://gitlab.example.org --audience sts.example.org

            NO_COLOR in the environment turns colours off.

            Exit codes: 0 accepted, 1 refused, 2 input that can't be read, 64 wrong usage.
            """)

    @Argument(help: "The file with the response; - or nothing for the standard input.")
    var file = "-"

    @OptionGroup(title: "Whom to trust")
    var trust: InspectTrustOptions

    @OptionGroup(title: "What to check against")
    var request: InspectRequestOptions

    @OptionGroup(title: "Tokens of OpenID providers")
    var webIdentity: InspectWebIdentityOptions

    @Flag(help: "Print the verdict and the checks that failed, and nothing else.")
    var failedOnly = false

    @Option(help: "How to write the result: text or json.")
    var format = OutputFormat.text

    mutating func validate() throws {
        if webIdentity.webIdentity { return try validateForToken() }
        if webIdentity.jwks != nil { throw ValidationError("--jwks goes with --web-identity") }
        if !trust.certificate.isEmpty, trust.issuer == nil {
            throw ValidationError("--certificate needs --issuer: the entityID whose key it is")
        }
        if request.trustPolicy != nil, request.roleARN == nil || request.providerARN == nil {
            throw ValidationError("--trust-policy needs --role-arn and --provider-arn: the question that it is asked")
        }
        if request.roleARN != nil, request.providerARN == nil, request.config == nil {
            throw ValidationError("--role-arn needs --provider-arn: a Role pair grants a role through a provider")
        }
        if request.config == nil {
            if request.api { throw ValidationError("--api goes with --config: it names a rule of the broker") }
        } else if let other = trust.firstGiven ?? request.firstGivenBesideConfig {
            throw ValidationError("\(other) does not go with --config, which says it")
        } else if request.api, request.providerARN == nil {
            throw ValidationError("--api needs --provider-arn: AssumeRoleWithSAML names its provider")
        }
        if request.samlOnly, request.roleARN != nil || request.trustPolicy != nil {
            throw ValidationError("--saml-only leaves roles and trust policies out")
        }
    }

    private func validateForToken() throws {
        if let other = trust.firstGivenBesideIssuer ?? request.firstGivenForResponses {
            throw ValidationError("\(other) does not go with --web-identity")
        }
        guard request.config != nil else {
            if request.roleARN != nil { throw ValidationError("--role-arn goes with --config: it names the account") }
            return
        }
        if webIdentity.jwks != nil || trust.issuer != nil || !request.audience.isEmpty || request.clockSkew != nil {
            throw ValidationError(
                "--jwks, --issuer, --audience and --clock-skew do not go with --config, which says it")
        }
    }

    func run() async throws {
        if webIdentity.webIdentity { return try await runForToken() }
        let message = try MessageInput.read(file)
        let inspection =
            if let config = request.config {
                try await ConfiguredInspection(config: config, request: request).run(message)
            } else {
                try Inspection(trust: trust, request: request).run(message)
            }
        switch format {
        case .text: Terminal.write(InspectionText(inspection, failedOnly: failedOnly).lines)
        case .json: Terminal.write(json: try OutputFormat.json(inspection.json))
        }
        if !inspection.isAccepted { throw ExitCode.refused }
    }
}

extension InspectCommand {
    private func runForToken() async throws {
        let outcome = try await WebIdentityInspection(options: webIdentity, request: request, issuer: trust.issuer)
            .run(file)
        switch format {
        case .text: Terminal.write(outcome.lines(failedOnly: failedOnly))
        case .json: Terminal.write(json: try OutputFormat.json(outcome.json))
        }
        if outcome.error != nil { throw ExitCode.refused }
    }
}

/// That it is a token, and its provider's keys.
struct InspectWebIdentityOptions: ParsableArguments {
    @Flag(help: "The file holds a JSON Web Token, as AssumeRoleWithWebIdentity takes it.")
    var webIdentity = false

    @Option(help: "The provider's keys, a JSON Web Key Set.")
    var jwks: String?
}

/// Keys and what may be done with them.
struct InspectTrustOptions: ParsableArguments {
    @Option(parsing: .upToNextOption, help: "Metadata files of identity providers whose signatures count.")
    var metadata: [String] = []

    @Option(parsing: .upToNextOption, help: "Certificate files (PEM or DER) whose keys count for --issuer.")
    var certificate: [String] = []

    @Option(help: "The entityID that the certificates belong to.")
    var issuer: String?

    @Option(parsing: .upToNextOption, help: "Private keys (PEM) for encrypted assertions.")
    var decryptionKey: [String] = []

    @Flag(help: "Accept RSA-SHA1 signatures and SHA-1 digests.")
    var insecureAllowSha1 = false

    @Flag(help: "Accept AES-CBC in a Response that is not signed around it.")
    var insecureAllowUnsignedCbc = false

    @Flag(help: "Accept RSA 1.5 key transport and 3DES.")
    var insecureAllowRsa15 = false

    /// The first option that was given, but for `--issuer`.
    var firstGivenBesideIssuer: String? {
        var others = self
        others.issuer = nil
        return others.firstGiven
    }

    /// The first option that was given.
    var firstGiven: String? {
        let given = [
            ("--metadata", !metadata.isEmpty), ("--certificate", !certificate.isEmpty), ("--issuer", issuer != nil),
            ("--decryption-key", !decryptionKey.isEmpty), ("--insecure-allow-sha1", insecureAllowSha1),
            ("--insecure-allow-unsigned-cbc", insecureAllowUnsignedCbc),
            ("--insecure-allow-rsa15", insecureAllowRsa15),
        ]
        return given.first { $0.1 }?.0
    }
}

/// What the response is held against.
struct InspectRequestOptions: ParsableArguments {
    @Option(help: "A broker's configuration: judge by its addresses, keys, rules and roles.")
    var config: String?

    @Flag(help: "With --config: as AssumeRoleWithSAML, not as the sign-in page.")
    var api = false

    @Option(name: .customLong("provider-arn"), help: "The SAML provider that the response would be redeemed with.")
    var providerARN: String?

    @Option(name: .customLong("role-arn"), help: "The role asked for; refused unless a Role pair grants it.")
    var roleARN: String?

    @Option(help: "The role's trust policy (JSON), evaluated for that role.")
    var trustPolicy: String?

    @Option(
        parsing: .upToNextOption,
        help: "URLs that the response may be addressed to. (default: AWS's sign-in endpoints)")
    var recipient: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: "Audiences that count as us. (default: the recipients and AWS's own)")
    var audience: [String] = []

    @Option(help: "The instant at which to judge, as 2026-01-31T12:00:00Z. (default: now)")
    var at: InstantArgument?

    @Option(help: "Seconds that clocks may differ. (default: 60)")
    var clockSkew: Int?

    @Flag(help: "SAML checks alone: no AWS attributes, no 5-minute rule.")
    var samlOnly = false

    /// The first option that was given and means nothing to a token.
    var firstGivenForResponses: String? {
        let given = [
            ("--api", api), ("--provider-arn", providerARN != nil), ("--trust-policy", trustPolicy != nil),
            ("--recipient", !recipient.isEmpty), ("--saml-only", samlOnly),
        ]
        return given.first { $0.1 }?.0
    }

    /// The first option that was given although a configuration says the same.
    var firstGivenBesideConfig: String? {
        let given = [
            ("--recipient", !recipient.isEmpty), ("--audience", !audience.isEmpty), ("--clock-skew", clockSkew != nil),
            ("--trust-policy", trustPolicy != nil),
        ]
        return given.first { $0.1 }?.0
    }
}
