package import ArgumentParser
import Audit
import CommandIO
import Encodings
import SallyportSQLite

/// `sallyport backup`: a copy of the store.
package struct BackupCommand: AsyncParsableCommand {
    /// Its help.
    package static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the store, while the broker runs.",
        discussion: """
            The copy is the store as it is at one moment, in one new file with mode 0600.
            Run it as the broker's user:

              runuser -u sallyport -- sallyport backup \\
                --config /etc/sallyport/sallyport.yaml --out /srv/backup/store.sqlite

            The key ring, the configuration and the audit trail are not in it. Without the
            storage key of the ring nobody opens what is secret in the copy: keep both, and
            apart from each other. docs/backup.md has the whole of it.

            Exit codes: 0 done, 2 the store can't be read or the copy can't be written.
            """)

    @Option(help: "The configuration file (YAML).")
    var config = "sallyport.yaml"

    @Option(help: ArgumentHelp("The file to make.", valueName: "file"))
    var out: String

    /// Makes one that the parser fills.
    package init() {}

    package func run() async throws {
        let places = try StorePlaces(of: config)
        let act = AdministratorAct(
            name: "BackUpStore", parameters: [JSONMember("store", places.database), JSONMember("file", out)])
        let contents = try await act.carryOut(
            in: try FileAuditSink.trail(places.auditFile, of: config), elements: { $0.members }
        ) {
            try Terminal.reported { try SQLiteBackup.make(of: places.database, to: out) }
        }
        Terminal.write(["\(out) holds \(contents.text)"])
        Terminal.complain(
            "the key ring is not in it: keep \(places.keyRing) as well, in another place, or what is secret in the copy "
                + "stays shut")
    }
}

extension SQLiteBackup.Contents {
    /// For people.
    var text: String { "\(entities) entities, \(revocations) revocations and \(oneTimeUses) one-time uses" }

    /// For the audit trail.
    var members: [JSONMember] {
        [
            JSONMember("entities", .integer(Int64(entities))), JSONMember("revocations", .integer(Int64(revocations))),
            JSONMember("oneTimeUses", .integer(Int64(oneTimeUses))),
        ]
    }
}
