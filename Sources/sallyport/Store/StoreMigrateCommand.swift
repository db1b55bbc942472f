import Accounts
import ArgumentParser
import CommandIO
import Encodings
import StoreMigration

extension StoreCommand {
    /// Moves one store into another.
    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "migrate", abstract: "Move everything from one store into another.",
            discussion: """
                Stop all brokers before. The target has to be empty, or have a part of the
                source from an attempt that was interrupted: then it goes on. At the end
                numbers and digests of both are compared.

                A store is named as sqlite:FILE, as postgres:URL (without a password), or as
                config:FILE, the store of a configuration.
                """)

        @Option(help: ArgumentHelp("The store that is read.", valueName: "store"))
        var from: StorePlace

        @Option(help: ArgumentHelp("The store that is written to.", valueName: "store"))
        var to: StorePlace

        func validate() throws {
            if from == to { throw ValidationError("--from and --to name the same store") }
        }

        func run() async throws {
            let source = try await from.open(mustExist: true)
            let target = try await to.open(mustExist: false)
            let outcome = try await AdministratorStore.reported {
                try await StoreMigration(from: source, to: target) { Terminal.complain($0) }.run()
            }
            Terminal.write(outcome.summary.lines + ["one-time uses: \(outcome.uses)"])
        }
    }
}
