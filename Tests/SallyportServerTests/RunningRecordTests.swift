import Foundation
import Glibc
import Logging
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("What a running broker says of its configuration")
struct RunningRecordTests {
    private let folder: TemporaryFolder
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        try FileManager.default.createDirectory(
            atPath: folder.path + "/data", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    private func read(_ environment: [String: String] = [:]) async throws -> BrokerConfiguration {
        let text = Site.yaml().replacing("store: memory", with: "dataDirectory: data")
        let file = try folder.write("sallyport.yaml", text)
        return try await ConfigurationReader(environment: environment).read(file: file, at: Site.now)
    }

    @Test func tellsWhatAReloadWouldChange() async throws {
        let running = try await read()
        running.recordRunning(at: Site.now, logger)
        let same = try await read()
        let record = try #require(RunningConfiguration.of(same))
        #expect(record.processID == getpid())
        #expect(record.changes(to: same).reload.isEmpty && record.changes(to: same).restart.isEmpty)
        let next = try await read(["SALLYPORT_VALIDATION_CLOCK_SKEW": "30", "SALLYPORT_LISTEN_PORT": "1"])
        #expect(record.changes(to: next).reload == ["validation.clockSkew"])
        #expect(record.changes(to: next).restart == ["listen.port"])
        try folder.write("trust.json", Site.trust(["corp"]))
        #expect(record.changes(to: try await read()).reload == [folder.path + "/trust.json"])
        withExtendedLifetime(running) {}
    }

    @Test func whatWaitsForTheNextStartStaysAsItWas() async throws {
        let running = try await read()
        var next = try await read(["SALLYPORT_LISTEN_PORT": "1", "SALLYPORT_VALIDATION_CLOCK_SKEW": "30"])
        next.keepSettings(of: running)
        next.recordRunning(at: Site.now, logger)
        let record = try #require(RunningConfiguration.of(running))
        let wanted = try await read(["SALLYPORT_LISTEN_PORT": "1", "SALLYPORT_VALIDATION_CLOCK_SKEW": "30"])
        #expect(record.changes(to: wanted).reload.isEmpty)
        #expect(record.changes(to: wanted).restart == ["listen.port"])
        withExtendedLifetime(next) {}
    }

    @Test func aRecordThatNobodyHoldsSaysNothing() async throws {
        do {
            let running = try await read()
            running.recordRunning(at: Site.now, logger)
        }
        let file = folder.path + "/data/running.json"
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(RunningConfiguration.of(try await read()) == nil)
        #expect(!(try String(contentsOfFile: file, encoding: .utf8)).contains("broker.example.com"))
    }

    @Test func aRecordThatIsBrokenSaysNothing() async throws {
        let configuration = try await read()
        #expect(RunningConfiguration.of(configuration) == nil)
        let file = try folder.write("data/running.json", "{")
        let descriptor = open(file, O_RDONLY)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX) == 0)
        #expect(RunningConfiguration.of(configuration) == nil)
    }
}
