import Accounts
import Administration
import Audit
import Encodings
import Foundation
import IAM
import IdentityCenter
import Logging
import Portal
import SAML2
import STS
import SallyportConfiguration
import ServiceLifecycle

/// What must happen from time to time.
///
/// Expired one-time uses are swept, counted refusals and records that are owed are written, deletions that wait are
/// carried out, portal sessions and what brokers told each other are forgotten when they are over, keys of web identity tokens are changed, and metadata that
/// comes to its end is warned of.
struct Maintenance: Service {
    let site: CurrentSite
    let parts: Site.Parts
    let logger: Logger

    private static let interval = Duration.seconds(60)
    /// Rounds between two looks at metadata: once a day.
    private static let roundsPerDay = 1_440

    func run() async throws {
        var round = 0
        await warnOfExpiry(at: Date())
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
            guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return }
            round += 1
            await sweep()
            await flush(at: Timestamp(roundingDown: Date()))
            await flushUses()
            await carryOutDeletions()
            await rotateOutboundKeys()
            await forgetPortalSessions()
            await forgetQuestions()
            await forgetSharedRecords()
            site.value.tokens.forgetSessions(overAt: Timestamp(roundingDown: Date()))
            if round.isMultiple(of: Self.roundsPerDay) { await warnOfExpiry(at: Date()) }
        }
    }

    /// Does something that may fail, as long as the log says so.
    private func attempt(_ failure: Logger.Message, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            logger.error(failure, metadata: ["reason": "\(error)"])
        }
    }

    private func sweep() async {
        await attempt("sweeping the store failed") { try await parts.store.sweep(at: Date()) }
    }

    /// Writes when keys and roles were used last.
    func flushUses() async {
        await attempt("last uses can't be written") { try await parts.uses.flush(to: parts.store) }
    }

    /// Writes the records that are owed, and the refusals that were counted.
    ///
    /// Nil for `now` writes those of a minute that is not over as well.
    func flush(at now: Timestamp?) async {
        do throws(AuditError) {
            try await parts.owed.settle()
        } catch {
            logger.error(
                "changes of IAM can't be recorded", metadata: ["reason": "\(error)", "count": "\(parts.owed.count)"])
        }
        // Without requests nobody would notice that records can be kept again, or can't.
        _ = try? await parts.audit.reserve()
        await attempt("counted refusals can't be recorded") {
            try await (parts.audit as? any CountingAuditSink)?.flush(at: now)
        }
    }

    /// Carries out deletions of service-linked roles that wait.
    private func carryOutDeletions() async {
        await attempt("deletions of service-linked roles can't be carried out") {
            try await site.value.iam.carryOutDeletions(at: Date())
        }
    }

    /// Makes keys of web identity tokens ahead of their time, and forgets those that are over.
    private func rotateOutboundKeys() async {
        await attempt("keys of web identity tokens can't be changed") {
            try await site.value.iam.rotateOutboundKeys(at: Date())
        }
    }

    /// Forgets portal sessions that are over.
    private func forgetPortalSessions() async {
        await attempt("portal sessions that are over can't be forgotten") {
            try await site.value.portalSessions.forgetOver(at: Date())
        }
    }

    /// Forgets the questions of programs that have been over for a while.
    private func forgetQuestions() async {
        await attempt("questions of programs that are over can't be forgotten") {
            try await site.value.identityCenter.center.grants.forgetOver(at: Date())
        }
    }

    /// Forgets what brokers have told each other of sessions that are over and of records that are old.
    private func forgetSharedRecords() async {
        await attempt("what brokers told each other of sessions that are over can't be forgotten") {
            try await parts.shared.forgetOver(at: parts.clock())
        }
    }

    private func warnOfExpiry(at instant: Date) async {
        for provider in site.value.configuration.directory.providers {
            warn("\(provider.arn)", provider.metadata.validUntil, instant)
        }
        await attempt("the end of metadata in the store can't be read") {
            let ends = try await site.value.iam.providerEnds()
            parts.storedMetadataEnd.replace(with: ends.values.min())
            for (arn, end) in ends { warn("\(arn)", end, instant) }
        }
    }

    private func warn(_ providerARN: String, _ end: Date?, _ instant: Date) {
        let details: Logger.Metadata = [
            "provider": "\(providerARN)", "validUntil": "\(end.map(SAMLInstant.format) ?? "")",
        ]
        switch IdentityProviderMetadata.expiry(of: end, at: instant) {
        case .none: return
        case .warning(let days):
            logger.warning(
                "metadata ends in less than \(days) days; sign-ins through it will be refused then", metadata: details)
        case .passed: logger.error("metadata has ended; sign-ins through it are refused", metadata: details)
        }
    }
}
