import FederationTesting
import Foundation
import SAML2
import Testing

/// `inspect --config`: by the rules of a broker.
@Suite("sallyport inspect --config")
struct ConfiguredInspectTests {
    private static let address = "http://127.0.0.1:8080/saml"

    private static func response(
        roles: [String] = ["\(Fixture.role),\(Fixture.provider)"],
        changing change: (inout ResponseTemplate) -> Void = { _ in }
    ) throws -> [UInt8] {
        try Fixture.response(roles: roles, recipient: address, audience: address, changing: change)
    }

    private static func inspect(_ broker: Broker, _ response: [UInt8], _ options: String...) throws -> Command.Result {
        try inspect(broker, response, options)
    }

    private static func inspect(_ broker: Broker, _ response: [UInt8], _ options: [String]) throws -> Command.Result {
        let file = try broker.folder.write("response.xml", response)
        return try Command.run(["inspect", file, "--config", broker.configuration, "--at", Fixture.at] + options)
    }

    @Test func takesAddressesKeysAndRolesFromTheConfiguration() throws {
        let broker = try Broker()
        let good = try Self.inspect(broker, try Self.response())
        #expect(good.status == 0 && good.errors.isEmpty, "\(good)")
        #expect(good.output.contains("given    \(Fixture.role)") && good.output.contains("passed   trust-policy"))
        let foreign = try Self.inspect(broker, try Fixture.response())
        #expect(foreign.status == 1 && foreign.output.hasPrefix("REFUSED  response.destination"))
        let forged = try Self.inspect(
            broker, try Fixture.response(signer: Fixture.other, recipient: Self.address, audience: Self.address))
        #expect(forged.status == 1 && forged.output.hasPrefix("REFUSED  signature.valid"))
    }

    @Test(arguments: [
        ("", false, 1), ("", true, 0), ("validation: { inResponseTo: unchecked, apiInResponseTo: absent }", false, 0),
        ("validation: { inResponseTo: unchecked, apiInResponseTo: absent }", true, 1),
    ])
    func followsTheRuleOfTheChannel(_ rules: String, _ isAPI: Bool, _ status: Int32) throws {
        let broker = try Broker(rules)
        let response = try Self.response { $0.inResponseTo = "_r" }
        let result =
            isAPI
            ? try Self.inspect(broker, response, "--api", "--provider-arn", Fixture.provider)
            : try Self.inspect(broker, response)
        #expect(result.status == status, "\(result)")
        #expect(status == 0 || result.output.hasPrefix("REFUSED  subject.in-response-to"))
    }

    @Test func saysOfEachPairWhatBecomesOfIt() throws {
        let account = "arn:aws:iam::123456789012:"
        let result = try Self.inspect(
            try Broker(),
            try Self.response(roles: [
                "\(account)role/Nobody,\(Fixture.provider)", "\(Fixture.role),\(account)saml-provider/other",
                "\(Fixture.role),\(Fixture.provider)",
            ]), "--format", "json")
        let roles = try #require(result.json["roles"] as? [[String: Any]])
        #expect(roles.map { $0["verdict"] as? String } == ["refused", "refused", "given"])
        #expect(result.status == 0)
        let none = try Self.inspect(
            try Broker(), try Self.response(roles: ["\(account)role/Nobody,\(Fixture.provider)"]))
        #expect(none.status == 1 && none.output.contains("no such role"), "\(none.output)")
        let other = try Self.inspect(try Broker(), try Self.response(), "--role-arn", "\(account)role/Other")
        #expect(other.status == 1 && other.output.contains("no pair of the response names"), "\(other.output)")
    }

    @Test(arguments: [[], ["--api"]])
    func looksAtThePairsOfTheProviderThatIsAskedFor(_ channel: [String]) throws {
        let broker = try Broker()
        let other = "arn:aws:iam::123456789012:saml-provider/other"
        let both = try Self.response(roles: ["\(Fixture.role),\(other)", "\(Fixture.role),\(Fixture.provider)"])
        let options = channel + ["--provider-arn", Fixture.provider, "--format", "json"]
        let given = try Self.inspect(broker, both, options)
        let roles = try #require(given.json["roles"] as? [[String: Any]])
        #expect(given.status == 0 && roles.map { $0["providerArn"] as? String } == [Fixture.provider], "\(given)")
        let foreign = try Self.response(roles: ["\(Fixture.role),\(other)"])
        let refused = try Self.inspect(broker, foreign, options)
        #expect(refused.status == 1 && refused.output.contains("through \(Fixture.provider)"), "\(refused)")
    }

    @Test func aProviderThatNoPairNamesIsRefusedOnThePage() throws {
        let other = "arn:aws:iam::123456789012:saml-provider/other"
        let result = try Self.inspect(try Broker(), try Self.response(), "--provider-arn", other)
        #expect(result.status == 1 && result.output.contains("no pair of the response names a role through \(other)"))
    }

    @Test(arguments: [
        ["--metadata", "x"], ["--recipient", "x"], ["--audience", "x"], ["--clock-skew", "5"],
        ["--insecure-allow-sha1"],
        ["--decryption-key", "x"], ["--api"],
    ])
    func whatTheConfigurationSaysIsNotSaidTwice(_ options: [String]) throws {
        let result = try Command.run(["inspect", "-", "--config", "x.yaml"] + options)
        #expect(result.status == 64)
    }

    @Test func aConfigurationThatCannotBeReadEndsWith2() throws {
        let broker = try Broker("nonsense: 1")
        let result = try Self.inspect(broker, try Self.response())
        #expect(result.status == 2 && result.errors.contains("nonsense"))
    }
}
