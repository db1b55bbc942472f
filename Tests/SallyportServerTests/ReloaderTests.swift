import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import Keys
import Logging
import ServiceLifecycle
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("Reloading while the server runs")
struct ReloaderTests {
    /// A server's reloader, with signals and files of the test.
    private struct Case {
        let folder: TemporaryFolder
        let host: MetadataHost
        let log = LogLines()
        let sink = InMemoryAuditSink()
        let site: CurrentSite
        var reloader: Reloader<AsyncStream<Void>>
        /// Sends a signal.
        let hangUp: AsyncStream<Void>.Continuation

        init() async throws {
            folder = try TemporaryFolder()
            host = try await MetadataHost(["/corp": .text(try Site.corp.get().metadata())])
            let folder = folder
            let file = try Self.write(folder, host, entityID: "urn:first")
            let source = ConfigurationSource(
                file: file,
                reader: ConfigurationReader(
                    environment: [:], logger: log.logger, fetcher: MetadataFetcher(time: .seconds(600))))
            let ring = KeyRing(generatedAt: Site.now)
            try KeyRingFile(path: folder.path + "/keyring.json").create(ring)
            let parts = SallyportServer.Site.Parts(
                keyRing: ring, store: InMemoryFederationStore(), audit: sink,
                clock: { Site.now }, logger: log.logger)
            let configuration = try await source.read(at: Site.now)
            _ = try configuration.readKeyRing()
            site = CurrentSite(try SallyportServer.Site(configuration, parts))
            let (signals, hangUp) = AsyncStream.makeStream(of: Void.self)
            self.hangUp = hangUp
            reloader = Reloader(source: source, site: site, parts: parts, signals: signals, logger: log.logger)
        }

        private static func write(
            _ folder: TemporaryFolder, _ host: MetadataHost, entityID: String
        ) throws -> String {
            try folder.write(
                "sallyport.yaml",
                """
                publicURL: https://broker.example.com
                entityID: \(entityID)
                keyRing: keyring.json
                store: memory
                accounts:
                  - id: "\(Site.account)"
                    providers: [{ name: corp, metadata: "\(host.url("/corp"))" }]

                """)
        }

        func write(entityID: String) throws { _ = try Self.write(folder, host, entityID: entityID) }

        var entityID: String { site.value.configuration.entityID }
    }

    @Test func aChangedFileIsTakenAndABrokenOneIsNot() async throws {
        let test = try await Case()
        let task = Task { try await test.reloader.run() }
        try test.write(entityID: "urn:second")
        test.hangUp.yield()
        await test.log.hold("configuration taken")
        #expect(test.entityID == "urn:second")
        try test.write(entityID: "[urn:third]")
        test.hangUp.yield()
        await test.log.hold("configuration not taken; everything stays as it is")
        #expect(test.entityID == "urn:second")
        task.cancel()
        try await task.value
    }

    private static func members(_ value: JSONValue) -> [String: JSONValue] {
        guard case .object(let members) = value else { return [:] }
        return Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
    }

    @Test func theAuditTellsWhatWasTakenAndWhatWasNot() async throws {
        let test = try await Case()
        await test.reloader.reload()
        try test.write(entityID: "urn:second")
        await test.reloader.reload()
        try test.write(entityID: "[urn:third]")
        await test.reloader.reload()
        let file = test.folder.path + "/sallyport.yaml"
        let events = test.sink.events
        #expect(events.map(\.eventName) == Array(repeating: "ReloadConfiguration", count: 3))
        #expect(events.allSatisfy { $0.userIdentity == .broker && $0.eventType == .serviceEvent })
        #expect(Self.members(events[0].responseElements)["changedFiles"] == .array([]))
        #expect(Self.members(events[1].responseElements)["changedFiles"] == .array([.string(file)]))
        #expect(events[1].errorCode == nil)
        #expect(events[2].errorCode == "ConfigurationRefused")
        #expect(events[2].errorMessage?.contains("entityID") == true)
    }

    @Test func theAuditTellsOfMetadataThatIsAnotherOne() async throws {
        let test = try await Case()
        await test.reloader.refresh()
        #expect(test.sink.events.isEmpty, "nothing has changed")
        test.host.answer("/corp", with: .text(try Site.legacy.get().metadata()))
        await test.reloader.refresh()
        #expect(test.sink.events.map(\.eventName) == ["RefreshMetadata"])
        let elements = Self.members(try #require(test.sink.events.first).responseElements)
        #expect(elements["changedMetadata"] == .array([.string(Site.provider("corp"))]))
        test.host.answer("/corp", with: .text("<html/>"))
        await test.reloader.refresh()
        #expect(test.sink.events.count == 1)
    }

    @Test func aSleepThatIsCutShortFetchesNothing() async throws {
        var test = try await Case()
        let (sleeps, begun) = AsyncStream.makeStream(of: Void.self)
        test.reloader.pause = { _ in
            begun.yield()
            try await Task.sleep(for: .seconds(86_400))
        }
        let reloader = test.reloader
        let task = Task { try await reloader.run() }
        _ = await sleeps.first { true }
        task.cancel()
        try await task.value
        #expect(test.host.requests.count == 1, "the one of the start")
        #expect(test.log.all == [])
    }

    @Test func oneThatIsOverFetchesMetadataAgain() async throws {
        var test = try await Case()
        let (sleeps, begun) = AsyncStream.makeStream(of: Void.self)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        test.reloader.pause = { _ in
            begun.yield()
            _ = await ends.first { true }
        }
        let reloader = test.reloader
        let task = Task { try await reloader.run() }
        _ = await sleeps.first { true }
        test.host.answer("/corp", with: .text(try Site.legacy.get().metadata()))
        end.yield()
        await test.log.hold("metadata taken")
        #expect(
            test.site.value.configuration.directory.providers.map(\.entityIDs) == [["https://idp.example.com/legacy"]])
        task.cancel()
        try await task.value
        #expect(test.host.requests.count == 2)
    }

    @Test func aSignalGivesUpWhatIsBeingFetchedAndTakesTheNewestFile() async throws {
        let test = try await Case()
        let task = Task { try await test.reloader.run() }
        test.host.answer("/corp", with: .silence)
        try test.write(entityID: "urn:second")
        test.hangUp.yield()
        await test.host.hasBeenAsked(times: 2)
        try test.write(entityID: "urn:third")
        test.hangUp.yield()
        await test.host.hasBeenAsked(times: 3)
        #expect(test.log.all.contains { $0.contains("configuration not taken: given up") })
        test.host.answer("/corp", with: .text(try Site.legacy.get().metadata()))
        try test.write(entityID: "urn:fourth")
        test.hangUp.yield()
        await test.log.hold("configuration taken")
        #expect(test.entityID == "urn:fourth")
        #expect(test.log.all.filter { $0.contains("reading the configuration anew") }.count == 3)
        task.cancel()
        try await task.value
    }

    @Test func theEndGivesUpWhatIsBeingFetched() async throws {
        let test = try await Case()
        let group = ServiceGroup(services: [test.reloader], logger: test.log.logger)
        let task = Task { try await group.run() }
        test.host.answer("/corp", with: .silence)
        test.hangUp.yield()
        await test.host.hasBeenAsked(times: 2)
        await group.triggerGracefulShutdown()
        try await task.value
        await test.host.hasBeenLeft(times: 2)
        #expect(test.entityID == "urn:first")
    }

    @Test func aRefreshTakesMetadataAndNotTheFile() async throws {
        let test = try await Case()
        try test.write(entityID: "urn:second")
        test.host.answer("/corp", with: .text(try Site.legacy.get().metadata()))
        await test.reloader.refresh()
        #expect(test.entityID == "urn:first")
        #expect(
            test.site.value.configuration.directory.providers.map(\.entityIDs) == [["https://idp.example.com/legacy"]])
        test.host.answer("/corp", with: .text("<html/>"))
        await test.reloader.refresh()
        #expect(test.log.all.last?.hasPrefix("error metadata not taken; everything stays as it is") == true)
        #expect(
            test.site.value.configuration.directory.providers.map(\.entityIDs) == [["https://idp.example.com/legacy"]])
    }
}
