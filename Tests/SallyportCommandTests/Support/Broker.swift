import FederationTesting
import Foundation

/// A folder from which a broker can be started.
struct Broker {
    let folder: TemporaryFolder
    let configuration: String

    init(_ extra: String = "") throws {
        folder = try TemporaryFolder()
        try folder.write("idp.xml", Fixture.identityProvider.get().metadata())
        try folder.write("trust.json", try Command.run("role", "template", "--saml", Fixture.provider).output)
        configuration = try folder.write(
            "sallyport.yaml",
            """
            publicURL: http://127.0.0.1:8080
            keyRing: ring.json
            store: memory
            listen: { host: 127.0.0.1, port: 0 }
            audit: { file: audit.jsonl }
            accounts:
              - id: "123456789012"
                providers: [{ name: corp, metadata: idp.xml }]
                roles: [{ name: Admin, trustPolicy: trust.json }]
            \(extra)
            """)
        _ = try Command.run("keys", "init", "--out", folder.path + "/ring.json")
    }

    func check(environment: [String: String] = [:]) throws -> Command.Result {
        try Command.run("serve", "--config", configuration, "--check", environment: environment)
    }

    /// Starts it and waits until it says where it listens.
    func start() async throws -> (process: Process, port: UInt16) {
        try await Self.start(["serve", "--config", configuration], folder, saying: "address=127.0.0.1:")
    }

    static func start(
        _ arguments: [String], _ folder: TemporaryFolder, saying mark: String
    ) async throws -> (process: Process, port: UInt16) {
        let process = try Command.start(arguments, folder)
        while process.isRunning {
            let log = try folder.read("err")
            if let start = log.firstRange(of: mark),
                let port = UInt16(log[start.upperBound...].prefix(while: \.isNumber))
            {
                return (process, port)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw NotStarted(log: try folder.read("err"))
    }

    struct NotStarted: Error { let log: String }

    static func end(_ process: Process) -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }
}
