import ArgumentParser
import BenchmarkSupport
import Foundation
import SAML2

/// Signs responses in advance, so that a load test measures the broker and not the signer.
@main
struct SignResponses: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-responses",
        abstract: "Write form bodies with signed responses, one a line, and the IdP's metadata.")

    @Option(help: "How many.")
    var count = 20_000

    @Option(help: "File for the form bodies.")
    var out: String

    @Option(help: "File for the metadata of the IdP that signed them.")
    var metadataOut: String

    @Option(help: "The assertion consumer service.")
    var recipient: String

    @Option(help: "The service provider's entity ID.")
    var audience: String

    @Option(help: "The role that every response grants.")
    var roleARN: String

    @Option(help: "The SAML provider through which it does.")
    var providerARN: String

    func run() throws {
        let instant = Date()
        let factory = try ResponseFactory(
            recipient: recipient, audience: audience, roleARN: roleARN, providerARN: providerARN, at: instant)
        try Data(factory.provider.metadata().utf8).write(to: URL(fileURLWithPath: metadataOut))
        _ = FileManager.default.createFile(atPath: out, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: out))
        for number in 0..<count {
            let field = HTTPPostBinding.encode(try factory.response(number, at: instant))
                .replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
            try file.write(contentsOf: Data("SAMLResponse=\(field)\n".utf8))
        }
        try file.close()
        print("signed \(count) responses in \(Int(Date().timeIntervalSince(instant))) s")
    }
}
