import Foundation
import Testing

@Suite("sallyport config")
struct ConfigCommandTests {
    @Test func explainsAKeyAndItsVariable() throws {
        for name in ["accounts.roles.maxSessionDuration", "SALLYPORT_ACCOUNTS_0_ROLES_0_MAX_SESSION_DURATION"] {
            let result = try Command.run("config", "explain", name)
            #expect(result.status == 0)
            #expect(result.output.contains("3600 to 43200"), "\(name)")
        }
        let all = try Command.run("config", "explain").output
        #expect(all.contains("listen.tls.certificateChain\n") && all.contains("services[].rules[].path\n"))
    }

    @Test func namesWhatComesNear() throws {
        let result = try Command.run("config", "explain", "listen.prt")
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(result.errors.contains("there is no key listen.prt; near it: listen.port"))
        #expect(try Command.run("config", "explain", "SALLYPORT_LISTN_PORT").errors.contains("SALLYPORT_LISTEN_PORT"))
    }

    @Test func theSchemaIsJSON() throws {
        let schema = try Command.run("config", "schema").json
        #expect((schema["properties"] as? [String: Any])?["publicURL"] != nil)
    }

    @Test func showsWhatCountsAndWhoSaysIt() throws {
        let broker = try Broker()
        func show(_ arguments: String..., environment: [String: String] = [:]) throws -> Command.Result {
            try Command.run(
                ["config", "show", "--config", broker.configuration] + arguments, environment: environment)
        }
        let text = try show(environment: ["SALLYPORT_LISTEN_PORT": "8443"])
        #expect(text.status == 0)
        #expect(text.output.contains("listen.port: 8443  # SALLYPORT_LISTEN_PORT\n"))
        #expect(text.output.contains("publicURL: http://127.0.0.1:8080  # \(broker.configuration):1\n"))
        #expect(text.output.contains("validation.clockSkew: 60  # default\n"))
        let json = try show("--format", "json").output
        let values = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: String]]
        #expect(values?.contains(["key": "validation.clockSkew", "value": "60", "source": "default"]) == true)
        #expect(try show(environment: ["SALLYPORT_LISTN_PORT": "1"]).status == 2)
        #expect(try Command.run("config", "show", "--config", "/nonexistent").status == 2)
    }

    @Test func aCheckTellsWhatTheRunningBrokerWouldTake() async throws {
        let broker = try Broker()
        let text = try broker.folder.read("sallyport.yaml").replacing("store: memory", with: "dataDirectory: data")
        try broker.folder.write("sallyport.yaml", text)
        #expect(try !broker.check().output.contains("running broker"), "none runs yet")
        let (process, _) = try await broker.start()
        #expect(try broker.check().output.contains("has had this configuration since "))
        try broker.folder.write("sallyport.yaml", text + "\nvalidation: { clockSkew: 30 }\n")
        let changed = try broker.check(environment: ["SALLYPORT_LISTEN_PORT": "1"])
        #expect(changed.status == 0)
        #expect(changed.output.contains("take:\n  validation.clockSkew\n"), "\(changed.output)")
        #expect(changed.output.contains("waits for its next start:\n  listen.port\n"), "\(changed.output)")
        #expect(Broker.end(process) == 0)
        #expect(try !broker.check().output.contains("running broker"), "none runs any more")
    }
}
