import ArgumentParser
import OperatorCommands
import PolicyCommands
import SallyportServer
import SignInCommands

/// The command line.
@main
struct Sallyport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sallyport",
        abstract:
            "A SAML 2.0 federation broker: signed responses in, session credentials and console sign-in URLs out.",
        discussion: """
            Start a broker:      sallyport keys init --out keyring.json
                                 sallyport serve --config sallyport.yaml
            Explain a response:  sallyport inspect response.xml --config sallyport.yaml
            Look at metadata:    sallyport metadata idp-metadata.xml
            Write a trust policy:
              sallyport role template \\
                --saml arn:aws:iam::123456789012:saml-provider/corp --console
            Get credentials:     sallyport assume --saml response.xml --format env
            Sign in by browser:  sallyport login --broker https://broker.example.com
            See what happened:   sallyport audit --since 1h --denied

            Exit codes: 0 accepted or done, 1 refused, 2 input that can't be read,
            64 wrong usage.
            """,
        version: BuildIdentity.text(version: Version.text),
        subcommands: [
            ServeCommand.self, ConfigCommand.self, KeysCommand.self, StoreCommand.self, BackupCommand.self,
            RestoreCommand.self, AccountCommand.self, RevokeCommand.self, InspectCommand.self,
            MetadataCommand.self, RoleCommand.self, RulesCommand.self, PolicyCommand.self, AuditCommand.self,
            AssumeCommand.self, LoginCommand.self, LogoutCommand.self, CredentialsCommand.self, ExecCommand.self,
            ConsoleCommand.self, GatewayCommand.self, IdentityProviderCommand.self,
        ])
}
