import ArgumentParser
import CommandIO
import Foundation
import Testing

@testable import SignInCommands

@Suite("Sign-ins on the command line")
struct SignInCommandTests {
    /// A folder that goes away.
    private final class Folder {
        let path: String

        init() throws {
            path = FileManager.default.temporaryDirectory.appendingPathComponent("sign-in-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private static let signIn = CachedSignIn(
        startUrl: "https://broker.example.com/start", region: "us-east-1", accessToken: "secret-access",
        expiresAt: "2026-01-31T12:00:00Z", refreshToken: "secret-refresh", clientId: "id",
        clientSecret: "secret-client",
        registrationExpiresAt: "2026-03-31T12:00:00Z")

    @Test func areKeptAsTheCLIOfAWSKeepsThem() throws {
        let folder = try Folder()
        let cache = SignInCache(session: "corp", home: folder.path)
        #expect(cache.load() == nil)
        for _ in 0..<2 { try cache.save(Self.signIn) }
        // echo -n corp | sha1sum
        #expect(cache.file.hasSuffix("/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"))
        let mode = try FileManager.default.attributesOfItem(atPath: cache.file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(cache.load()?.accessToken == "secret-access" && cache.load()?.broker == "https://broker.example.com")
        #expect(!"\(Self.signIn)".contains("secret"))
        cache.remove()
        #expect(cache.load() == nil)
        cache.remove()
    }

    @Test(arguments: ["https://broker.example.com", "https://broker.example.com/base/", "http://127.0.0.1:8080"])
    func takeTheURLOfABroker(_ url: String) throws {
        #expect(try !CenterClient(broker: url).broker.hasSuffix("/"))
    }

    @Test(arguments: [
        "http://broker.example.com", "broker.example.com", "", "ftp://127.0.0.1", "https://user@broker.example.com",
        "https://broker.example.com/?a=b", "http://127.0.0.1.evil.example",
    ])
    func takeNoOther(_ url: String) { #expect(throws: InputError.self) { try CenterClient(broker: url) } }

    // MARK: The browser of this machine

    private static let server = LoopbackServer(state: "a-state")

    @Test(arguments: [
        ("code=abc&state=a-state", LoopbackServer.Answer.code("abc")),
        ("state=a-state&code=a%2Bb", .code("a+b")),
        ("error=access_denied&state=a-state", .error("access_denied")),
    ])
    func theBrowserBringsAnAnswer(_ query: String, _ answer: LoopbackServer.Answer) {
        #expect(Self.server.answer(in: query) == answer)
    }

    @Test(arguments: [
        "", "code=abc", "code=abc&state=", "code=abc&state=another", "code=abc&state=a-state&state=a-state",
        "state=a-state", "code=&state=a-state", "code=%FF&state=a-state", "code=%zz&state=a-state",
        "code=" + String(repeating: "a", count: 5_000) + "&state=a-state",
    ])
    func whatIsNoAnswerIsNone(_ query: String) { #expect(Self.server.answer(in: query) == nil) }

    @Test func theBrowserIsSentToTheBrokerWithADigestAlone() throws {
        let client = try CenterClient(broker: "https://broker.example.com")
        let registered = RegisteredClient(clientId: "id", clientSecret: "secret-client", clientSecretExpiresAt: 0)
        let url = LoopbackSignIn(client, registered).url(redirectURI: "http://127.0.0.1:4711/oauth/callback")
        #expect(url.hasPrefix("https://broker.example.com/authorize?response_type=code&client_id=id&"))
        #expect(url.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Foauth%2Fcallback&"))
        #expect(url.contains("&code_challenge_method=S256&code_challenge=") && !url.contains("secret"))
        // Neither state nor digest are those of another sign-in.
        #expect(url != LoopbackSignIn(client, registered).url(redirectURI: "http://127.0.0.1:4711/oauth/callback"))
    }

    @Test func withoutABrowserThereIsNoAnswerToWaitFor() async throws {
        let client = try CenterClient(broker: "https://broker.example.com")
        let registered = RegisteredClient(clientId: "id", clientSecret: "secret", clientSecretExpiresAt: 0)
        #expect(try await LoopbackSignIn(client, registered).tokens { _ in false } == nil)
    }

    private static func profiles(_ alias: String = "example") -> Profiles {
        let account = AccountEntry(accountId: "123456789012", accountName: alias)
        return Profiles(
            session: "corp", broker: "https://broker.example.com", region: "eu-central-1",
            roles: [
                (account, ["Administrator", "ReadOnly"].map { RoleEntry(roleName: $0, accountId: "123456789012") })
            ])
    }

    @Test func haveAProfileForEachRole() {
        let lines = Self.profiles().lines
        for line in [
            "[sso-session corp]", "sso_start_url = https://broker.example.com/start", "[profile example-ReadOnly]",
            "sso_account_id = 123456789012", "sso_role_name = ReadOnly", "services = corp",
        ] { #expect(lines.contains(line), "\(line)") }
        // What an account is called can begin no line of its own.
        let odd = Self.profiles("x]\n[default]").lines
        #expect(!odd.contains { $0.hasPrefix("[default") } && odd.contains("[profile x---default--ReadOnly]"))
    }

    @Test func leaveTheRestOfTheFileAsItIs() throws {
        let folder = try Folder()
        let path = folder.path + "/config"
        try Data("[default]\nregion = us-east-1\n".utf8).write(to: URL(fileURLWithPath: path))
        let file = ProfileFile(path: path)
        for _ in 0..<2 { #expect(try file.write(Self.profiles()) == path) }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasPrefix("[default]\nregion = us-east-1\n"))
        #expect(text.components(separatedBy: "[profile example-ReadOnly]").count == 2)
    }

    @Test func replaceNothingThatSomebodyElseWrote() throws {
        let folder = try Folder()
        let path = folder.path + "/config"
        let text = "[profile example-ReadOnly]\nregion = us-east-1\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: InputError.self) { try ProfileFile(path: path).write(Self.profiles()) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test func credentialsAreWrittenForAProcess() throws {
        let text = CredentialsCommand.text(
            RoleCredentials.Credentials(
                accessKeyId: "ASIA1", secretAccessKey: "s", sessionToken: "t", expiration: 1_700_000_000_000))
        let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(json["Version"] as? Int == 1 && json["Expiration"] as? String == "2023-11-14T22:13:20Z")
    }

    @Test func aCommandEndsWithItsOwnCode() throws {
        let environment = ProcessInfo.processInfo.environment
        for code in [0, 3] as [Int32] {
            let id = try ChildProcess.start(["sh", "-c", "exit \(code)"], environment: environment, isSilent: true)
            #expect(try ChildProcess.wait(for: id) == code)
        }
        #expect(throws: ChildProcess.Failure.self) {
            try ChildProcess.start(["/nonexistent/command"], environment: environment)
        }
    }
}
