import ArgumentParser
import CommandIO
import Encodings

/// Which records are wanted.
///
/// All options that are given must hold; an option that is given several times holds when one of its values does.
struct AuditFilterOptions: ParsableArguments {
    @Option(help: "Not before: 2026-01-31T12:00:00Z, 2026-01-31, or how long ago: 90s, 15m, 2h, 7d, 4w.")
    var since: PastInstantArgument?

    @Option(help: "Before: an instant, or how long ago.")
    var until: PastInstantArgument?

    @Option(help: "Name of the event, such as AssumeRoleWithSAML or 'Get*'.")
    var event: [String] = []

    @Option(defaultAsFlag: AuditErrorArgument.any, help: "Refused with an error code; a code or a pattern says which.")
    var error: AuditErrorArgument? = nil

    @Flag(help: "What was refused.")
    var denied = false

    @Flag(help: "What was not refused.")
    var allowed = false

    @Option(
        name: [.customLong("principal"), .customLong("user")],
        help: "Who asked: text in the arn, principalId or userName of the identity, or in the session name asked for.")
    var principal: [String] = []

    @Option(help: "Account of the caller, of an entity, or whose record it is.")
    var account: [String] = []

    @Option(help: "ARN of a role, provider or other entity that it is about, also one that was only asked for.")
    var resource: [String] = []

    @Option(name: .customLong("source-ip"), help: "Address of the caller.")
    var sourceIP: [String] = []

    @Option(name: .customLong("request-id"), help: "Id that the caller was given with the answer.")
    var requestID: [String] = []

    @Option(
        name: .customLong("access-key-id"),
        help: "Credentials: when they were issued, and what was done or tried with them.")
    var accessKeyID: [String] = []

    mutating func validate() throws {
        if denied, allowed { throw ValidationError("--denied and --allowed exclude each other") }
        if error != nil, allowed { throw ValidationError("--error and --allowed exclude each other") }
        if let error, !error.isCode {
            throw ValidationError(
                "--error: \"\(error)\" is no error code, which has letters, * and ? alone; files go before a bare --error"
            )
        }
    }
}

/// An error code, or a pattern of codes.
struct AuditErrorArgument: ExpressibleByArgument, CustomStringConvertible {
    static let any = AuditErrorArgument(description: "*")

    let description: String

    private init(description: String) { self.description = description }

    /// Never nil: for what can't be read the parser would silently take the option without a value.
    init?(argument: String) { self.init(description: argument) }

    /// Whether there are letters and wildcards alone.
    var isCode: Bool {
        !description.isEmpty
            && description.utf8.allSatisfy {
                ASCII.isLowercase(ASCII.lowercased($0)) || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?")
            }
    }
}
