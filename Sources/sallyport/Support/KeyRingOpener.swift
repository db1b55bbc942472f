import Federation
import Foundation
import SallyportServer

/// Opens the key ring that the configuration names.
enum KeyRingOpener {
    /// - Throws: `ExitCode` after saying why.
    static func open(_ configuration: ServerConfiguration) throws -> KeyRing {
        do throws(ConfigurationError) {
            return try KeyRingFile(path: configuration.keyRingFile).read()
        } catch {
            let isThere = FileManager.default.fileExists(atPath: configuration.keyRingFile)
            let hint = isThere ? "" : "; make one with: sallyport keys init --out \(configuration.keyRingFile)"
            throw Terminal.fail("\(configuration.file): keyRing: \(error)\(hint)")
        }
    }
}
