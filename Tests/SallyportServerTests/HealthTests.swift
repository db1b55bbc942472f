import Accounts
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import SAML2
import Synchronization
import Testing

@testable import Audit
@testable import SallyportConfiguration
@testable import SallyportServer

/// A log whose lines can be looked at.
private struct Log: LogHandler {
    let lines: Report
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.add("\(event.level): \(event.message)") }
}

/// A store that fails when it is told to.
final class FailingStore: FederationStore {
    private struct State {
        var reading: StoreError?
        var staleness = Duration.zero
        var writing: StoreError?
        var writes = 0
        var isHanging = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let store = InMemoryFederationStore()
    private let state = Mutex(State())

    func fail(reading: StoreError? = nil, writing: StoreError? = nil) {
        state.withLock { ($0.reading, $0.writing) = (reading, writing) }
    }

    var writes: Int { state.withLock(\.writes) }

    /// Lets whoever reads wait.
    func hang() { state.withLock { $0.isHanging = true } }

    /// How many wait.
    var waiting: Int { state.withLock(\.waiting.count) }

    /// Lets them go on.
    func goOn() {
        let waiting = state.withLock { state in
            defer { (state.isHanging, state.waiting) = (false, []) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// How old what is read is.
    var staleness: Duration {
        get { state.withLock(\.staleness) }
        set { state.withLock { $0.staleness = newValue } }
    }

    private func wait() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.isHanging { state.waiting.append(continuation) }
                return !state.isHanging
            }
            if goesOn { continuation.resume() }
        }
    }

    private func read() throws(StoreError) { if let error = state.withLock(\.reading) { throw error } }
    private func write() throws(StoreError) {
        let error = state.withLock { state in
            state.writes += 1
            return state.writing
        }
        if let error { throw error }
    }

    func redeem(_ use: OneTimeUse, at instant: Date) async throws(StoreError) -> Redemption {
        try write()
        return try await store.redeem(use, at: instant)
    }

    func revoke(_ revocation: Revocation) async throws(StoreError) {
        try write()
        try await store.revoke(revocation)
    }

    func withdrawRevocation(of target: RevocationTarget) async throws(StoreError) {
        try write()
        try await store.withdrawRevocation(of: target)
    }

    func revocations() async throws(StoreError) -> RevocationList {
        await wait()
        try read()
        return try await store.revocations()
    }

    func sweep(at instant: Date) async throws(StoreError) -> Int {
        try write()
        return try await store.sweep(at: instant)
    }

    func highestInstant() async throws(StoreError) -> Timestamp? {
        try read()
        return try await store.highestInstant()
    }

    func readEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws -> Value {
        try read()
        return try await store.readEntities(body)
    }

    func writeEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityWriter) async throws -> Value
    ) async throws -> Value {
        try write()
        return try await store.writeEntities(body)
    }

    func entityVersions() async throws(StoreError) -> EntityVersions {
        try read()
        return try await store.entityVersions()
    }

    func record(_ uses: [EntityUse]) async throws(StoreError) {
        try write()
        try await store.record(uses)
    }

    func begin(
        _ session: KeptPortalSession, using use: OneTimeUse?, limits: PortalSessionLimits
    ) async throws(StoreError) -> PortalSessionBeginning {
        try write()
        return try await store.begin(session, using: use, limits: limits)
    }

    func sealedPortalSession(_ id: [UInt8]) async throws(StoreError) -> [UInt8]? {
        try read()
        return try await store.sealedPortalSession(id)
    }

    func endPortalSession(_ id: [UInt8], inFavourOf successor: [UInt8]?) async throws(StoreError) {
        try write()
        try await store.endPortalSession(id, inFavourOf: successor)
    }

    func endPortalSessions(of subject: [UInt8], sessionIndexes: Set<[UInt8]>) async throws(StoreError) -> Int {
        try write()
        return try await store.endPortalSessions(of: subject, sessionIndexes: sessionIndexes)
    }

    func forgetPortalSessions(overAt instant: Timestamp) async throws(StoreError) -> Int {
        try write()
        return try await store.forgetPortalSessions(overAt: instant)
    }
}

@Suite("What is told when nothing can be given")
struct HealthTests {
    private let lines = Report()
    private let failing = FailingStore()
    private let sink = InMemoryAuditSink()
    private let store: WatchedStore

    init() {
        let lines = lines
        store = WatchedStore(failing, logger: Logger(label: "test") { _ in Log(lines: lines) })
    }

    private func use() -> OneTimeUse? {
        OneTimeKey(bytes: (0..<32).map { _ in UInt8.random(in: 0...255) }).map {
            OneTimeUse(key: $0, keepUntil: Site.now.addingTimeInterval(60))
        }
    }

    private func redeem() async throws { _ = try await store.redeem(try #require(use()), at: Site.now) }

    @Test func aFullDiskIsSaidOnceAndItsEndAsWell() async throws {
        failing.fail(writing: StoreError(.full, "disk"))
        for _ in 0..<3 { await #expect(throws: StoreError.self) { try await redeem() } }
        // That it can be read says nothing.
        _ = try await store.revocations()
        #expect(lines.all.map { $0.prefix(30) } == ["error: the store can't be writ"])
        failing.fail()
        for _ in 0..<3 { try await redeem() }
        #expect(lines.all.last == "notice: the store can be written again")
        #expect(lines.all.count == 2)
    }

    @Test func aStoreThatIsGoneIsSaidOnce() async throws {
        let gone = StoreError(.gone, "path")
        failing.fail(reading: gone, writing: gone)
        for _ in 0..<2 {
            await #expect(throws: StoreError.self) { try await redeem() }
            await #expect(throws: StoreError.self) { _ = try await store.revocations() }
        }
        #expect(lines.all == ["error: the store is gone; nothing is given until a new start"])
    }

    @Test(arguments: [StoreError.Code.conflict, .readOnly, .corrupt])
    func whatIsWrongWithOneRequestIsNotSaid(_ code: StoreError.Code) async throws {
        failing.fail(reading: StoreError(code, "x"), writing: StoreError(code, "x"))
        await #expect(throws: StoreError.self) { try await store.writeEntities { _ in } }
        await #expect(throws: StoreError.self) { try await store.readEntities { _ in } }
        #expect(lines.all.isEmpty)
    }

    @Test func whatComesAndGoesFillsNoLog() {
        let (lines, clock) = (Report(), TestInstant())
        let trouble = Trouble(begin: { lines.add($0) }, end: { lines.add("over") }, now: { clock.now })
        for number in 0..<100 {
            trouble.begin("\(number)")
            trouble.end()
        }
        #expect(lines.all == ["0", "over"])
        clock.pass(11)
        trouble.begin("later")
        trouble.begin("later")
        #expect(trouble.isThere)
        trouble.end()
        #expect(lines.all == ["0", "over", "later", "over"])
    }

    // MARK: /health

    private final class TestInstant: Sendable {
        private let instant = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { instant.withLock(\.self) }
        func pass(_ seconds: Int) { instant.withLock { $0 += .seconds(seconds) } }
    }

    @Test func eachFaultIsNamed() async throws {
        let clock = TestInstant()
        let health = HealthCheck(audit: sink, store: store, clock: { Site.now }, now: { clock.now })
        func faults() async -> [String] {
            clock.pass(1)
            return await health.faults()
        }
        #expect(await faults().isEmpty)
        sink.hasRoom = false
        #expect(await faults() == ["audit: records can't be kept"])
        failing.fail(reading: StoreError(.unavailable, "/secret/path"))
        #expect(await faults() == ["audit: records can't be kept", "store: it can't be read"])
        sink.hasRoom = true
        failing.fail()
        #expect(await faults().isEmpty)
        failing.fail(writing: StoreError(.full, "/secret/path"))
        await #expect(throws: StoreError.self) { try await redeem() }
        #expect(await faults() == ["store: it can't be written"])
        failing.fail()
        #expect(await faults().isEmpty)
        let gone = StoreError(.gone, "/secret/path")
        failing.fail(reading: gone, writing: gone)
        #expect(await faults() == ["store: its files were deleted, moved or replaced"])
        #expect(sink.reservations == 0)
    }

    @Test func aViewThatIsOldIsNamedAndEndsNoTrouble() async throws {
        let clock = TestInstant()
        let health = HealthCheck(audit: sink, store: store, clock: { Site.now }, now: { clock.now })
        func faults() async -> [String] {
            clock.pass(1)
            return await health.faults()
        }
        failing.staleness = .milliseconds(4_999)
        #expect(await faults().isEmpty)
        failing.staleness = .seconds(12)
        #expect(await faults() == ["store: it can't be reached; what is known of it is 12 s old"])
        let directory = try await Site().configuration.directory
        func standing() async -> Readiness.Standing {
            clock.pass(1)
            return Readiness(await health.report(), directory, isStopping: false, at: Site.now).standing
        }
        #expect(await standing() == .degraded)
        failing.fail(reading: StoreError(.unavailable, "no server"))
        #expect(await standing() == .unavailable)
        await #expect(throws: StoreError.self) { try await store.highestInstant() }
        failing.fail()
        // Answered from what was read before.
        _ = try await store.revocations()
        #expect(!lines.all.contains { $0.contains("can be read again") })
        failing.staleness = .zero
        _ = try await store.revocations()
        #expect(lines.all.contains { $0.contains("can be read again") })
        #expect(await faults().isEmpty)
    }

    @Test func manyQuestionsAreOneLook() async throws {
        let clock = TestInstant()
        let health = HealthCheck(audit: sink, store: store, clock: { Site.now }, now: { clock.now })
        failing.fail(writing: StoreError(.full, "x"))
        await #expect(throws: StoreError.self) { try await redeem() }
        let before = failing.writes
        for _ in 0..<100 { #expect(await health.faults().count == 1) }
        #expect(failing.writes == before + 1)
        failing.fail()
        // Nothing is written for a store that works.
        for _ in 0..<100 {
            clock.pass(1)
            _ = await health.faults()
        }
        #expect(failing.writes == before + 2)
    }

    @Test func whoeverAsksIsAnsweredAlthoughTheStoreIsNot() async throws {
        let clock = TestInstant()
        let health = HealthCheck(
            audit: sink, store: store, clock: { Site.now }, now: { clock.now }, patience: .milliseconds(1))
        failing.hang()
        let silence = ["store: it does not answer"]
        #expect(await health.faults() == silence)
        // The look goes on: no other one waits beside it.
        while failing.waiting == 0 { await Task.yield() }
        clock.pass(10)
        #expect(await health.faults() == silence)
        #expect(failing.waiting == 1)
        failing.goOn()
        while await health.faults() == silence { clock.pass(1) }
        #expect(await health.faults().isEmpty)
    }

    @Test func theAnswerIsForMachines() async throws {
        let well = try await Site()
        try await well.visit { browser in
            let answer = try await browser.get("/health")
            #expect(answer.status == .ok)
            #expect(answer.text == #"{"status":"ok"}"#)
        }
        let ill = try await Site()
        ill.sink.hasRoom = false
        try await ill.visit { browser in
            let answer = try await browser.get("/health")
            #expect(answer.status == .serviceUnavailable)
            #expect(answer.text == #"{"status":"unavailable","reasons":["audit: records can't be kept"]}"#)
            #expect(answer.headers[.retryAfter] == "5")
        }
    }

    // MARK: /health/live and /health/ready

    @Test func aBrokerThatWorksIsReady() async throws {
        try await Site().visit { browser in
            #expect(try await browser.get("/health/live").text == #"{"status":"ok"}"#)
            let ready = try await browser.get("/health/ready")
            #expect(ready.status == .ok)
            #expect(
                ready.text
                    == #"{"status":"ok","checks":{"store":{"status":"ok"},"audit":{"status":"ok"},"#
                    + #""metadata":{"status":"ok"},"process":{"status":"ok"}}}"#)
        }
    }

    @Test func aBrokerThatCanKeepNoRecordsLivesAndIsNotReady() async throws {
        let site = try await Site()
        site.sink.hasRoom = false
        try await site.visit { browser in
            #expect(try await browser.get("/health/live").status == .ok)
            let ready = try await browser.get("/health/ready")
            #expect(ready.status == .serviceUnavailable)
            #expect(ready.text.hasPrefix(#"{"status":"unavailable","#))
            #expect(ready.text.contains(#""audit":{"status":"unavailable","reason":"records can't be kept"}"#))
            #expect(ready.text.contains(#""store":{"status":"ok"}"#))
        }
    }

    @Test func metadataThatHasEndedDegrades() async throws {
        let end = Site.now.addingTimeInterval(3_600)
        let account = try #require(try await Site().configuration.directory.accounts.values.first)
        let document = try Site.corp.get().metadata(validUntil: end)
        let metadata = try IdentityProviderMetadata(parsing: Array(document.utf8), at: Site.now)
        let directory = try FederationDirectory(
            accounts: [account], providers: [SAMLProvider(account: account, name: "corp", metadata: metadata)],
            roles: [])
        func ready(_ instant: Date) -> Readiness {
            Readiness(HealthCheck.Report(), directory, isStopping: false, at: instant)
        }
        #expect(ready(end.addingTimeInterval(-1)).standing == .ok)
        let degraded = ready(end)
        #expect(degraded.standing == .degraded)
        #expect(degraded.response.status == .ok)
        #expect(degraded.parts[2].reason == "that of 1 of 1 SAML providers has ended")
    }

    @Test func aBrokerThatStopsIsNotReady() async throws {
        let site = try await Site()
        let readiness = Readiness(
            HealthCheck.Report(), site.configuration.directory, isStopping: true, at: Site.now)
        #expect(readiness.standing == .unavailable)
        #expect(readiness.response.status == .serviceUnavailable)
        #expect(readiness.parts.last?.reason == "it is stopping")
    }

    // MARK: Endpoints that say 400 or 401 for everything else

    @Test func aStoreThatFailsSignsNobodyOut() async throws {
        let site = try await Site()
        let sink = site.sink
        try await site.visit { browser in
            let posted = try await browser.post("/saml", [("SAMLResponse", try SignedResponse().encoded())])
            let path = try browser.path(of: posted)
            sink.hasRoom = false
            let refused = try await browser.get(path)
            #expect(refused.status == .serviceUnavailable)
            #expect(refused.headers[.retryAfter] == "5")
            #expect(refused.text.contains("The service is unavailable: try again"))
            sink.hasRoom = true
            #expect(try await browser.get(path).status == .found)
        }
    }
}
