import Foundation
import Keys
import SallyportConfiguration
import SallyportServer

/// Opens the key ring that the configuration names.
enum KeyRingOpener {
    /// - Throws: `ExitCode` after saying why.
    static func open(_ configuration: BrokerConfiguration) throws -> KeyRing {
        do throws(BrokerConfigurationError) {
            return try configuration.readKeyRing()
        } catch {
            throw Terminal.fail("\(error)")
        }
    }
}
