package import ArgumentParser
import CommandIO

/// `sallyport logout`: ends the session of the command line, here and at the broker.
package struct LogoutCommand: AsyncParsableCommand {
    /// Its help.
    package static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "End the command line's session, here and at the broker.",
        discussion: """
            Credentials that were given go on until they expire; an administrator ends
            those with sallyport revoke.

            Exit codes: 0 signed out, 2 no answer of the broker, 64 wrong usage.
            """)

    @OptionGroup var options: SessionOption

    /// Makes one that the parser fills.
    package init() {}

    /// Signs out.
    package func run() async throws {
        let cache = SignInCache(session: options.session)
        guard let kept = cache.load() else { return Terminal.complain("nobody is signed in") }
        // What is on this machine goes first, whatever the broker says.
        cache.remove()
        try await SessionOption.reported {
            do throws(CenterClient.Refusal) {
                let client = try Self.client(kept)
                let _: NoAnswer = try await client.ask("logout", method: "POST", token: kept.accessToken)
            } catch {
                // It has ended already.
                guard error.name == "UnauthorizedException" else { throw error }
            }
        }
    }

    private static func client(_ kept: CachedSignIn) throws(CenterClient.Refusal) -> CenterClient {
        do throws(InputError) {
            return try CenterClient(broker: kept.broker)
        } catch {
            throw CenterClient.Refusal(name: "", message: "\(error)")
        }
    }
}
