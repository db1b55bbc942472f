import Accounts
import ArgumentParser
import CommandIO
import Foundation
import SAML2
import SallyportConfiguration

/// `sallyport rules`: claim rules of a configuration.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Try the claim rules of a configuration.", subcommands: [Test.self])

    /// `sallyport rules test`: what the rules of a provider make of attributes.
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Tell which claim rules hold for attributes, and what they give.",
            discussion: """
                The attributes and the NameID are those of a response, which is not verified
                and asked in no other way, or given by name and value, several of one name as
                several values:

                  sallyport rules test response.b64 --config sallyport.yaml
                  sallyport rules test --config sallyport.yaml \\
                    --attribute groups=admins --attribute mail=alice@example.com
                  sallyport rules test --config sallyport.yaml --name-id alice@example.com
                  sallyport rules test response.b64 --format json \\
                    --provider-arn arn:aws:iam::123456789012:saml-provider/corp \\
                    --role-arn arn:aws:iam::123456789012:role/Admin

                The trust policy of a role is not asked: inspect --config does, of a response
                that is verified.

                Exit codes: 0 a role is given, with --role-arn that one; 1 none is, or what
                comes with it is malformed; 2 input that can't be read, 64 wrong usage.
                """)

        @Argument(help: "A file with a response; - for the standard input.")
        var file: String?

        @Option(help: "The configuration file (YAML), which has the rules.")
        var config = "sallyport.yaml"

        @Option(
            name: .customLong("attribute"), parsing: .singleValue,
            help: "An attribute as name=value; what follows the first = is the value.")
        var attributes: [String] = []

        @Option(name: .customLong("name-id"), help: "The NameID of the Subject.")
        var nameID: String?

        @Option(
            name: .customLong("name-id-format"), help: "The Format of the NameID, a URI. (default: unspecified)")
        var nameIDFormat: String?

        @Option(
            name: .customLong("provider-arn"),
            help: "The SAML provider. (default: the only one that has rules)")
        var providerARN: String?

        @Option(name: .customLong("role-arn"), help: "The role that is asked for. (default: each)")
        var roleARN: String?

        @Option(help: "How to write the result: text or json.")
        var format = OutputFormat.text

        mutating func validate() throws {
            let isSaid = !attributes.isEmpty || nameID != nil
            guard (file != nil) != isSaid else {
                throw ValidationError("give a file with a response, or --attribute name=value and --name-id")
            }
            guard nameIDFormat == nil || nameID != nil else {
                throw ValidationError("--name-id-format needs --name-id")
            }
            for attribute in attributes where Self.parts(of: attribute) == nil {
                throw ValidationError("--attribute takes name=value; it is \(attribute)")
            }
        }

        func run() async throws {
            let configuration = try await AdministratorStore.configuration(of: config)
            let provider = try chosen(configuration.directory.providers)
            let (attributes, subject) = try asserted()
            let test = RuleTest(attributes, subject: subject, provider: provider, roleARN: roleARN)
            switch format {
            case .text: Terminal.write(test.lines)
            case .json: Terminal.write(json: try OutputFormat.json(test.json))
            }
            if !test.isGiven { throw ExitCode.refused }
        }

        private func chosen(_ providers: [SAMLProvider]) throws -> SAMLProvider {
            if let providerARN {
                guard let provider = providers.first(where: { "\($0.arn)" == providerARN }) else {
                    throw Terminal.fail("\(config): there is no provider \(providerARN)")
                }
                return provider
            }
            let mapping = providers.filter { !$0.claimRules.isEmpty }
            guard let only = mapping.first else { throw Terminal.fail("\(config): there are no claim rules") }
            guard mapping.count == 1 else {
                throw Terminal.misuse(
                    "several providers have claim rules; choose with --provider-arn: "
                        + mapping.map { "\($0.arn)" }.joined(separator: ", "))
            }
            return only
        }

        private func asserted() throws -> (attributes: [SAMLAttribute], subject: NameID?) {
            guard let file else {
                return (
                    attributes.compactMap(Self.parts).map { SAMLAttribute(name: $0.name, values: [$0.value]) },
                    nameID.map { NameID(value: $0, format: nameIDFormat) }
                )
            }
            // Nobody is trusted, so nothing is accepted; what was seen on the way is all that is wanted.
            let validator = ResponseValidator(serviceProvider: ServiceProvider(recipients: [], audiences: []))
            let seen = validator.validate(
                xml: try MessageInput.read(file).xml, trusting: TrustedIdentityProviders([]), at: Date()
            ).observed
            guard let seen else { throw Terminal.fail("\(file): no SAML response") }
            guard let assertion = seen.assertion else {
                throw Terminal.fail(
                    seen.isEncrypted
                        ? "\(file): the assertion is encrypted; give what is in it with --attribute"
                        : "\(file): there is no assertion that can be read")
            }
            return (assertion.attributes, assertion.subject)
        }

        /// Values may be names of an LDAP directory, which hold more of them.
        private static func parts(of attribute: String) -> (name: String, value: String)? {
            guard let mark = attribute.utf8.firstIndex(of: UInt8(ascii: "=")), mark > attribute.startIndex else {
                return nil
            }
            return (
                String(decoding: attribute.utf8[..<mark], as: UTF8.self),
                String(decoding: attribute.utf8[attribute.utf8.index(after: mark)...], as: UTF8.self)
            )
        }
    }
}
