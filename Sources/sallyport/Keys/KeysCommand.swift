import ArgumentParser
import CommandIO
import Foundation
import Keys

/// `sallyport keys`: the key ring that session tokens are sealed with.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make and change the key ring.",
        discussion: """
            Every session token, sign-in token and cookie is sealed under the ring, and so
            are the secrets in the data directory (access keys, seeds of MFA devices,
            private keys); whoever reads the file can make credentials. It is one file,
            readable by its owner alone; back it up apart from the data directory.
            """,
        subcommands: [Initialize.self, Rotate.self, Retire.self])

    struct Initialize: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init", abstract: "Make a key ring in a new file, mode 0600.",
            discussion: "  sallyport keys init --out keyring.json")

        @Option(help: "The file to make; one that is there is never overwritten.")
        var out = "keyring.json"

        @OptionGroup var trail: KeyRingTrail

        func run() async throws {
            let ring = try await trail.carryOut("CreateKeyRing", on: out) {
                let ring = KeyRing(generatedAt: Date())
                try Terminal.reported { try KeyRingFile(path: out).create(ring) }
                return ring
            }
            Terminal.write("made \(out) with keys \(ring.keyIDs.joined(separator: ", "))")
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate",
            abstract: "Add a key that seals from now on; older ones open for 36 hours more.",
            discussion: "  sallyport keys rotate --file keyring.json\n\nSend the broker SIGHUP afterwards.")

        @OptionGroup var ring: Ring

        func run() async throws {
            try await ring.change("RotateKeyRing") { try $0.rotated(at: Date()) }
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retire",
            abstract: "Take a key out at once: whatever is sealed under it is worth nothing any more.",
            discussion: "  sallyport keys retire --file keyring.json 1a2b3c4d\n\nSend the broker SIGHUP afterwards.")

        @OptionGroup var ring: Ring

        @Argument(help: "The id of the key, as init and rotate print it.")
        var key: String

        func run() async throws {
            try await ring.change("RetireKey", key: key) { try $0.retiring(keyID: key) }
        }
    }

    /// A ring that is there, to be changed.
    struct Ring: ParsableArguments {
        @Option(help: "The key ring.")
        var file: String

        @OptionGroup var trail: KeyRingTrail

        /// Puts what `body` makes of the ring in its place, records that, and tells which keys there are now.
        ///
        /// - Throws: `ExitCode` after saying why.
        func change(_ act: String, key: String? = nil, _ body: (KeyRing) throws -> KeyRing) async throws {
            let keys = KeyRingFile(path: file)
            let ring = try await trail.carryOut(act, on: file, key: key) {
                try Terminal.reported {
                    let ring = try body(try keys.read())
                    try keys.replace(with: ring)
                    return ring
                }
            }
            Terminal.write("\(file) now holds \(ring.keyIDs.joined(separator: ", "))")
        }
    }
}
