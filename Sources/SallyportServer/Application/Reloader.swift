import Federation
import Foundation
import Logging
import SAML2
import ServiceLifecycle
import UnixSignals

/// Takes a changed configuration without a restart: on SIGHUP the file is read anew, and from time to time metadata that
/// comes from a URL is fetched again.
///
/// Everything is read and judged first and then swapped at once; when anything is wrong, all stays as it is, and the log
/// says so.
struct Reloader: Service {
    let source: ConfigurationSource
    let site: CurrentSite
    let parts: Site.Parts
    /// Those that ask for the file to be read anew; trapped before the server says that it listens.
    let signals: UnixSignalsSequence
    let logger: Logger

    func run() async throws {
        await withTaskGroup { group in
            group.addTask {
                for await _ in signals.cancelOnGracefulShutdown() { await reload() }
            }
            group.addTask { await refreshMetadata() }
            await group.waitForAll()
        }
    }

    /// Reads the file anew and swaps the site.
    func reload() async {
        await swap("configuration", madeAfter: nil) { () throws(ServerConfigurationError) in
            try await source.read(at: parts.clock())
        }
    }

    private func refreshMetadata() async {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let minutes = site.value.configuration.metadataRefreshMinutes
            let isNeeded = minutes > 0 && !site.value.configuration.metadataURLs.isEmpty
            let pause = Duration.seconds(60 * (isNeeded ? minutes : 60))
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
            guard isNeeded, !Task.isShuttingDownGracefully else { continue }
            await refresh()
        }
    }

    /// Fetches metadata again, for the configuration as it was read last.
    func refresh() async {
        // To fetch takes its time: a configuration that is read anew meanwhile must not be undone.
        let before = site.value
        await swap("metadata", madeAfter: before) { () throws(ServerConfigurationError) in
            let next = try await source.refresh(at: parts.clock())
            try Self.checkNotOlder(next, than: before.configuration)
            return next
        }
    }

    private func swap(
        _ what: String, madeAfter before: Site?,
        _ body: () async throws(ServerConfigurationError) -> ServerConfiguration
    ) async {
        do throws(ServerConfigurationError) {
            var next = try await body()
            let kept = next.keepWhatNeedsRestart(of: site.value.configuration)
            guard site.replace(madeAfter: before, with: try Site(next, parts)) else {
                logger.info("\(what) not taken: the configuration was read anew meanwhile")
                return
            }
            if !kept.isEmpty {
                logger.warning(
                    "some settings take effect at the next start only", metadata: ["keys": .array(kept.map { "\($0)" })]
                )
            }
            logger.info(
                "\(what) taken",
                metadata: [
                    "providers": "\(next.directory.providers.count)", "roles": "\(next.directory.roles.count)",
                ])
        } catch {
            logger.error("\(what) not taken; everything stays as it is", metadata: ["reason": "\(error)"])
        }
    }

    /// Whoever can answer for a URL could put an old document back, with keys that were taken out of use.
    private static func checkNotOlder(
        _ next: ServerConfiguration, than current: ServerConfiguration
    ) throws(ServerConfigurationError) {
        for (arn, url) in next.metadataURLs {
            guard let known = current.directory.provider(arn: arn)?.metadata.validUntil,
                let fetched = next.directory.provider(arn: arn)?.metadata.validUntil, fetched < known
            else { continue }
            throw ServerConfigurationError(
                source: next.file, key: arn,
                reason: "\(url) gives metadata that ends before the one in force; to take it all the same, send SIGHUP")
        }
    }
}

extension ServerConfiguration {
    /// Takes over what can't be changed while the server runs; gives the keys of what would have been another.
    mutating func keepWhatNeedsRestart(of running: ServerConfiguration) -> [String] {
        var kept: [String] = []
        func keep<Value: Equatable>(_ path: WritableKeyPath<ServerConfiguration, Value>, _ key: String) {
            guard self[keyPath: path] != running[keyPath: path] else { return }
            self[keyPath: path] = running[keyPath: path]
            kept.append(key)
        }
        keep(\.listen, "listen")
        keep(\.store, "dataDirectory")
        keep(\.audit, "audit")
        keep(\.keyRingFile, "keyRing")
        if basePath != running.basePath { keep(\.publicURL, "publicURL") }
        return kept
    }
}
