import Accounts
import ArgumentParser
import CommandIO

/// `sallyport role`: things about roles.
struct RoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Write trust policies.", subcommands: [Template.self])

    /// `sallyport role template`: the trust policy that the console's wizard would write.
    struct Template: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "template",
            abstract: "Write the trust policy of a role, as the console's wizard would.",
            discussion: """
                  sallyport role template --console \\
                    --saml arn:aws:iam::123456789012:saml-provider/corp
                  sallyport role template --console \\
                    --saml arn:aws:iam::123456789012:saml-provider/corp \\
                    --endpoint https://broker.example.com/saml > trust.json
                  sallyport role template --audience sts.example.org \\
                    --oidc arn:aws:iam::123456789012:oidc-provider/gitlab.example.org \\
                    --subject 'project_path:acme/app:ref_type:branch:ref:main'
                  sallyport role template --service states.amazonaws.com \\
                    --source-account 123456789012 --source-arn \\
                    'arn:aws:states:eu-west-1:123456789012:stateMachine:*'
                  sallyport role template --account 210987654321 \\
                    --external-id 12345 --require-mfa
                  sallyport role template --account 210987654321 \\
                    --broker https://broker.example.com \\
                    --role arn:aws:iam::123456789012:role/Support
                """)

        @Option(help: "ARN of the SAML provider.")
        var saml: String?

        @Option(help: "ARN of the OpenID Connect provider.")
        var oidc: String?

        @Option(help: "A service that works with the role, such as states.amazonaws.com.")
        var service: String?

        @Option(help: "An account that assumes the role, or the ARN of a user or role of one.")
        var account: String?

        @Flag(help: "For console sign-in: the response must be addressed to the sign-in endpoint (SAML:aud).")
        var console = false

        @Option(help: "With --console: the sign-in endpoint, when it is not the partition's own.")
        var endpoint: String?

        @Option(help: "With --oidc: the client id that tokens are made for.")
        var audience: String?

        @Option(help: "With --oidc: whose tokens count; * and ? are wildcards. (default: everybody's)")
        var subject: String?

        @Option(help: "With --service: the account that it has to work for.")
        var sourceAccount: String?

        @Option(help: "With --service: the ARN that it has to work for; * and ? are wildcards.")
        var sourceArn: String?

        @Option(help: "With --account: the external id that it has to name.")
        var externalId: String?

        @Flag(help: "With --account: who assumes the role must have signed in with MFA.")
        var requireMfa = false

        @Option(help: "With --account: the role's ARN; how people switch to it is told on the standard error.")
        var role: String?

        @Option(help: "With --role: the broker's URL.")
        var broker: String?

        mutating func validate() throws {
            guard [saml, oidc, service, account].count(where: { $0 != nil }) == 1 else {
                throw ValidationError("give one of --saml, --oidc, --service and --account")
            }
            if account == nil, externalId != nil || requireMfa {
                throw ValidationError("--external-id and --require-mfa go with --account")
            }
            guard (role == nil) == (broker == nil), role == nil || account != nil else {
                throw ValidationError("--role and --broker go together, and with --account")
            }
            if role != nil, externalId != nil {
                throw ValidationError("nobody switches to a role that asks for an external id: leave --role out")
            }
            if service == nil, sourceAccount != nil || sourceArn != nil {
                throw ValidationError("--source-account and --source-arn go with --service")
            }
            if endpoint != nil, !console { throw ValidationError("--endpoint goes with --console") }
            if service != nil || account != nil, console { throw ValidationError("--console goes with --saml") }
            if oidc != nil {
                if console { throw ValidationError("--console goes with --saml") }
                if audience == nil { throw ValidationError("--oidc needs --audience") }
            } else if audience != nil || subject != nil {
                throw ValidationError("--audience and --subject go with --oidc")
            }
        }

        func run() throws {
            let link = try Terminal.reported(switchLink)
            print(try Terminal.reported(policy), terminator: "")
            if let link { Terminal.complain("switch to the role by \(link)") }
        }

        private func switchLink() throws -> String? {
            guard let role, let broker else { return nil }
            return try RoleTemplate.switchLink(to: role, at: broker)
        }

        private func policy() throws -> String {
            if let service {
                return try RoleTemplate.trustPolicy(
                    service: service, sourceAccount: sourceAccount, sourceARN: sourceArn)
            }
            if let account {
                return try RoleTemplate.trustPolicy(
                    account: account, externalID: externalId, requiresMFA: requireMfa)
            }
            if let oidc, let audience {
                return try RoleTemplate.trustPolicy(oidcProvider: oidc, audience: audience, subject: subject)
            }
            let access: RoleTemplate.Access = console ? .console(endpoint: endpoint) : .programmatic
            return try RoleTemplate.trustPolicy(provider: saml ?? "", access: access)
        }
    }
}
