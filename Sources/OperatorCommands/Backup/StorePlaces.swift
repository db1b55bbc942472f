import CommandIO
import Foundation
import SallyportConfiguration

/// Where a configuration file says that the store, the key ring and the audit file are; nothing else in it is read.
struct StorePlaces {
    let database: String
    let folder: String
    let keyRing: String
    let auditFile: String?

    /// - Throws: `ExitCode` after saying what is wrong.
    init(of config: String) throws {
        let reader = ConfigurationReader(environment: ProcessInfo.processInfo.environment)
        let places = try Terminal.reported { try reader.places(of: config) }
        let folder: String
        switch places.store {
        case .directory(let path, _): folder = path
        case .memory:
            throw Terminal.fail("\(config): store: memory keeps nothing beyond a process; there is nothing to back up")
        case .postgres: throw Terminal.fail("\(config): store: copies of a database are made with its own tools")
        }
        self.folder = folder
        database = URL(fileURLWithPath: folder).appendingPathComponent("sallyport.sqlite").path
        keyRing = places.keyRing
        auditFile = places.auditFile
    }
}
