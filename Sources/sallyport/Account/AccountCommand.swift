import Accounts
import ArgumentParser
import CommandIO
import Encodings
import Foundation
import Keys

/// `sallyport account`: what only whoever runs the broker may do to an account.
struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Make and remove the root keys of accounts.",
        discussion: """
            The root of an account may do everything in it. Its first key is made here,
            beside the data directory; with it users, roles and policies are made through
            the API, as with AWS:

              sallyport account root-key create --config sallyport.yaml \\
                  --account 123456789012 --out root.credentials
              AWS_SHARED_CREDENTIALS_FILE=root.credentials \\
                aws --endpoint-url http://127.0.0.1:8080 --region us-east-1 iam list-roles

            A running broker takes notice within a second.
            """,
        subcommands: [RootKey.self])

    struct RootKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "root-key", abstract: "Root keys: at most two for each account.",
            subcommands: [Create.self, List.self, Delete.self])
    }

    struct Place: ParsableArguments {
        @Option(help: "The configuration file (YAML), which names data directory and key ring.")
        var config = "sallyport.yaml"

        @Option(help: ArgumentHelp("The account, twelve digits.", valueName: "id"))
        var account: String
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make a root key in a new file, mode 0600; the secret is shown nowhere else.")

        @OptionGroup var place: Place

        @Option(
            help: "The file to make, in the form of AWS's credentials file; one that is there is never overwritten.")
        var out: String

        func run() async throws {
            let root = try await RootKeys.open(place)
            // The file first: a key whose secret could not be written down would be of no use, and hard to find.
            let file = try Terminal.reported { try OwnerOnlyFile(out) }
            do {
                let made = try await root.create(at: Date())
                let text = """
                    [default]
                    aws_access_key_id = \(made.entity.uniqueID)
                    aws_secret_access_key = \(made.secretAccessKey)

                    """
                try Terminal.reported { try file.write(Array(text.utf8)) }
                Terminal.write("made \(out) with the root key \(made.entity.uniqueID) of account \(place.account)")
            } catch {
                file.remove()
                throw error
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the root keys of an account.")

        @OptionGroup var place: Place

        func run() async throws {
            for key in try await RootKeys.open(place).all() {
                let status = key.record.isActive ? "Active" : "Inactive"
                Terminal.write("\(key.uniqueID)  \(status)  made \(key.createDate.iso8601)")
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Remove a root key; whatever is signed with it is refused from then on.")

        @OptionGroup var place: Place

        @Argument(help: "The access key id.")
        var key: String

        func run() async throws {
            try await RootKeys.open(place).delete(key)
            Terminal.write("removed \(key)")
        }
    }
}
