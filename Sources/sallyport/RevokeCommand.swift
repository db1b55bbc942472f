import ArgumentParser
import Federation
import Foundation

/// `sallyport revoke`: ends sessions before their time.
struct RevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End sessions before their time.",
        discussion: """
            What was issued at or before an instant is worth nothing any more: credentials, what was reached through them,
            sign-in tokens, console sessions, and assertions that were not redeemed yet. A running broker takes notice within a
            second. Whoever signs in again gets a new session: to keep somebody out, change the trust policy, or the identity
            provider, first.

              sallyport revoke principal arn:aws:iam::123456789012:role/Administrator
              sallyport revoke subject alice --provider arn:aws:iam::123456789012:saml-provider/corp
              sallyport revoke session ASIARZPUZDIKJA3MGPJF
              sallyport revoke list
            """,
        subcommands: [OfPrincipal.self, OfSubject.self, OfSession.self, All.self])

    struct Options: ParsableArguments {
        @Option(help: "The configuration file (YAML), which names data directory and key ring.")
        var config = "sallyport.yaml"

        @Option(
            help: ArgumentHelp(
                "The last instant of issue that is revoked, such as 2026-11-21T12:00:00Z; when it is left out, two seconds from now, when every broker knows.",
                valueName: "instant"))
        var until: InstantArgument?

        @Flag(help: "Take the revocation back.")
        var withdraw = false

        /// Seconds within which every broker has taken notice.
        private static let notice: TimeInterval = 2

        func apply(_ targets: [RevocationTarget], _ store: any FederationStore, _ what: String) async throws {
            // A broker that has not taken notice yet may still give a session for an assertion that is older.
            let instant = until?.date ?? Date().addingTimeInterval(Self.notice)
            try await AdministratorStore.reported {
                for target in targets {
                    if withdraw {
                        try await store.withdrawRevocation(of: target)
                    } else {
                        try await store.revoke(Revocation(target: target, issuedAtOrBefore: instant))
                    }
                }
            }
            let end = Timestamp(roundingUp: instant).iso8601
            print(withdraw ? "\(what): not revoked any more" : "\(what): what was issued until \(end) is revoked")
        }
    }

    struct OfPrincipal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "principal", abstract: "Every session of a role, or every temporary credential of a user.")

        @OptionGroup var options: Options

        @Argument(help: "ARN of the role or user.")
        var arn: String

        func run() async throws {
            let administrator = try await AdministratorStore.open(options.config)
            let target = try await AdministratorStore.reported {
                try await administrator.tokens.revocationTarget(arn: arn)
            }
            guard let target else { throw Terminal.fail("there is no role or user \(arn)") }
            try await options.apply([target], administrator.store, arn)
        }
    }

    struct OfSubject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "subject", abstract: "Every session of one federated user, in whatever role.")

        @OptionGroup var options: Options

        @Option(help: ArgumentHelp("ARN of the SAML provider that the user signs in through.", valueName: "arn"))
        var provider: String

        @Argument(help: "The NameID of the user, as audit records have it in userName.")
        var subject: String

        func run() async throws {
            let administrator = try await AdministratorStore.open(options.config)
            let targets = try await AdministratorStore.reported {
                try await administrator.tokens.revocationTargets(subject: subject, providerARN: provider)
            }
            guard let targets else { throw Terminal.fail("there is no SAML provider \(provider)") }
            try await options.apply(targets, administrator.store, "\(subject) of \(provider)")
        }
    }

    struct OfSession: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "session", abstract: "One session.")

        @OptionGroup var options: Options

        @Argument(help: "Its access key id, ASIA…")
        var accessKeyID: String

        func validate() throws {
            guard accessKeyID.hasPrefix("ASIA"), AccessKeyID.account(of: accessKeyID) != nil else {
                throw ValidationError(
                    "\(accessKeyID) is no access key id of a session: ASIA and 16 more of A-Z and 2-7")
            }
        }

        func run() async throws {
            let administrator = try await AdministratorStore.open(options.config)
            try await options.apply([.session(accessKeyID: accessKeyID)], administrator.store, accessKeyID)
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List what is revoked.")

        @Option(help: "The configuration file (YAML), which names the data directory.")
        var config = "sallyport.yaml"

        func run() async throws {
            let store = try await AdministratorStore.open(config).store
            let list = try await AdministratorStore.reported { try await store.revocations() }
            let lines = list.all.map { "\($0.issuedAtOrBefore.iso8601)  \(Self.text($0.target))" }
            for line in lines.sorted() { print(line) }
        }

        private static func text(_ target: RevocationTarget) -> String {
            switch target {
            case .role(let uniqueID): "principal \(uniqueID)"
            case .subject(let qualifier, let subject): "subject \(Terminal.line(subject)) (\(qualifier))"
            case .session(let accessKeyID): "session \(accessKeyID)"
            }
        }
    }
}
