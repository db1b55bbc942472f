import Accounts
import FederationTesting
import Foundation
import SAML2
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("Metadata by URL")
struct MetadataIntakeTests {
    /// A configuration whose providers take their metadata from a host of the test.
    private struct Case {
        let folder: TemporaryFolder
        let host: MetadataHost
        let log = LogLines()

        /// - Parameter memory: whether nothing is kept on disk.
        init(memory: Bool = false, _ providers: String...) async throws {
            folder = try TemporaryFolder()
            host = try await MetadataHost()
            try folder.write("trust.pem", Site.stranger.get().certificatePEM)
            try FileManager.default.createDirectory(atPath: folder.path + "/data", withIntermediateDirectories: false)
            try folder.write(
                "sallyport.yaml",
                """
                publicURL: https://broker.example.com
                keyRing: keyring.json
                \(memory ? "store: memory" : "dataDirectory: data")
                accounts:
                  - id: "\(Site.account)"
                    providers: [\(providers.map { $0.replacing("URL", with: host.url("")) }.joined(separator: ", "))]

                """)
        }

        func read(
            for occasion: MetadataIntake.Occasion = .start, at instant: Date = Site.now,
            within time: Duration = .seconds(600)
        ) async throws(BrokerConfigurationError) -> BrokerConfiguration {
            let file = folder.path + "/sallyport.yaml"
            let reader = ConfigurationReader(
                environment: [:], logger: log.logger, fetcher: MetadataFetcher(limit: 100_000, time: time))
            return try await reader.read(
                text: ConfigurationReader.text(of: file), file: file, for: occasion, at: instant)
        }

        /// Reads with the answer, and keeps copies as a server that runs does.
        func start(_ answer: MetadataHost.Answer, at instant: Date = Site.now) async throws -> BrokerConfiguration {
            host.answer("/corp", with: answer)
            let configuration = try await read(at: instant)
            configuration.keepMetadata(fetchedAt: instant, log.logger)
            return configuration
        }

        var copies: MetadataCopies? { MetadataCopies(.directory(folder.path + "/data", waitsForDisk: true)) }
        var copy: String { copies?.path(of: host.url("/corp")) ?? "" }

        /// The reason of a configuration that is refused.
        func refusal(at instant: Date = Site.now, within time: Duration = .seconds(600)) async throws -> String {
            do throws(BrokerConfigurationError) {
                _ = try await read(at: instant, within: time)
                return "taken"
            } catch {
                #expect(error.key.hasPrefix("accounts[0].providers["), "\(error)")
                return error.reason
            }
        }
    }

    private static let corp = "{ name: corp, metadata: \"URL/corp\" }"
    private static let signed = "{ name: corp, metadata: \"URL/corp\", metadataTrustCertificate: trust.pem }"

    private static func document(ending end: Date? = nil, _ name: Result<TestIdentityProvider, any Error> = Site.corp)
        throws -> MetadataHost.Answer
    {
        .text(try name.get().metadata(validUntil: end))
    }

    /// Metadata that the holder of `trust.pem` signed.
    private static func signedDocument(by signer: Result<TestIdentityProvider, any Error> = Site.stranger) throws
        -> MetadataHost.Answer
    {
        let text = try Site.corp.get().metadata().replacing("entityID=", with: "ID=\"_1\" entityID=")
        return .document(try signer.get().signedMetadata(text))
    }

    private static func days(_ count: Double) -> Date { Site.now.addingTimeInterval(count * 86_400) }

    // MARK: Fetching

    @Test func eachURLIsAskedOnceHoweverManyProvidersNameIt() async throws {
        let folder = (0..<21).map { "{ name: p\($0), metadata: \"URL/corp\" }" }.joined(separator: ", ")
        let test = try await Case(folder, "{ name: other, metadata: \"URL/other\" }")
        test.host.answer("/other", with: try Self.document(Site.legacy))
        let configuration = try await test.start(try Self.document())
        #expect(configuration.directory.providers.count == 22)
        #expect(configuration.metadataURLs.count == 22)
        #expect(test.host.requests.map { $0.prefix(10) }.sorted() == ["GET /corp ", "GET /other"])
    }

    @Test func urlsAreAskedTogether() async throws {
        let urls = (0..<40).map { "{ name: p\($0), metadata: \"URL/\($0)\" }" }.joined(separator: ", ")
        let test = try await Case(urls)
        for index in 0..<40 { test.host.answer("/\(index)", with: .silence) }
        let task = Task { try await test.read() }
        // None of them waits for another to end.
        await test.host.hasBeenAsked(times: 40)
        task.cancel()
        await #expect(throws: BrokerConfigurationError.self) { try await task.value }
    }

    @Test func nobodyIsAskedForAConfigurationThatIsBrokenElsewhere() async throws {
        let test = try await Case(Self.corp, "{ name: other, metadata: missing.xml }")
        await #expect(throws: BrokerConfigurationError.self) { try await test.read() }
        #expect(test.host.requests == [])
    }

    private static let unusable: [(MetadataHost.Answer, String)] = [
        (.silence, "no whole answer within 0.1 s"),
        (.unfinished("HTTP/1.1 200 OK\r\n\r\n<md:"), "no whole answer within 0.1 s"),
        (.status("500 Internal Server Error"), "answered 500, not 200"),
        (.status("302 Found"), "answered 302, not 200; redirects are not followed"),
        (.document([]), "Could not parse metadata"), (.text("<html>not here</html>"), "Could not parse metadata"),
        (.unfinished("HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n"), "at most 100000"),
        (.bytes("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nx"), "encoded as gzip"),
    ]

    /// Short where nothing else ends it.
    private static func time(for reason: String) -> Duration {
        reason.contains("within") ? .milliseconds(100) : .seconds(600)
    }

    @Test(arguments: unusable)
    func withoutACopyTheStartEndsWithTheReason(_ answer: MetadataHost.Answer, _ reason: String) async throws {
        for memory in [true, false] {
            let test = try await Case(memory: memory, Self.corp)
            test.host.answer("/corp", with: answer)
            let refusal = try await test.refusal(within: Self.time(for: reason))
            #expect(refusal.contains(reason) && refusal.contains(test.host.url("/corp")), "\(refusal)")
            #expect(refusal.contains("no earlier copy") == !memory, "\(refusal)")
        }
    }

    @Test func secretsOfAURLAreInNoErrorAndNoLog() async throws {
        let test = try await Case("{ name: corp, metadata: \"URL/corp?key=s3cr3t#s3cr3t\" }")
        let file = test.folder.path + "/sallyport.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try test.folder.write("sallyport.yaml", text.replacing("http://", with: "http://alice:s3cr3t@"))
        let refusal = try await test.refusal()
        #expect(refusal.contains("/corp?… answered 404") && !refusal.contains("s3cr3t"), "\(refusal)")
        #expect(!test.log.all.joined().contains("s3cr3t"))
    }

    // MARK: The copy

    @Test(arguments: unusable)
    func aCopyCountsWhenTheDocumentCannotBeHad(_ answer: MetadataHost.Answer, _ reason: String) async throws {
        let test = try await Case(Self.corp)
        _ = try await test.start(try Self.document())
        let before = try Data(contentsOf: URL(fileURLWithPath: test.copy))
        test.host.answer("/corp", with: answer)
        let configuration = try await test.read(at: Self.days(2), within: Self.time(for: reason))
        #expect(configuration.directory.providers.map(\.entityIDs) == [["https://idp.example.com/corp"]])
        let line = try #require(test.log.all.last)
        #expect(line.hasPrefix("warning metadata not taken") && line.contains(reason), "\(line)")
        #expect(line.contains("key=accounts[0].providers[0].metadata"), "\(line)")
        #expect(line.contains(test.copy) && line.contains("2 days ago"), "\(line)")
        // It stays as it is.
        configuration.keepMetadata(fetchedAt: Self.days(2), test.log.logger)
        #expect(try Data(contentsOf: URL(fileURLWithPath: test.copy)) == before)
        #expect(try test.copies?.read(test.host.url("/corp"))?.fetchedAt == Site.now)
    }

    @Test func copiesAreForTheBrokerAlone() async throws {
        let test = try await Case(Self.corp)
        _ = try await test.start(try Self.document())
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(test.folder.path + "/data/metadata") == 0o700)
        #expect(try mode(test.copy) == 0o600)
        // Another document takes its place, and nothing else is left.
        _ = try await test.start(try Self.document(Site.legacy), at: Self.days(1))
        #expect(try FileManager.default.contentsOfDirectory(atPath: test.folder.path + "/data/metadata").count == 1)
        #expect(try String(contentsOfFile: test.copy, encoding: .utf8) == Site.legacy.get().metadata())
    }

    @Test func readingAloneWritesNothing() async throws {
        let test = try await Case(Self.corp)
        test.host.answer("/corp", with: try Self.document())
        _ = try await test.read()
        #expect(try FileManager.default.contentsOfDirectory(atPath: test.folder.path + "/data") == [])
    }

    @Test func aCopyThatHasEndedIsRefused() async throws {
        let test = try await Case(Self.corp)
        _ = try await test.start(try Self.document(ending: Self.days(10)))
        test.host.answer("/corp", with: .status("503 Busy"))
        #expect(try await test.refusal(at: Self.days(9)) == "taken")
        let refusal = try await test.refusal(at: Self.days(11))
        #expect(refusal.contains("answered 503") && refusal.contains(test.copy) && refusal.contains("has passed"))
    }

    @Test func aCopyThatSomebodyChangedIsRefused() async throws {
        let test = try await Case(Self.signed)
        _ = try await test.start(try Self.signedDocument())
        test.host.answer("/corp", with: .status("503 Busy"))
        #expect(try await test.refusal() == "taken")
        let text = try String(contentsOfFile: test.copy, encoding: .utf8)
        try Data(text.replacing("/sso", with: "/ssO").utf8).write(to: URL(fileURLWithPath: test.copy))
        let refusal = try await test.refusal()
        #expect(refusal.contains("answered 503") && refusal.contains("signature is refused"), "\(refusal)")
    }

    @Test func aCopyThatIsNoFileOfTheBrokersIsRefused() async throws {
        let test = try await Case(Self.corp)
        _ = try await test.start(try Self.document())
        test.host.answer("/corp", with: .status("503 Busy"))
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: test.copy)
        #expect(try await test.refusal().contains("could have been written by others"))
        let document = try Data(contentsOf: URL(fileURLWithPath: test.copy))
        try FileManager.default.removeItem(atPath: test.copy)
        try document.write(to: URL(fileURLWithPath: test.copy + ".real"))
        try FileManager.default.createSymbolicLink(
            atPath: test.copy, withDestinationPath: test.copy + ".real")
        #expect(try await test.refusal().contains("can't be opened"))
        try FileManager.default.removeItem(atPath: test.copy)
        try FileManager.default.createDirectory(atPath: test.copy, withIntermediateDirectories: false)
        #expect(try await test.refusal().contains("is no plain file"))
        try FileManager.default.removeItem(atPath: test.copy)
        try Data(repeating: 0x20, count: 10_000_001).write(to: URL(fileURLWithPath: test.copy))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: test.copy)
        #expect(try await test.refusal().contains("larger than 10000000 bytes"))
    }

    @Test func aDocumentThatAnyOfItsProvidersRefusesIsNotKept() async throws {
        let test = try await Case(Self.corp.replacing("name: corp", with: "name: lax"), Self.signed)
        _ = try await test.start(try Self.signedDocument())
        test.host.answer("/corp", with: try Self.signedDocument(by: Site.legacy))
        let configuration = try await test.read()
        #expect(configuration.fetchedMetadataURLs == [])
        // Also the provider that asks for no signature has the document that all take.
        let text = String(decoding: try #require(try test.copies?.read(test.host.url("/corp"))).bytes, as: UTF8.self)
        #expect(configuration.directory.providers.map(\.metadataText) == [text, text])
        let line = try #require(test.log.all.last)
        #expect(line.hasPrefix("error metadata not taken") && line.contains("signature is refused"), "\(line)")
    }

    @Test func whatCannotBeKeptIsSaidAndStopsNothing() async throws {
        let test = try await Case(Self.corp)
        try test.folder.write("data/metadata", "a file in the folder's place")
        _ = try await test.start(try Self.document())
        #expect(test.log.all.last?.hasPrefix("warning no copy of metadata can be kept") == true)
    }

    // MARK: Older documents

    @Test func atAStartADocumentThatEndsBeforeTheCopyIsNotTaken() async throws {
        let test = try await Case(Self.corp)
        _ = try await test.start(try Self.document(ending: Self.days(10)))
        test.host.answer("/corp", with: try Self.document(ending: Self.days(9), Site.legacy))
        let configuration = try await test.read()
        #expect(configuration.directory.providers.first?.entityIDs == ["https://idp.example.com/corp"])
        #expect(configuration.fetchedMetadataURLs == [])
        #expect(test.log.all.last?.contains("send SIGHUP") == true)
        // A copy that has ended holds nobody up.
        let late = try await Case(Self.corp)
        _ = try await late.start(try Self.document(ending: Self.days(10)))
        late.host.answer("/corp", with: try Self.document(Site.legacy))
        #expect(try await late.read(at: Self.days(11)).fetchedMetadataURLs.count == 1)
    }

    @Test func onSIGHUPItIsTakenAndKept() async throws {
        let test = try await Case(Self.corp)
        let running = try await test.start(try Self.document(ending: Self.days(10)))
        test.host.answer("/corp", with: try Self.document(ending: Self.days(9), Site.legacy))
        await #expect(throws: BrokerConfigurationError.self) { try await test.read(for: .refresh(running)) }
        let next = try await test.read(for: .reload(running))
        #expect(next.directory.providers.first?.entityIDs == ["https://idp.example.com/legacy"])
        next.keepMetadata(fetchedAt: Site.now, test.log.logger)
        let restarted = try await test.read()
        #expect(restarted.directory.providers.first?.entityIDs == ["https://idp.example.com/legacy"])
        #expect(restarted.fetchedMetadataURLs.count == 1)
    }

    // MARK: A server that runs

    @Test func onSIGHUPWhatIsInForceCountsAndNotACopyThatMayBeOlder() async throws {
        for memory in [true, false] {
            let test = try await Case(memory: memory, Self.corp)
            _ = try await test.start(try Self.document())
            // In force, and never written.
            test.host.answer("/corp", with: try Self.document(Site.legacy))
            let running = try await test.read()
            test.host.answer("/corp", with: .status("503 Busy"))
            let next = try await test.read(for: .reload(running))
            #expect(next.directory.providers.first?.entityIDs == ["https://idp.example.com/legacy"])
            #expect(test.log.all.last?.contains("instead=what is in force") == true)
        }
    }

    @Test func onSIGHUPWhatIsInForceIsJudgedAgain() async throws {
        let test = try await Case(Self.corp)
        let running = try await test.start(try Self.document())
        let text = try String(contentsOfFile: test.folder.path + "/sallyport.yaml", encoding: .utf8)
        try test.folder.write(
            "sallyport.yaml", text.replacing("name: corp,", with: "name: corp, metadataTrustCertificate: trust.pem,"))
        test.host.answer("/corp", with: .status("503 Busy"))
        await #expect(throws: BrokerConfigurationError.self) { try await test.read(for: .reload(running)) }
    }

    @Test func aRefreshTakesWhatIsThereAndKeepsTheRest() async throws {
        let test = try await Case(Self.corp, "{ name: other, metadata: \"URL/other\" }")
        test.host.answer("/other", with: try Self.document(Site.legacy))
        let running = try await test.start(try Self.document(ending: Self.days(1)))
        test.host.answer("/corp", with: .status("503 Busy"))
        test.host.answer("/other", with: try Self.document(Site.sealed))
        // Also past its end: what is in force stays, and is good for nobody.
        let next = try await test.read(for: .refresh(running), at: Self.days(2))
        #expect(
            next.directory.providers.map(\.entityIDs) == [
                ["https://idp.example.com/corp"], ["https://idp.example.com/sealed"],
            ])
        #expect(next.fetchedMetadataURLs == [test.host.url("/other")])
        test.host.answer("/other", with: .status("500 Broken"))
        await #expect(throws: BrokerConfigurationError.self) {
            try await test.read(for: .refresh(running), at: Self.days(2))
        }
    }
}
