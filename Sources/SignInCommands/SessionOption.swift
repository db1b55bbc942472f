import ArgumentParser
import CommandIO

/// Which sign-in is meant.
struct SessionOption: ParsableArguments {
    @Option(help: "Name of the sign-in, as in [sso-session NAME] of ~/.aws/config.")
    var session = "sallyport"

    /// What `body` gives; a refusal ends the command with its text, and exit code 1 when the broker has said it.
    static func reported<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let refusal as CenterClient.Refusal {
            Terminal.complain("\(refusal)")
            throw refusal.name.isEmpty ? ExitCode.unreadable : ExitCode.refused
        } catch let error as InputError {
            throw Terminal.fail("\(error)")
        } catch let error as FileFailure {
            throw Terminal.fail("\(error)")
        }
    }
}
