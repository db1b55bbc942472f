import Accounts
import Audit
import FederationTesting
import Foundation
import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import SallyportServer

@Suite("What is kept of a signed call")
struct CallRecordTests {
    @Test("A record of IAM names the entities that it is about")
    func resources() async throws {
        let site = try await Site()
        let caller = try await SignedCaller(site)
        try await site.visit { browser in
            let trust = RegisteredProviderTests.trust(Site.provider("corp"))
            let role = [("RoleName", "Made"), ("Path", "/teams/"), ("AssumeRolePolicyDocument", trust)]
            for (action, parameters) in [("CreateRole", role), ("ListRoles", []), ("GetRole", [("RoleName", "Made")])] {
                let answer = try await caller.call(browser, action, parameters)
                #expect(answer.status == .ok, "\(answer.text)")
            }
        }
        let resources = site.sink.events.map { $0.resources.map { "\($0.type) \($0.arn)" } }
        let made = "AWS::IAM::Role arn:aws:iam::123456789012:role/teams/Made"
        #expect(resources == [[made], [], [made]])
    }

    @Test("What should have been signed is in the debug log, without token and secret, and nowhere else")
    func canonicalRequest() async throws {
        for level in [Logger.Level.debug, .info] {
            let log = Log()
            var logger = Logger(label: "test") { _ in log }
            logger.logLevel = level
            let site = try await Site(logger: logger)
            let staff = site.staff
            try await site.visit { browser in
                let ana = try await staff.client(browser, user: "ana", policy: Site.everything)
                var token = try SignedClient(browser, try await ana.sts("GetSessionToken"))
                let right = token.secret
                token = SignedClient(
                    browser, accessKeyID: token.accessKeyID, secret: String(right.reversed()), token: token.token)
                let answer = try await token.sts("GetCallerIdentity")
                #expect(answer.element("Code") == "SignatureDoesNotMatch")
                #expect(!answer.text.contains("x-amz-date"))
                let requestID = try #require(answer.element("RequestId"))
                guard level == .debug else {
                    #expect(log.all.isEmpty)
                    return
                }
                let line = try #require(log.all.first)
                #expect(line.contains("x-amz-date") && line.contains("AWS4-HMAC-SHA256") && line.contains(requestID))
                #expect(!line.contains("\n"))
                let sessionToken = try #require(token.token)
                #expect(!line.contains(right) && !line.contains(sessionToken))
            }
        }
    }
}

/// Keeps what is logged.
private struct Log: LogHandler {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private let lines = Lines()
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    var all: [String] { lines.all.withLock(\.self) }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.all.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
    }
}
