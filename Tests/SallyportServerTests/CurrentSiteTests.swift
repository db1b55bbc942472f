import Federation
import Foundation
import Logging
import Testing

@testable import SallyportServer

@Suite("The site of the moment")
struct CurrentSiteTests {
    @Test("What was made after a site that has been replaced is not taken; a configuration that was read always is")
    func replace() async throws {
        let site = try await Site()
        let parts = SallyportServer.Site.Parts(
            keyRing: site.keyRing, store: site.store, audit: site.sink, owed: OwedRecords(site.sink),
            uses: LastUseRecorder(), clock: { Site.now },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let sites = try (0..<3).map { _ in try SallyportServer.Site(site.configuration, parts) }
        let current = CurrentSite(sites[0])
        #expect(current.replace(madeAfter: sites[0], with: sites[1]))
        #expect(current.value === sites[1])
        #expect(!current.replace(madeAfter: sites[0], with: sites[2]))
        #expect(current.value === sites[1])
        #expect(current.replace(madeAfter: nil, with: sites[2]))
        #expect(current.value === sites[2])
    }
}
