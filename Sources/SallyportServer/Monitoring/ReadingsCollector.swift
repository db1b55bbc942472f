import Accounts
import Audit
import BrokerMetrics
import Encodings
import Foundation
import Keys
import SAML2
import SallyportConfiguration
import ServerConnections

/// Looks at what metrics tell beside what is counted.
struct ReadingsCollector: Sendable {
    let parts: Site.Parts

    /// What there is to see.
    func readings(_ site: Site) async -> BrokerReadings {
        let health = await parts.health.report()
        let now = parts.clock()
        var readings = BrokerReadings()
        readings.version = Version.text
        readings.isStoreUp = health.store == nil
        readings.storeViewAge = parts.store.staleness / .seconds(1)
        readings.isAuditUp = health.audit == nil
        readings.owedRecords = parts.owed.count
        readings.connections = (parts.connections.count, parts.connections.limit)
        readings.arriving = (parts.arrivals.used, parts.arrivals.limit)
        readings.metadata = metadata(site.configuration, now)
        readings.keys = keys(site, now)
        return readings
    }

    private func metadata(_ configuration: BrokerConfiguration, _ now: Date) -> [BrokerReadings.Metadata] {
        let stored = parts.storedMetadataEnd.value.map {
            BrokerReadings.Metadata(
                account: "other", provider: "other", age: nil, expiry: $0.timeIntervalSince(now))
        }
        return configuration.directory.providers.map { provider in
            BrokerReadings.Metadata(
                account: "\(provider.account.id)", provider: provider.name,
                age: configuration.metadataURLs[provider.arn].flatMap { parts.fetches.age(of: $0) },
                expiry: provider.metadata.validUntil?.timeIntervalSince(now))
        } + [stored].compactMap(\.self)
    }

    private func keys(_ site: Site, _ now: Date) -> [BrokerReadings.Key] {
        var keys = site.keyRing.times.map { key in
            BrokerReadings.Key(
                purpose: key.purpose.rawValue, name: key.id, age: now.timeIntervalSince(key.created.date),
                expiry: key.opensUntil?.date.timeIntervalSince(now))
        }
        if let tls = parts.tls?.value {
            keys.append(
                BrokerReadings.Key(purpose: "tls", name: "listen", age: nil, expiry: tls.end.timeIntervalSince(now)))
        }
        // The certificates of IdPs decide nothing; most IdPs change their keys before they end.
        for provider in site.configuration.directory.providers {
            let ends = provider.metadata.identityProviders.flatMap(\.signingKeys).map(\.notAfter)
            guard let first = ends.min() else { continue }
            keys.append(
                BrokerReadings.Key(
                    purpose: "idp", name: provider.document, age: nil, expiry: first.timeIntervalSince(now)))
        }
        return keys
    }
}
