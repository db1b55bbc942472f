import ArgumentParser
import CommandIO
import Foundation
import SAML2

/// `sallyport metadata`: what a metadata document holds, and whether it would do for a SAML provider.
struct MetadataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metadata",
        abstract: "Show a metadata document and judge it as a SAML provider.",
        usage: "sallyport metadata [<file>] [<options>]",
        discussion: """
            Shows every entity, each key with algorithm, size, fingerprint and the dates of
            its certificate (which decide nothing), and the verdict: whether the document
            would be taken for a SAML provider, and why not.

              sallyport metadata idp-metadata.xml
              sallyport metadata federation.xml --trust-certificate operator.pem \\
                  --format json

            Exit codes: 0 accepted, 1 refused, 2 input that can't be read, 64 wrong usage.
            """)

    @Argument(help: "The file with the metadata; - or nothing for the standard input.")
    var file = "-"

    @Option(help: "Certificate (PEM or DER) whose key must have signed the document.")
    var trustCertificate: String?

    @Flag(help: "Take a byte order mark off instead of refusing it.")
    var stripByteOrderMark = false

    @Option(help: "The instant at which to judge, as 2026-01-31T12:00:00Z. (default: now)")
    var at: InstantArgument?

    @Option(help: "How to write the result: text or json.")
    var format = OutputFormat.text

    func run() throws {
        let bytes = try InputFile.read(file)
        var options = MetadataDocument.Options(stripsByteOrderMark: stripByteOrderMark)
        if let path = trustCertificate {
            options.trustKeys = try InputFile.read(path, MetadataKey.signingKeys(inCertificateFile:))
        }
        let report = MetadataReport(bytes, options: options, at: at?.date ?? Date())
        try format.write(report.lines, json: OutputFormat.json(report.json))
        if !report.isAccepted { throw ExitCode.refused }
    }
}
