import Accounts
import ArgumentParser
import CommandIO
import STS

/// `sallyport revoke`: ends sessions before their time.
struct RevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End sessions before their time.",
        discussion: """
            What was issued at or before an instant is worth nothing any more: credentials,
            what was reached through them, sign-in tokens, console sessions, and assertions
            that were not redeemed yet. A running broker takes notice within a second.
            Whoever signs in again, two seconds later at the earliest, gets a new session:
            to keep somebody out, change the trust policy, or the identity provider,
            first. A role shows its revocation as the policy AWSRevokeOlderSessions.

              sallyport revoke session-name one@example.org
              sallyport revoke attribute mail=one@example.org
              sallyport revoke subject alice \\
                  --provider arn:aws:iam::123456789012:saml-provider/corp
              sallyport revoke principal arn:aws:iam::123456789012:role/Administrator
              sallyport revoke session ASIARZPUZDIKJA3MGPJF
              sallyport revoke list

            A subject is the NameID; many identity providers send another one at each
            sign-in (transient), which ends that one session alone. The session name
            (RoleSessionName) and attributes name the person.

            First the audit file is looked at for the sessions that end. When none was
            given in the last 36 hours, nothing is revoked, the nearest names are shown,
            and the exit code is 1; --force revokes all the same.

            Exit codes: 0 done, 1 nobody is known, 2 input that can't be read, 64 wrong
            usage.
            """,
        subcommands: [
            OfSessionName.self, OfAttribute.self, OfSubject.self, OfPrincipal.self, OfSession.self, All.self,
        ])

    struct OfSessionName: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "session-name",
            abstract: "Every session with a name (RoleSessionName), in whatever role, and what was reached through it.")

        @OptionGroup var options: RevocationOptions

        @Option(
            help: ArgumentHelp(
                "ARN of the SAML provider through which they came. (default: all, and those that nobody came through)",
                valueName: "arn"))
        var provider: String?

        @Argument(help: "The name, as it stands at the end of the session's ARN.")
        var name: String

        func run() async throws {
            try await options.apply { administrator in
                try await administrator.checkProvider(provider)
                return RevocationLookUp(
                    what: "session name \(name)", typed: name, targets: [.sessionName(name, providerARN: provider)])
            }
        }
    }

    struct OfAttribute: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "attribute",
            abstract: "Every session of users of whom the identity provider says a value of an attribute.",
            usage: "sallyport revoke attribute <name=value> [<options>]",
            discussion: """
                  sallyport revoke attribute mail=one@example.org
                  sallyport revoke attribute urn:oid:1.3.6.1.4.1.5923.1.1.1.6=one@example.org
                  sallyport revoke attribute PrincipalTag:team=night-shift

                The name is that of the attribute in the response, upper and lower case as
                there; the names of the context keys of trust policies (mail,
                saml:edupersonprincipalname) stand for all attributes that feed them. A value
                is compared byte by byte.

                A session knows 48 values, first those of attributes that have few. Whoever has
                more, such as hundreds of groups, is ended by any value of the attribute that
                found no room.
                """)

        @OptionGroup var options: RevocationOptions

        @Option(
            help: ArgumentHelp("ARN of the SAML provider through which they came. (default: all)", valueName: "arn"))
        var provider: String?

        @Argument(help: ArgumentHelp("Attribute and value.", valueName: "name=value"))
        var attribute: String

        private var parts: (name: String, value: String)? {
            guard let mark = attribute.firstIndex(of: "="), mark > attribute.startIndex else { return nil }
            return (String(attribute[..<mark]), String(attribute[attribute.index(after: mark)...]))
        }

        func validate() throws {
            guard let (name, value) = parts, !value.isEmpty else {
                throw ValidationError("\(attribute): expected NAME=VALUE, such as mail=one@example.org")
            }
            guard AttributeNames.areCarried(of: name) else {
                throw ValidationError(
                    "\(name): sessions don't know its values; see: sallyport revoke session-name, sallyport revoke principal"
                )
            }
        }

        func run() async throws {
            guard let (name, value) = parts else { return }
            try await options.apply { administrator in
                try await administrator.checkProvider(provider)
                return RevocationLookUp(
                    what: "attribute \(attribute)", typed: value,
                    targets: [.attribute(name: name, value: value, providerARN: provider)])
            }
        }
    }

    struct OfPrincipal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "principal", abstract: "Every session of a role, or every temporary credential of a user.")

        @OptionGroup var options: RevocationOptions

        @Argument(help: "ARN of the role or user.")
        var arn: String

        func run() async throws {
            guard !arn.contains(":role\(Role.serviceLinkedPath)") else {
                throw Terminal.fail("\(arn) belongs to its service: sessions of service-linked roles cannot be revoked")
            }
            try await options.apply { administrator in
                let target = try await AdministratorStore.reported {
                    try await administrator.tokens.revocationTarget(arn: arn)
                }
                guard let target else { throw Terminal.fail("there is no role or user \(arn)") }
                return RevocationLookUp(what: "principal \(arn)", typed: nil, targets: [target])
            }
        }
    }

    struct OfSubject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "subject", abstract: "Every session of one NameID, in whatever role.")

        @OptionGroup var options: RevocationOptions

        @Option(help: ArgumentHelp("ARN of the SAML provider that the user signs in through.", valueName: "arn"))
        var provider: String

        @Argument(help: "The NameID of the user, as audit records have it in userName.")
        var subject: String

        func run() async throws {
            try await options.apply { administrator in
                let targets = try await AdministratorStore.reported {
                    try await administrator.tokens.revocationTargets(subject: subject, providerARN: provider)
                }
                guard let targets else { throw Terminal.fail("there is no SAML provider \(provider)") }
                return RevocationLookUp(what: "subject \(subject) of \(provider)", typed: subject, targets: targets)
            }
        }
    }

    struct OfSession: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "session", abstract: "One session, by its access key id.")

        @OptionGroup var options: RevocationOptions

        @Argument(help: "Its access key id, ASIA…")
        var accessKeyID: String

        func validate() throws {
            guard accessKeyID.hasPrefix("ASIA"), AccessKeyID.account(of: accessKeyID) != nil else {
                throw ValidationError(
                    "\(accessKeyID) is no access key id of a session: ASIA and 16 more of A-Z and 2-7; for the name of a "
                        + "session see: sallyport revoke session-name")
            }
        }

        func run() async throws {
            try await options.apply { _ in
                RevocationLookUp(
                    what: "session \(accessKeyID)", typed: accessKeyID, targets: [.session(accessKeyID: accessKeyID)])
            }
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List what is revoked.")

        @Option(help: "The configuration file (YAML), which names the data directory.")
        var config = "sallyport.yaml"

        @Option(help: "How to write the list: text or json.")
        var format = OutputFormat.text

        func run() async throws {
            let administrator = try await AdministratorStore.open(config)
            let listings = try await AdministratorStore.reported {
                let providers = try await administrator.tokens.providersByNameQualifier()
                var listings: [RevocationListing] = []
                for revocation in try await administrator.store.revocations().all {
                    listings.append(try await RevocationListing(revocation, administrator.tokens, providers))
                }
                return listings.sorted()
            }
            try format.write(listings.map(\.line), json: OutputFormat.json(listings))
        }
    }
}
