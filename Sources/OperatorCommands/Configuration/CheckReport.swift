import Accounts
import CommandIO
package import SallyportConfiguration

/// What `serve --check` says of a configuration that is good.
package struct CheckReport {
    private let configuration: BrokerConfiguration

    /// Makes one for a configuration of which everything was judged.
    package init(_ configuration: BrokerConfiguration) { self.configuration = configuration }

    /// Writes warnings to the standard error and the rest to the standard output.
    package func write() {
        for finding in configuration.findings { Terminal.complain("warning: \(finding)") }
        let directory = configuration.directory
        let (providers, roles) = (directory.providers.count + directory.oidcProviders.count, directory.roles.count)
        let warnings = configuration.findings.count
        let more = warnings == 0 ? "" : "; \(warnings) \(warnings == 1 ? "warning" : "warnings")"
        Terminal.write(
            ["\(configuration.file) is good: \(providers) providers, \(roles) roles\(more)"] + comparison)
    }

    /// What differs from the broker that runs with the same data directory; empty when none does.
    private var comparison: [String] {
        guard let running = RunningConfiguration.of(configuration) else { return [] }
        let (reload, restart) = running.changes(to: configuration)
        let broker = "the running broker (process \(running.processID))"
        guard !reload.isEmpty || !restart.isEmpty else {
            return ["\(broker) has had this configuration since \(running.since)"]
        }
        return lines("SIGHUP would have \(broker) take", reload) + lines("waits for its next start", restart)
    }

    private func lines(_ title: String, _ names: [String]) -> [String] {
        names.isEmpty ? [] : ["\(title):"] + names.map { "  \($0)" }
    }
}
