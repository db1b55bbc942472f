import Accounts
import ArgumentParser

/// `sallyport role`: things about roles.
struct RoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Write trust policies.", subcommands: [Template.self])

    /// `sallyport role template`: the trust policy that the console's wizard would write.
    struct Template: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "template",
            abstract: "Write the trust policy of a role for a SAML provider, as the console's wizard would.",
            discussion: """
                  sallyport role template --console \\
                    --saml arn:aws:iam::123456789012:saml-provider/corp
                  sallyport role template --console \\
                    --saml arn:aws:iam::123456789012:saml-provider/corp \\
                    --endpoint https://broker.example.com/saml > trust.json
                """)

        @Option(help: "ARN of the SAML provider.")
        var saml: String

        @Flag(help: "For console sign-in: the response must be addressed to the sign-in endpoint (SAML:aud).")
        var console = false

        @Option(help: "With --console: the sign-in endpoint, when it is not the partition's own.")
        var endpoint: String?

        mutating func validate() throws {
            if endpoint != nil, !console { throw ValidationError("--endpoint goes with --console") }
        }

        func run() throws {
            let access: RoleTemplate.Access = console ? .console(endpoint: endpoint) : .programmatic
            let policy = try Terminal.reported { try RoleTemplate.trustPolicy(provider: saml, access: access) }
            print(policy, terminator: "")
        }
    }
}
