import Foundation
import TestSupport
import Testing

/// `inspect --web-identity`: the token of an OpenID provider.
@Suite("sallyport inspect --web-identity")
struct WebIdentityInspectTests {
    private static let issuer = "https://issuer.example.org/tenant"

    private static func token(subject: String = "repo:acme/app", audience: String = "client") throws -> String {
        try TokenKey.p256.token(
            header: #"{"alg":"ES256","kid":"p256","typ":"JWT"}"#,
            payload:
                #"{"iss":"\#(issuer)","sub":"\#(subject)","aud":"\#(audience)","iat":1699999990,"exp":1700000300}"#,
            algorithm: "ES256")
    }

    private static func inspect(
        _ token: String, keys: [TokenKey] = [.p256], _ options: String...
    ) throws -> Command.Result {
        let folder = try TemporaryFolder()
        let file = try folder.write("token", token)
        let jwks = try folder.write("keys.json", try TokenKey.set(keys))
        return try Command.run(
            ["inspect", "--web-identity", file, "--jwks", jwks, "--at", Fixture.at] + options)
    }

    @Test func explainsAGoodToken() throws {
        let result = try Self.inspect(Self.token() + "\n", "--issuer", Self.issuer, "--audience", "client")
        #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
        #expect(result.output.hasPrefix("ACCEPTED at 2023-11-14T22:13:20Z"))
        #expect(result.output.contains("passed   web-identity.signature"))
        #expect(result.output.contains("issuer.example.org/tenant:sub"))
        #expect(result.output.contains("Token (verified)"))
    }

    @Test func saysWhatIsWrong() throws {
        let other = try Self.inspect(Self.token(audience: "x"), "--issuer", Self.issuer, "--audience", "client")
        #expect(other.status == 1)
        #expect(other.output.hasPrefix("REFUSED  web-identity.audience"))
        #expect(other.output.contains("told to the caller: InvalidIdentityToken: Incorrect token audience"))
        let forged = try Self.inspect(
            Self.token(), keys: [.onP256("p256")], "--issuer", Self.issuer, "--audience", "client", "--failed-only")
        #expect(forged.status == 1)
        #expect(forged.output.hasPrefix("REFUSED  web-identity.signature"))
        #expect(!forged.output.contains("Other checks"))
        let none = try Self.inspect("no token", "--issuer", Self.issuer, "--audience", "client")
        #expect(none.status == 1 && none.output.hasPrefix("REFUSED  web-identity.form"))
    }

    @Test func withoutKeysNothingIsVerified() throws {
        let result = try Command.run("inspect", "--web-identity", "-", "--at", Fixture.at, input: try Self.token())
        #expect(result.status == 1)
        #expect(result.output.contains("nothing is verified: give --jwks, or --config"))
        #expect(result.output.contains("Token (NOT VERIFIED: what it says, not what is true)"))
        #expect(result.output.contains("repo:acme/app"))
    }

    @Test func aTokenCannotWriteLinesOfOurs() throws {
        let result = try Self.inspect(
            Self.token(subject: "a\\n\\u001b[2JACCEPTED"), "--issuer", Self.issuer, "--audience", "client")
        #expect(!result.output.contains("\u{1B}"))
        #expect(!result.output.split(separator: "\n").dropFirst().contains { $0.hasPrefix("ACCEPTED") })
    }

    @Test func writesJSON() throws {
        let result = try Self.inspect(
            Self.token(), "--issuer", Self.issuer, "--audience", "client", "--format", "json")
        #expect(result.json["verdict"] as? String == "accepted")
        #expect((result.json["token"] as? [String: Any])?["subject"] as? String == "repo:acme/app")
        #expect((result.json["checks"] as? [[String: Any]])?.count ?? 0 > 10)
        #expect(
            (result.json["contextKeys"] as? [String: [String]])?["issuer.example.org/tenant:aud"] == ["client"])
    }

    @Test func judgesByTheProvidersOfABroker() throws {
        let broker = try Broker()
        try broker.folder.write("keys.json", try TokenKey.set([.p256]))
        let provider = "{ url: \(Self.issuer), clientIDs: [client], jwksFile: keys.json }"
        let text = try broker.folder.read("sallyport.yaml")
            .replacing("    roles:", with: "    oidcProviders: [\(provider)]\n    roles:")
        try broker.folder.write("sallyport.yaml", text)
        let file = try broker.folder.write("token", try Self.token())
        let arguments = ["inspect", "--web-identity", file, "--config", broker.configuration, "--at", Fixture.at]
        let good = try Command.run(arguments)
        #expect(good.status == 0 && good.errors.isEmpty, "\(good)")
        let elsewhere = try Command.run(arguments + ["--role-arn", "arn:aws:iam::210987654321:role/Admin"])
        #expect(elsewhere.status == 1 && elsewhere.output.hasPrefix("REFUSED  web-identity.issuer"))
        let late = try Command.run(Array(arguments.dropLast()) + ["2023-11-14T23:13:20Z"])
        #expect(late.status == 1 && late.output.hasPrefix("REFUSED  web-identity.expiration"))
    }

    @Test(arguments: [
        ["--jwks", "x"], ["--web-identity", "--metadata", "x"], ["--web-identity", "--api"],
        ["--web-identity", "--provider-arn", "x"], ["--web-identity", "--saml-only"],
        ["--web-identity", "--role-arn", "x"], ["--web-identity", "--config", "x", "--jwks", "y"],
        ["--web-identity", "--config", "x", "--audience", "y"], ["--web-identity", "--config", "x", "--issuer", "y"],
    ])
    func refusesOptionsThatMeanNothing(_ options: [String]) throws {
        #expect(try Command.run(["inspect", "-"] + options).status == 64)
    }
}
