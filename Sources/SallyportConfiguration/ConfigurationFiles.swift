import Accounts
import Crypto
import Encodings
import Synchronization

/// The files that a configuration was read from, each with a digest of what was in it.
package final class ConfigurationFiles: Sendable {
    private let known = Mutex<[String: SHA256Digest]>([:])

    /// The digest of each file in hexadecimal, by its path.
    var digests: [String: String] { known.withLock { $0.mapValues { Hexadecimal.text($0) } } }

    /// Remembers what a file holds.
    package func note(_ bytes: [UInt8], of path: String) {
        let digest = SHA256.hash(data: bytes)
        known.withLock { $0[path] = digest }
    }

    /// Takes over what `other` knows of files that were not read again.
    package func keep(of other: ConfigurationFiles) {
        let others = other.known.withLock { $0 }
        known.withLock { $0.merge(others) { own, _ in own } }
    }

    /// The files whose content is another one than in `old`, or that are named in one of the two alone; sorted.
    package func changed(since old: ConfigurationFiles) -> [String] {
        let (before, now) = (old.known.withLock { $0 }, known.withLock { $0 })
        return Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }.sorted()
    }
}

extension BrokerConfiguration {
    /// The SAML providers whose metadata is another one than in `old`, or that are in one of the two alone; sorted.
    package func changedProviders(since old: BrokerConfiguration) -> [String] {
        func texts(_ configuration: BrokerConfiguration) -> [String: String] {
            Dictionary(
                uniqueKeysWithValues: configuration.directory.providers.map { ("\($0.arn)", $0.metadataText) })
        }
        let (before, now) = (texts(old), texts(self))
        return Set(before.keys).union(now.keys).filter {
            before[$0]?.utf8.elementsEqual(now[$0]?.utf8 ?? "".utf8) != true
        }
        .sorted()
    }
}
