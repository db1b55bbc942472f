import ArgumentParser
import Testing

@testable import sallyport

@Suite("Commands explain themselves")
struct HelpTests {
    @Test func listsEveryCommand() {
        let help = Sallyport.helpMessage()
        for command in [
            "serve", "config", "backup", "restore", "keys", "store", "inspect", "metadata", "role", "rules", "policy",
            "audit", "assume", "login", "logout", "credentials", "exec", "console", "gateway",
            "idp",
        ] {
            #expect(help.contains("  " + command + " "))
        }
    }

    /// A line that is longer would be broken again where the terminal ends, in the middle of an example.
    @Test func fitsEightyColumns() {
        for command in Self.commands(below: Sallyport.self) {
            let text = command.configuration.discussion
            // Text without line breaks of its own is laid out by the parser of arguments, which breaks lines of 80 as well.
            for line in text.split(separator: "\n") where text.contains("\n") && line.utf8.count >= 80 {
                // An ARN has no blank at which it could go to the next line.
                if line.split(separator: " ").contains(where: { $0.utf8.count > 60 }) { continue }
                Issue.record("\(command._commandName): \(line)")
            }
        }
    }

    private static func commands(below command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        [command] + command.configuration.subcommands.flatMap(commands)
    }
}
