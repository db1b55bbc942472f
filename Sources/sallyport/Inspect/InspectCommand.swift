import ArgumentParser
import Federation
import Foundation
import IAMPolicy
import SAML2

/// `sallyport inspect`: what a response says, and what every check says to it.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Decode a SAML response and explain every check.",
        discussion: """
            Takes XML, base64, or the form body that a browser posted. Without metadata or a certificate nothing can be verified;
            what the response says is shown all the same, and the verdict is refused.

            Is this response good, and which roles does it grant?
              sallyport inspect response.b64 --metadata idp-metadata.xml
            Would AssumeRoleWithSAML give this role?
              sallyport inspect response.b64 --metadata idp-metadata.xml \\
                --provider-arn arn:aws:iam::123456789012:saml-provider/corp \\
                --role-arn arn:aws:iam::123456789012:role/Admin --trust-policy trust.json
            A response of yesterday, for a broker of one's own:
              sallyport inspect response.xml --metadata idp.xml --recipient https://broker.example.com/saml \\
                --at 2026-01-31T12:00:00Z

            Exit codes: 0 accepted, 1 refused, 2 input that can't be read, 64 wrong usage.
            """)

    @Argument(help: "The file with the response; - or nothing for the standard input.")
    var file = "-"

    @OptionGroup(title: "Whom to trust")
    var trust: InspectTrustOptions

    @OptionGroup(title: "What to check against")
    var request: InspectRequestOptions

    @Option(help: "How to write the result: text or json.")
    var format = OutputFormat.text

    mutating func validate() throws {
        if !trust.certificate.isEmpty, trust.issuer == nil {
            throw ValidationError("--certificate needs --issuer: the entityID whose key it is")
        }
        if request.trustPolicy != nil, request.roleARN == nil || request.providerARN == nil {
            throw ValidationError("--trust-policy needs --role-arn and --provider-arn: the question that it is asked")
        }
        if request.roleARN != nil, request.providerARN == nil {
            throw ValidationError("--role-arn needs --provider-arn: a Role pair grants a role through a provider")
        }
        if request.samlOnly, request.roleARN != nil || request.trustPolicy != nil {
            throw ValidationError("--saml-only leaves roles and trust policies out")
        }
    }

    func run() throws {
        let message = try MessageInput.read(file)
        let inspection = try Inspection(trust: trust, request: request).run(message)
        switch format {
        case .text: print(InspectionText(inspection).lines.joined(separator: "\n"))
        case .json: print(try OutputFormat.json(InspectionDocument(inspection)))
        }
        if !inspection.isAccepted { throw ExitCode.refused }
    }
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
}

/// What the response is held against.
struct InspectRequestOptions: ParsableArguments {
    @Option(name: .customLong("provider-arn"), help: "The SAML provider that the response would be redeemed with.")
    var providerARN: String?

    @Option(name: .customLong("role-arn"), help: "The role asked for; refused unless a Role pair grants it.")
    var roleARN: String?

    @Option(help: "The role's trust policy (JSON), evaluated for that role.")
    var trustPolicy: String?

    @Option(
        parsing: .upToNextOption,
        help: "URLs that the response may be addressed to. (default: the commercial partition's sign-in endpoint)")
    var recipient: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: "Audiences that count as us. (default: the recipients and urn:amazon:webservices)")
    var audience: [String] = []

    @Option(help: "The instant at which to judge, as 2026-01-31T12:00:00Z. (default: now)")
    var at: InstantArgument?

    @Option(help: "Seconds that clocks may differ.")
    var clockSkew = 60

    @Flag(help: "SAML checks alone: no AWS attributes, no 5-minute rule.")
    var samlOnly = false
}
