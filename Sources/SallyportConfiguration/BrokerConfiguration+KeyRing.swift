import Encodings
import Foundation
public import Keys

extension BrokerConfiguration {
    /// Reads the key ring that the configuration names.
    ///
    /// - Throws: `BrokerConfigurationError` with the reason, and with what to do when there is none.
    public func readKeyRing() throws(BrokerConfigurationError) -> KeyRing {
        do throws(ConfigurationError) {
            let ring = try KeyRingFile(path: keyRingFile).read(groupReads: groupReadableKeys)
            // Keys have ids of their own: these tell whether it is another ring.
            files.note(Array(ring.description.utf8), of: keyRingFile)
            return ring
        } catch {
            let isThere = FileManager.default.fileExists(atPath: keyRingFile)
            let hint = isThere ? "" : "; make one with: sallyport keys init --out \(keyRingFile)"
            throw self.error("keyRing", "\(error)\(hint)")
        }
    }

    /// The same for a server that runs: the secrets in its store must stay readable.
    package func readKeyRing(after running: KeyRing) throws(BrokerConfigurationError) -> KeyRing {
        let ring = try readKeyRing()
        if let missing = ring.missingStorageKey(of: running) {
            throw error(
                "keyRing",
                "\(keyRingFile) lacks the storage key \(missing), which seals secrets in the data directory; "
                    + "is it the ring of another broker?")
        }
        return ring
    }
}
