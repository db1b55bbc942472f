import ArgumentParser
import BenchmarkSupport
import FederationTesting
import Foundation
import SAML2

/// Signs responses in advance, so that a load test measures the broker and not the signer.
@main
struct SignResponses: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-responses",
        abstract: "Write form bodies with signed responses, one a line.",
        discussion: """
            With --role-arn and --provider-arn every response grants that role, and --metadata-out says whose it is. With
            --grants and --key, which fill-store made, each grants one of those roles at random, or with --in-turn the next.
            """)

    /// What a form is for.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        /// The assertion consumer service: `SAMLResponse`.
        case signIn = "sign-in"
        /// The Query API: `AssumeRoleWithSAML`.
        case assumeRole = "assume-role"
    }

    @Option(help: "How many.")
    var count = 20_000

    @Option(help: "File for the form bodies.")
    var out: String

    @Option(help: "File for the metadata of the IdP that signed them.")
    var metadataOut: String?

    @Option(help: "The assertion consumer service.")
    var recipient: String

    @Option(help: "The service provider's entity ID.")
    var audience: String

    @Option(help: "The role that every response grants.")
    var roleARN: String?

    @Option(help: "The SAML provider through which it does.")
    var providerARN: String?

    @Option(help: "File of grants, as fill-store writes it.")
    var grants: String?

    @Flag(help: "Take the grants one after the other, again from the first behind the last.")
    var inTurn = false

    @Option(help: "File of the key that signs for all of them.")
    var key: String?

    @Option(help: "What the forms are for.")
    var form = Form.signIn

    func run() throws {
        let instant = Date()
        let source = try source(at: instant)
        _ = FileManager.default.createFile(atPath: out, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: out))
        for number in 0..<count {
            let (factory, grant) = try source()
            let response = HTTPPostBinding.encode(try factory.response(number, at: instant))
            try file.write(contentsOf: Data((body(response, grant) + "\n").utf8))
        }
        try file.close()
        print("signed \(count) responses in \(Int(Date().timeIntervalSince(instant))) s")
    }

    /// Gives a factory and what it grants, for each response anew.
    private func source(at instant: Date) throws -> () throws -> (ResponseFactory, Grant) {
        if let grants, let key { return try source(of: grants, key, at: instant) }
        guard let roleARN, let providerARN else {
            throw ValidationError("give --role-arn and --provider-arn, or --grants and --key")
        }
        let factory = try ResponseFactory(
            recipient: recipient, audience: audience, roleARN: roleARN, providerARN: providerARN, at: instant)
        if let metadataOut {
            try Data(factory.provider.metadata().utf8).write(to: URL(fileURLWithPath: metadataOut))
        }
        let grant = Grant(issuer: factory.provider.entityID, roleARN: roleARN, providerARN: providerARN)
        return { (factory, grant) }
    }

    private func source(
        of grants: String, _ key: String, at instant: Date
    ) throws -> () throws -> (ResponseFactory, Grant) {
        let all = try String(contentsOfFile: grants, encoding: .utf8).split(separator: "\n")
            .compactMap(Grant.init(line:))
        let pem = Array(try Data(contentsOf: URL(fileURLWithPath: key)))
        let (recipient, audience, inTurn) = (recipient, audience, inTurn)
        var idps: [String: TestIdentityProvider] = [:]
        var number = 0
        return {
            defer { number += 1 }
            let next = inTurn && !all.isEmpty ? all[number % all.count] : all.randomElement()
            guard let grant = next else { throw ValidationError("there are no grants") }
            let idp =
                try idps[grant.issuer]
                ?? TestIdentityProvider(
                    entityID: grant.issuer, singleSignOnURL: grant.issuer, privateKeyPEM: pem, at: instant)
            idps[grant.issuer] = idp
            let factory = ResponseFactory(
                provider: idp, recipient: recipient, audience: audience, roleARN: grant.roleARN,
                providerARN: grant.providerARN)
            return (factory, grant)
        }
    }

    private func body(_ response: String, _ grant: Grant) -> String {
        let response = Self.encoded(response)
        switch form {
        case .signIn: return "SAMLResponse=\(response)"
        case .assumeRole:
            return "Action=AssumeRoleWithSAML&Version=2011-06-15&RoleArn=\(Self.encoded(grant.roleARN))"
                + "&PrincipalArn=\(Self.encoded(grant.providerARN))&SAMLAssertion=\(response)"
        }
    }

    private static func encoded(_ value: String) -> String {
        value.replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
            .replacing(":", with: "%3A")
    }
}
