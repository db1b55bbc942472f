import ArgumentParser
import CommandIO
import Foundation
import SallyportConfiguration

/// `sallyport audit`: what was decided, for whom and why.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Filter and show the audit trail.",
        discussion: """
            Without a file it reads the one that sallyport.yaml (or --config) names. With
            the file that is written now come those that were set aside before it, oldest
            first; --only leaves them out. Lines that are no records are reported and
            skipped.

            What was refused in the last hour, and why?
              sallyport audit --since 1h --denied
            A user says that a sign-in fails with request id 4c1b…: what happened?
              sallyport audit --request-id '4c1b*' --verbose
            Who became administrator this week, from where?
              sallyport audit --since 7d --allowed --event AssumeRoleWithSAML \\
                  --resource '*:role/Administrator'
            When were these credentials issued, to whom, and what was done with them?
              sallyport audit --access-key-id ASIARZPUZDIKJA3MGPJF
            Which responses were used twice or too late? As JSON, for jq:
              sallyport audit --error InvalidIdentityToken \\
                  --format json audit.jsonl | jq -r .sourceIPAddress
            Watch; also what is compressed, or comes from elsewhere:
              sallyport audit --follow
              zcat audit.jsonl.2.gz | sallyport audit --account 123456789012 -

            In values * stands for any text and ? for one character; upper and lower case
            are the same. All options must hold; one that is given several times holds when
            one of its values does.

            Exit codes: 0 something matched, 1 nothing did, 2 input that can't be read, 64
            wrong usage.
            """)

    @Argument(help: "Files to read; - for the standard input.")
    var files: [String] = []

    @Option(help: "The configuration that names the file. (default: sallyport.yaml, when no file is named)")
    var config: String?

    @Flag(help: "Read only the files that are named, not those that were set aside before.")
    var only = false

    @OptionGroup(title: "Which records")
    var filter: AuditFilterOptions

    @Option(help: "Only the last so many of the records that match. (default: all; with --follow: 10)")
    var tail: Int?

    @Flag(help: "Wait for further records, until interrupted.")
    var follow = false

    @Option(help: "How to write records: text, a line each, or json, the lines as they are.")
    var format = OutputFormat.text

    @Flag(help: "With text: all that a record holds, below its line.")
    var verbose = false

    private static let tails = 0...100_000

    mutating func validate() throws {
        if config != nil, !files.isEmpty { throw ValidationError("--config and files exclude each other") }
        if follow, files.count > 1 || files == ["-"] { throw ValidationError("--follow takes one file") }
        if follow, filter.until != nil { throw ValidationError("--follow and --until exclude each other") }
        if verbose, format == .json { throw ValidationError("--verbose goes with --format text; json is complete") }
        if let tail, !Self.tails.contains(tail) { throw ValidationError("--tail takes 0 to 100000") }
    }

    func run() throws {
        do {
            let hasMatched = try search()
            if !hasMatched { throw ExitCode.refused }
        } catch is OutputBuffer.Closed {
            return
        }
    }

    private func search() throws -> Bool {
        let paths = try files.isEmpty ? [fileOfConfiguration()] : files
        let wanted = AuditFilter(filter)
        var printer = AuditPrinter(wanted, format: format, isVerbose: verbose, tail: tail ?? (follow ? 10 : nil))
        var reader: LineReader?
        for entry in try AuditFileList(paths, includesClosed: !only).entries {
            if let instant = entry.closed, wanted.isOver(forFileClosedAt: instant) { continue }
            reader = try open(entry)
            guard let reader else { continue }
            // A record that is just being written is not over at the end of what is there.
            try printer.take(reader, of: entry.path, final: !follow || entry.closed != nil)
            printer.endFile(entry.path)
        }
        try printer.endHistory()
        if follow, let path = paths.first { try AuditFollower(path: path).run(reader, &printer) }
        return printer.hasMatched
    }

    private func open(_ entry: AuditFileList.Entry) throws -> LineReader? {
        do throws(InputError) {
            return try LineReader(path: entry.path)
        } catch {
            if entry.isOptional, !FileManager.default.fileExists(atPath: entry.path) { return nil }
            throw Terminal.fail("\(entry.path): \(error)")
        }
    }

    private func fileOfConfiguration() throws -> String {
        let path = config ?? "sallyport.yaml"
        let file: String?
        do throws(BrokerConfigurationError) {
            file = try ConfigurationReader(environment: ProcessInfo.processInfo.environment).auditFile(of: path)
        } catch {
            throw Terminal.fail("\(error)" + (config == nil ? "; name a file, or --config" : ""))
        }
        guard let file else {
            throw Terminal.fail(
                "\(path): audit.file: the configuration names none; name a file, or - for the standard input")
        }
        return file
    }
}
