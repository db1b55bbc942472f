import Accounts
import Logging
import NIOCore
import NIOPosix
import SallyportConfiguration
import ServiceLifecycle
import ServiceManager

/// Tells the service manager how the broker is; without one, nothing.
struct ManagerNotices: Sendable {
    let notifier: ServiceNotifier?

    /// It serves.
    func serving(_ configuration: BrokerConfiguration) {
        notifier?.send(.ready, .status(Self.status(configuration)))
    }

    /// It reads its configuration anew; `reloaded` ends that.
    func reloading() { notifier?.send(.reloading(monotonic: ServiceNotifier.monotonic)) }

    /// It goes on, with what was read or with what it had.
    func reloaded(_ configuration: BrokerConfiguration, isTaken: Bool) {
        let note = isTaken ? "" : "; a changed configuration was not taken, the log says why"
        notifier?.send(.ready, .status(Self.status(configuration) + note))
    }

    /// It ends.
    func stopping() { notifier?.send(.stopping, .status("answering what is on its way")) }

    private static func status(_ configuration: BrokerConfiguration) -> String {
        let (providers, roles) = (configuration.directory.providers.count, configuration.directory.roles.count)
        return "serving \(configuration.publicURL): \(providers) SAML providers and \(roles) roles configured"
    }
}

/// Tells the service manager in time that the broker still works: that each event loop carries out what it is given.
struct Watchdog: Service {
    let notifier: ServiceNotifier
    let interval: Duration

    func run() async throws {
        // Twice within the time, as sd_watchdog_enabled(3) asks for.
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
                try? await loop.submit {}.get()
            }
            notifier.send(.watchdog)
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval / 2) }
        }
    }
}
