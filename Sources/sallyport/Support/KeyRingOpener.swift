import Foundation
import Keys
import SallyportServer

/// Opens the key ring that the configuration names.
enum KeyRingOpener {
    /// - Throws: `ExitCode` after saying why.
    static func open(_ configuration: ServerConfiguration) throws -> KeyRing {
        do throws(ServerConfigurationError) {
            return try configuration.readKeyRing()
        } catch {
            throw Terminal.fail("\(error)")
        }
    }
}
