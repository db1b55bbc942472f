package import ArgumentParser
import Audit
import CommandIO
import Encodings
import Foundation
import SallyportSQLite

/// `sallyport restore`: a store out of a copy.
package struct RestoreCommand: AsyncParsableCommand {
    /// Its help.
    package static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make the store of a copy, while no broker runs.",
        discussion: """
            There must be no store in the data directory: move an old one away first. Run it
            as the broker's user:

              systemctl stop sallyport
              runuser -u sallyport -- sallyport restore /srv/backup/store.sqlite \\
                --config /etc/sallyport/sallyport.yaml

            What was used and revoked after the copy was made is not known any more. So every
            response that was issued until now is refused, as used; the first new ones count
            five minutes later. Revocations have to be made again: the audit trail has them.

            Exit codes: 0 done, 2 the copy can't be read or the store can't be made.
            """)

    @Argument(help: "The copy that `sallyport backup` made.")
    var file: String

    @Option(help: "The configuration file (YAML).")
    var config = "sallyport.yaml"

    /// Makes one that the parser fills.
    package init() {}

    package func run() async throws {
        let places = try StorePlaces(of: config)
        let act = AdministratorAct(
            name: "RestoreStore", parameters: [JSONMember("store", places.database), JSONMember("file", file)])
        let contents = try await act.carryOut(
            in: try FileAuditSink.trail(places.auditFile, of: config), elements: { $0.members }
        ) {
            try Terminal.reported {
                try FileManager.default.createDirectory(
                    atPath: places.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                return try SQLiteBackup.restore(file, to: places.database, at: Date())
            }
        }
        Terminal.write([
            "\(places.database) holds \(contents.text)",
            "every response that was issued until now is refused; the first new ones count in five minutes",
            "revocations that were made after the copy have to be made again: sallyport audit has them",
        ])
    }
}
