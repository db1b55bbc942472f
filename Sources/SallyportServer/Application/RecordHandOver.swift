import Administration
import Audit
import Logging
import ServiceLifecycle

/// Hands over to the store what administrators see at other brokers: every five seconds, when there is anything.
struct RecordHandOver: Service {
    /// Each time costs every broker that shares the store some thousandths of a second.
    private static let interval = Duration.seconds(5)
    /// After a failure: whatever waits is bounded, and the store has enough to do.
    private static let pause = Duration.seconds(10)

    private let site: CurrentSite
    private let parts: Site.Parts
    private let trouble: Trouble

    init(site: CurrentSite, parts: Site.Parts, logger: Logger) {
        self.site = site
        self.parts = parts
        trouble = Trouble(
            begin: { reason in
                logger.error(
                    "sessions and records can't be shown at other brokers", metadata: ["reason": "\(reason)"])
            }, end: { logger.notice("sessions and records are shown at other brokers again") })
    }

    func run() async throws {
        var wait = Self.interval
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            try? await cancelWhenGracefulShutdown { [wait] in try await Task.sleep(for: wait) }
            guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return }
            wait = await handOver() ? Self.interval : Self.pause
        }
    }

    /// Hands over what is new; tells whether that came about.
    @discardableResult
    func handOver() async -> Bool {
        do {
            try await parts.shared.handOver(sealedBy: site.value.keyRing, at: parts.clock())
            trouble.end()
            return true
        } catch {
            trouble.begin("\(error)")
            return false
        }
    }
}
