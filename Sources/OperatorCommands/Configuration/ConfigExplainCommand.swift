import ArgumentParser
import CommandIO
import ConfigurationKeys

/// `sallyport config explain`: a key.
struct ConfigExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell the type, default and meaning of a key, and its environment variable.",
        discussion: """
              sallyport config explain accounts.roles.maxSessionDuration
              sallyport config explain SALLYPORT_LISTEN_PORT
              sallyport config explain            all keys

            Exit codes: 0 done, 1 there is no such key, 64 wrong usage.
            """)

    @Argument(help: "A key with those above it, or an environment variable.")
    var key: String?

    func run() throws {
        guard let key else {
            Terminal.write(ConfigurationPlace.all.map(\.path))
            return
        }
        guard let place = ConfigurationPlace.named(key) ?? EnvironmentName.place(of: key) else {
            let isVariable = key.hasPrefix(EnvironmentName.prefix)
            let near = isVariable ? EnvironmentName.near(key) : ConfigurationPlace.near(key)
            let hint = near.isEmpty ? "" : "; near it: \(near.joined(separator: ", "))"
            Terminal.complain("there is no key \(key)\(hint)")
            throw ExitCode.refused
        }
        Terminal.write(KeyExplanation(place).lines)
    }
}
