import Accounts
import BrokerMetrics
import Encodings
import Keys
import Logging
import OperatorLog
import SallyportConfiguration
import ServiceLifecycle

/// Takes a changed configuration without a restart: on SIGHUP the file is read anew, with certificate, key and key ring, and
/// from time to time metadata that comes from a URL is fetched again.
///
/// Everything is read and judged first and then swapped at once; when anything is wrong, all stays as it is, and the log
/// says so. One thing happens at a time: a SIGHUP gives up what is being read, and begins anew; so does the end.
struct Reloader<Signals: AsyncSequence & Sendable>: Service {
    let source: ConfigurationSource
    let site: CurrentSite
    let parts: Site.Parts
    /// Those that ask for the file to be read anew; trapped before the server says that it listens.
    let signals: Signals
    let logger: Logger
    /// How the log is written, as the configuration says; nil when somebody else decides.
    var logSettings: LogSettings?
    /// Whom the service manager hears of it by.
    var notices = ManagerNotices(notifier: nil)
    /// Waits until metadata is to be fetched again.
    var pause: @Sendable (ContinuousClock.Instant) async throws -> Void = { try await Task.sleep(until: $0) }

    func run() async throws {
        await cancelWhenGracefulShutdown { await serveRounds() }
    }

    /// Rounds last until the next signal.
    private func serveRounds() async {
        var signals = signals.makeAsyncIterator()
        var isAsked = false
        var lastFetch = ContinuousClock.now
        repeat {
            (isAsked, lastFetch) = await withTaskGroup(of: ContinuousClock.Instant.self) { group in
                group.addTask { [isAsked, lastFetch] in await round(reloads: isAsked, after: lastFetch) }
                let isAsked = await (try? signals.next()) != nil
                group.cancelAll()
                return (isAsked, await group.next() ?? lastFetch)
            }
        } while isAsked
    }

    /// Reads the file anew when told, then fetches metadata from time to time; gives when that happened last.
    private func round(reloads: Bool, after last: ContinuousClock.Instant) async -> ContinuousClock.Instant {
        var last = last
        if reloads {
            notices.reloading()
            let isTaken = await parts.metrics.stages.trace("reload configuration") { await reload() }
            if isTaken { last = .now }
            notices.reloaded(site.value.configuration, isTaken: isTaken)
        }
        while !Task.isCancelled {
            let minutes = site.value.configuration.metadataRefreshMinutes
            let isNeeded = minutes > 0 && !site.value.configuration.metadataURLs.isEmpty
            try? await pause(last + .seconds(60 * (isNeeded ? minutes : 60)))
            // A sleep that was cut short is no reason to fetch anything.
            guard !Task.isCancelled else { break }
            last = .now
            if isNeeded { await parts.metrics.stages.trace("refresh metadata") { await refresh() } }
        }
        return last
    }

    /// Reads the file anew and swaps the site; whether that was done.
    @discardableResult
    func reload() async -> Bool {
        logger.info("reading the configuration anew")
        let running = site.value.configuration
        do throws(BrokerConfigurationError) {
            let next = try await source.reload(over: running, at: parts.clock())
            let change = try swap("configuration", for: next, readsSecrets: true)
            await recorder.record(
                "ReloadConfiguration", [JSONMember("file", running.file)], elements: change.members, running.partition)
            return true
        } catch {
            report(error, "configuration")
            if !Task.isCancelled {
                await recorder.record(
                    "ReloadConfiguration", [JSONMember("file", running.file)], refusal: "\(error)", running.partition)
            }
            return false
        }
    }

    /// Fetches metadata again, for the configuration as it was read last.
    func refresh() async {
        let running = site.value.configuration
        do throws(BrokerConfigurationError) {
            let next = try await source.refresh(over: running, at: parts.clock())
            let change = try swap("metadata", for: next, readsSecrets: false)
            // Files that are named are read again as well.
            guard !change.providers.isEmpty || !change.files.isEmpty else { return }
            await recorder.record("RefreshMetadata", [], elements: change.members, running.partition)
        } catch {
            report(error, "metadata")
        }
    }

    private var recorder: ActRecorder { ActRecorder(audit: parts.audit, clock: parts.clock) }

    /// Takes what was read, once all that goes with it is found to be good.
    private func swap(
        _ what: String, for read: BrokerConfiguration, readsSecrets: Bool
    ) throws(BrokerConfigurationError) -> ConfigurationChange {
        let current = site.value
        let running = current.configuration
        var next = read
        let kept = next.keepWhatNeedsRestart(of: running)
        next.keepSettings(of: running)
        var parts = parts
        parts.keyRing = try readsSecrets ? next.readKeyRing(after: current.keyRing) : current.keyRing
        let identity = try readsSecrets ? TLSIdentity(next) : nil
        if !readsSecrets { next.files.keep(of: running.files) }
        let change = ConfigurationChange(
            files: next.files.changed(since: running.files), providers: next.changedProviders(since: running),
            kept: kept,
            configuration: next)
        site.replace(with: try Site(next, parts))
        logSettings?.adopt(next.log)
        if let identity { parts.tls?.replace(with: identity) }
        next.keepMetadata(fetchedAt: parts.clock(), logger)
        next.recordRunning(at: parts.clock(), logger)
        if !kept.isEmpty {
            logger.warning(
                "some settings take effect at the next start only", metadata: ["keys": .array(kept.map { "\($0)" })])
        }
        var details: Logger.Metadata = [
            "providers": "\(next.directory.providers.count)", "roles": "\(next.directory.roles.count)",
            "changed": .array((change.files + change.providers).map { "\($0)" }),
        ]
        if readsSecrets { details["keyRing"] = "\(parts.keyRing.summary)" }
        if let identity { details["certificate"] = "\(identity.summary)" }
        logger.info("\(what) taken", metadata: details)
        if readsSecrets { next.warnOfFindings(logger) }
        return change
    }

    private func report(_ error: BrokerConfigurationError, _ what: String) {
        if Task.isCancelled {
            logger.info("\(what) not taken: given up for a SIGHUP, or for the end")
        } else {
            logger.error("\(what) not taken; everything stays as it is", metadata: ["reason": "\(error)"])
        }
    }
}

extension BrokerConfiguration {
    /// Says what is not wrong and can hardly be meant.
    func warnOfFindings(_ logger: Logger) {
        for finding in findings {
            logger.warning("something in the configuration can't be meant so", metadata: ["reason": "\(finding)"])
        }
    }

    /// Takes over what can't be changed while the server runs; gives the keys of what would have been another.
    mutating func keepWhatNeedsRestart(of running: BrokerConfiguration) -> [String] {
        var kept: [String] = []
        func keep<Value: Equatable>(_ path: WritableKeyPath<BrokerConfiguration, Value>, _ key: String) {
            guard self[keyPath: path] != running[keyPath: path] else { return }
            self[keyPath: path] = running[keyPath: path]
            kept.append(key)
        }
        keep(\.listen.host, "listen.host")
        keep(\.listen.port, "listen.port")
        // The files may be others, but not whether there are any.
        if (listen.tls == nil) != (running.listen.tls == nil) { keep(\.listen.tls, "listen.tls") }
        keep(\.store, running.store.key)
        keep(\.audit, "audit")
        keep(\.tracing, "tracing")
        keep(\.shutdown, "shutdown")
        // The token may be another one, but not the place where it is shown.
        if (metrics == nil) != (running.metrics == nil) || metrics?.listen != running.metrics?.listen {
            keep(\.metrics, "metrics")
        }
        if basePath != running.basePath { keep(\.publicURL, "publicURL") }
        return kept
    }
}
