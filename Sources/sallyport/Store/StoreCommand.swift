import Accounts
import ArgumentParser
import CommandIO
import Encodings
import Foundation
import SallyportConfiguration
import SallyportPostgres
import SallyportSQLite
import StoreMigration

/// `sallyport store`: the state of brokers, for whoever looks after it.
struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Look at the store, judge how it is set up, move it into another one.",
        discussion: """
            sallyport store status --config sallyport.yaml
            sallyport store check --config sallyport.yaml

            From one broker to several: stop the broker, then
              sallyport store migrate --from sqlite:data/sallyport.sqlite \\
                  --to config:sallyport.yaml
            """,
        subcommands: [Status.self, Check.self, Migrate.self])

    struct Place: ParsableArguments {
        @Option(help: "The configuration file (YAML), which names the store.")
        var config = "sallyport.yaml"
    }

    /// What is in it.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "status", abstract: "Show what is in the store.")

        @OptionGroup var place: Place

        func run() async throws {
            let configuration = try await AdministratorStore.configuration(of: place.config)
            if case .postgres(let postgres, _) = configuration.store {
                let report = try await AdministratorStore.reported { try await postgres.servers.report() }
                return Terminal.write(report.facts.map { "\($0.name): \($0.value)" })
            }
            let store = try await StorePlace.configuration(place.config).open(mustExist: true)
            let (summary, highest) = try await AdministratorStore.reported {
                (try await StoreSummary(of: store), try await store.highestInstant())
            }
            Terminal.write(
                ["database: \(configuration.store)"] + summary.lines + ["highest time: \(highest?.iso8601 ?? "never")"])
        }
    }

    /// Whether it is set up as it should be.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Judge how the store is set up.",
            discussion:
                "Changes nothing. Exit codes: 0 for good, also with warnings; 1 for a fault; 2 when it can't be reached."
        )

        @OptionGroup var place: Place

        func run() async throws {
            let configuration = try await AdministratorStore.configuration(of: place.config)
            guard case .postgres(let postgres, _) = configuration.store else {
                try StoreOpener.check(configuration)
                _ = try await StorePlace.configuration(place.config).open(mustExist: true)
                return Terminal.write("ok: \(configuration.store) opens")
            }
            let findings = try await AdministratorStore.reported { try await postgres.servers.report() }.findings
            Terminal.write(findings.map { "\($0.severity.rawValue): \($0.text)" })
            if findings.contains(where: { $0.severity == .fault }) { throw ExitCode.refused }
        }
    }
}
