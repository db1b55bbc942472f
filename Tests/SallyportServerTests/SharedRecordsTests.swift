import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import Keys
import SallyportSQLite
import Testing

@testable import Administration

/// What one broker remembers, and what it has from others.
private struct Replica {
    let recent: RecentRecords
    let shared: SharedRecords
    let keyRing: KeyRing

    init(_ name: String, _ store: any FederationStore, _ keyRing: KeyRing, limits: SegmentLimits? = nil) {
        recent = RecentRecords(InMemoryAuditSink(), broker: name)
        shared = SharedRecords(store: store, recent: recent, limits: limits)
        self.keyRing = keyRing
    }

    func handOver(at seconds: Int64 = 0) async throws {
        try await shared.handOver(sealedBy: keyRing, at: RecordedEvents.start.advanced(bySeconds: seconds).date)
    }

    func known(to account: AccountID, at seconds: Int64 = 0) async -> KnownRecords {
        await shared.known(to: account, openedBy: keyRing, at: RecordedEvents.start.advanced(bySeconds: seconds))
    }
}

@Suite("What brokers tell each other of sessions and records")
struct SharedRecordsTests {
    private let store = InMemoryFederationStore()
    private let keyRing = KeyRing(generatedAt: Site.now)
    private let account: AccountID

    init() throws { account = try RecordedEvents.account() }

    private func replica(_ name: String, limits: SegmentLimits? = nil) -> Replica {
        Replica(name, store, keyRing, limits: limits)
    }

    private func segments(_ path: String = "/") async throws -> [EntityRow] {
        try await store.readEntities { reader in
            try await reader.rows(.below(.recordSegment, RecordSegmentRecord.account, pathPrefix: path))
        }
    }

    // MARK: Seeing

    @Test(arguments: ["memory", "sqlite"])
    func eachSeesWhatAllHaveGiven(_ kind: String) async throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        var store: any FederationStore = store
        if kind == "sqlite" {
            store = try SQLiteFederationStore(path: folder.path + "/sallyport.sqlite", synchronous: .normal)
        }
        let (first, second) = (Replica("first", store, keyRing), Replica("second", store, keyRing))
        try await first.recent.record([RecordedEvents.given(1, of: account), RecordedEvents.refused(1)])
        try await second.recent.record([RecordedEvents.given(2, to: "bob", of: account, at: 1)])
        #expect(await second.known(to: account).sessions.map(\.subject) == ["bob"])
        for replica in [first, second] { try await replica.handOver() }
        for replica in [first, second] {
            let known = await replica.known(to: account)
            #expect(known.sessions.map(\.subject) == ["bob", "alice"])
            #expect(known.sessions.map(\.broker) == ["second", "first"])
            #expect(known.sessions.map(\.nameQualifier) == ["qualifier", "qualifier"])
            #expect(Set(known.records.map(\.id)) == ["given-1", "given-2", "refused-1"] && known.records.count == 3)
            let refusal = try #require(known.records.first { $0.id == "refused-1" })
            #expect(refusal.broker == "first" && refusal.refusal == "InvalidIdentityToken: no (a bad signature)")
            #expect(known.unreadable == 0 && !known.isAlone)
        }
    }

    @Test func nothingOfAnotherAccountIsSeen() async throws {
        let other = try RecordedEvents.account("999999999999")
        let (first, second) = (replica("first"), replica("second"))
        try await first.recent.record([RecordedEvents.given(1, of: account), RecordedEvents.refused(1)])
        try await first.handOver()
        let known = await second.known(to: other)
        #expect(known.sessions.isEmpty && known.records.map(\.id) == ["refused-1"])
    }

    @Test func whatWasBeforeARestartIsSeen() async throws {
        let before = replica("broker")
        try await before.recent.record([RecordedEvents.given(1, of: account)])
        try await before.handOver()
        let after = replica("broker")
        let known = await after.known(to: account)
        #expect(known.sessions.map(\.id) == [RecordedEvents.id(1, account)] && known.records.count == 1)
        // What is remembered is not seen twice.
        #expect(await before.known(to: account).records.count == 1)
    }

    @Test func aSessionGoesOnInTheConsoleOfAnotherBroker() async throws {
        let (first, second) = (replica("first"), replica("second"))
        try await second.recent.record([RecordedEvents.continued(1, of: account, until: 7_200)])
        try await first.recent.record([RecordedEvents.given(1, of: account, channel: "browser")])
        for replica in [first, second] { try await replica.handOver() }
        for replica in [first, second, self.replica("third")] {
            for seconds in [0, 3_600, 7_199] as [Int64] {
                let sessions = await replica.known(to: account, at: seconds).sessions
                #expect(sessions.map(\.end) == [RecordedEvents.start.advanced(bySeconds: 7_200)])
                #expect(sessions.map(\.subject) == ["alice"] && sessions.map(\.broker) == ["first"])
            }
            #expect(await replica.known(to: account, at: 7_200).sessions.isEmpty)
        }
    }

    // MARK: What is over

    @Test func sessionsThatAreOverAreNotSeen() async throws {
        let (first, second) = (replica("first"), replica("second"))
        try await first.recent.record([
            RecordedEvents.given(1, of: account), RecordedEvents.given(2, of: account, lasting: 7_200),
        ])
        try await first.handOver()
        #expect(await second.known(to: account, at: 3_599).sessions.count == 2)
        for replica in [first, second] {
            #expect(await replica.known(to: account, at: 3_600).sessions.map(\.id) == [RecordedEvents.id(2, account)])
            #expect(await replica.known(to: account, at: 7_200).sessions.isEmpty)
        }
    }

    @Test(arguments: ["session", "subject", "role", "nothing"])
    func sessionsThatWereEndedAreNotSeen(_ kind: String) async throws {
        let (first, second) = (replica("first"), replica("second"))
        try await first.recent.record([
            RecordedEvents.given(1, of: account), RecordedEvents.given(2, to: "bob", of: account),
            RecordedEvents.given(3, of: account, at: 10),
        ])
        try await first.handOver()
        let (target, left): (RevocationTarget, Set<UInt8>) =
            switch kind {
            case "session": (.session(accessKeyID: RecordedEvents.id(1, account)), [2, 3])
            case "subject": (.subject(nameQualifier: "qualifier", subject: "alice"), [2, 3])
            case "role": (.role(uniqueID: "AROAEXAMPLE"), [3])
            default: (.subject(nameQualifier: "other", subject: "alice"), [1, 2, 3])
            }
        // What was issued later stays.
        try await store.revoke(Revocation(target: target, issuedAtOrBefore: Site.now.addingTimeInterval(9)))
        for replica in [first, second] {
            let ids = await replica.known(to: account, at: 10).sessions.map(\.id)
            #expect(Set(ids) == Set(left.map { RecordedEvents.id($0, account) }))
        }
    }

    @Test func segmentsAreForgottenWhenNothingInThemIsWorthKnowing() async throws {
        let (first, second) = (replica("first"), replica("second"))
        try await first.recent.record([RecordedEvents.given(1, of: account), RecordedEvents.refused(1)])
        try await first.handOver()
        for (seconds, paths) in [
            (0, ["/records/", "/refusals/", "/sessions/"]), (3_599, ["/records/", "/refusals/", "/sessions/"]),
            (3_600, ["/records/", "/refusals/"]), (86_399, ["/records/", "/refusals/"]), (86_400, []),
        ] as [(Int64, [String])] {
            try await second.shared.forgetOver(at: RecordedEvents.start.advanced(bySeconds: seconds).date)
            #expect(try await segments().map(\.path).sorted() == paths, "\(seconds)")
        }
        // What comes later is handed over as before.
        try await first.recent.record([RecordedEvents.given(2, of: account, at: 86_400)])
        try await first.handOver(at: 86_400)
        #expect(await second.known(to: account, at: 86_400).sessions.map(\.id) == [RecordedEvents.id(2, account)])
    }

    // MARK: What can't be read

    @Test func whatIsSealedWithAnotherKeyRingIsCounted() async throws {
        let first = replica("first")
        try await first.recent.record([RecordedEvents.given(1, of: account)])
        try await first.handOver()
        let stranger = Replica("stranger", store, KeyRing(generatedAt: Site.now))
        try await stranger.recent.record([RecordedEvents.given(2, of: account)])
        for _ in 0..<2 {
            let known = await stranger.known(to: account)
            #expect(known.unreadable == 2 && !known.isAlone)
            #expect(known.sessions.map(\.id) == [RecordedEvents.id(2, account)])
        }
        // The same broker with the right keys, as after a reload.
        let now = RecordedEvents.start
        let known = await stranger.shared.known(to: account, openedBy: keyRing, at: now)
        #expect(known.unreadable == 0 && known.sessions.count == 2)
    }

    @Test(arguments: ["flipped", "moved", "gone", "newer", "longer"])
    func whatIsNotAsItWasHandedOverIsCounted(_ kind: String) async throws {
        let (first, second) = (replica("first"), replica("second"))
        try await first.recent.record([RecordedEvents.given(1, of: account), RecordedEvents.refused(1)])
        try await first.handOver()
        let session = try #require(try await segments("/sessions/").first).uniqueID
        let refusal = try #require(try await segments("/refusals/").first).uniqueID
        let keyRing = keyRing
        try await store.writeEntities { writer in
            var sealed = try #require(try await writer.document(of: session))
            switch kind {
            case "flipped": sealed[sealed.count / 2] ^= 1
            case "moved": sealed = try #require(try await writer.document(of: refusal))
            case "newer": sealed = try keyRing.sealForStorage([2], context: session)
            case "longer":
                let message = try #require(keyRing.openFromStorage(sealed, context: session))
                sealed = try keyRing.sealForStorage(message + [1], context: session)
            default: sealed = []
            }
            try await writer.setDocument(sealed, of: session)
        }
        let known = await second.known(to: account)
        #expect(known.unreadable == 1 && known.sessions.isEmpty && known.records.count == 2)
    }

    @Test func aSegmentThatIsCutIsNone() async throws {
        let first = replica("first")
        try await first.recent.record([
            RecordedEvents.given(1, of: account), RecordedEvents.continued(2, of: account, until: 60),
            RecordedEvents.refused(1),
        ])
        var segment = OpenSegment(id: "id", broker: "first", at: RecordedEvents.start)
        for content in SegmentContent.allCases { segment.add(first.recent.takeUntold(content)) }
        let message = segment.message
        let whole = try RecordSegment(message: message)
        #expect(whole.sessions.count == 2 && whole.records.count == 3)
        for count in message.indices {
            let read = try? RecordSegment(message: Array(message[..<count]))
            // It may end behind an item.
            if let read { #expect(read.sessions.count + read.records.count < 5) }
            var changed = message
            changed[count] ^= 0xFF
            _ = try? RecordSegment(message: changed)
        }
    }

    @Test func nothingOfUsersIsReadableInTheStore() async throws {
        let first = replica("first")
        try await first.recent.record([RecordedEvents.given(1, of: account), RecordedEvents.refused(1)])
        try await first.handOver()
        let texts = try await store.readEntities { reader in
            var texts: [String] = []
            for row in try await reader.rows(.below(.recordSegment, RecordSegmentRecord.account)) {
                texts.append("\(row) " + String(decoding: row.body, as: UTF8.self))
                texts.append(String(decoding: try await reader.document(of: row.uniqueID) ?? [], as: UTF8.self))
            }
            return texts
        }
        #expect(texts.count == 6)
        for text in texts {
            for secret in ["alice", "192.0.2.1", RecordedEvents.id(1, account), "first"] {
                #expect(!text.contains(secret))
            }
        }
    }

    // MARK: Handing over

    @Test func nothingIsWrittenWhenNothingIsNew() async throws {
        let first = replica("first")
        try await first.handOver()
        #expect(try await store.entityVersions().highest == 0)
        try await first.recent.record([RecordedEvents.given(1, of: account)])
        try await first.handOver()
        let versions = try await store.entityVersions()
        try await first.handOver()
        #expect(try await store.entityVersions() == versions)
        // What others remember of other entities still holds.
        #expect(versions.version(of: Set(EntityKind.allCases).subtracting([.recordSegment])) == 0)
    }

    /// Each change is one of which every broker hears.
    @Test func whatIsNewIsOneChange() async throws {
        let store = FailingStore()
        let (first, second) = (Replica("first", store, keyRing), Replica("second", store, keyRing))
        for number in 0..<120 as Range<UInt8> {
            try await first.recent.record([RecordedEvents.given(number, of: account)])
        }
        for number in 0..<10 { try await first.recent.record([RecordedEvents.refused(number)]) }
        try await first.handOver()
        #expect(store.writes == 1)
        let known = await second.known(to: account)
        #expect(known.sessions.count == 120 && known.records.count == 60)
        // What comes later goes on in the last ones.
        try await first.recent.record([RecordedEvents.given(120, of: account)])
        try await first.handOver()
        #expect(store.writes == 2)
        #expect(await second.known(to: account).sessions.count == 121)
    }

    @Test func aSegmentIsAddedToUntilItIsFull() async throws {
        let (first, second) = (replica("first"), replica("second"))
        for number in 0..<120 as Range<UInt8> {
            try await first.recent.record([RecordedEvents.given(number, of: account)])
            try await first.handOver()
            #expect(await second.known(to: account).sessions.count == Int(number) + 1)
        }
        #expect(try await segments("/sessions/").count == 3)
        #expect(try await segments("/records/").count == 3)
        #expect(try await segments("/refusals/").isEmpty)
    }

    @Test func whatAStoreDoesNotTakeIsHandedOverLater() async throws {
        let store = FailingStore()
        let (first, second) = (Replica("first", store, keyRing), Replica("second", store, keyRing))
        try await first.recent.record([RecordedEvents.given(1, of: account), RecordedEvents.refused(1)])
        store.fail(writing: StoreError(.full, "disk"))
        for _ in 0..<3 { await #expect(throws: StoreError.self) { try await first.handOver() } }
        store.fail(reading: StoreError(.unavailable, "gone"), writing: StoreError(.unavailable, "gone"))
        let alone = await first.known(to: account)
        #expect(alone.isAlone && alone.sessions.count == 1 && alone.records.count == 2)
        store.fail()
        try await first.handOver()
        let known = await second.known(to: account)
        #expect(!known.isAlone && known.sessions.count == 1 && known.records.count == 2)
    }

    @Test func whatIsHandedOverTwiceIsSeenOnce() async throws {
        let (first, second) = (replica("first"), replica("second"))
        try await first.recent.record([RecordedEvents.given(1, of: account)])
        let told = SegmentContent.allCases.map { ($0, first.recent.takeUntold($0)) }
        for _ in 0..<2 {
            for (content, items) in told { first.recent.giveBack(items, content) }
            try await first.handOver()
        }
        let known = await second.known(to: account)
        #expect(known.sessions.count == 1 && known.records.count == 1)
    }

    @Test func ofManyRecordsTheLastAreHandedOver() async throws {
        let (first, second) = (replica("first"), replica("second"))
        try await first.recent.record([RecordedEvents.given(1, of: account)])
        for number in 0..<1_000 { try await first.recent.record([RecordedEvents.refused(number)]) }
        try await first.handOver()
        let known = await second.known(to: account)
        #expect(known.records.count == 51)
        // Refusals of nobody push nothing out.
        #expect(known.sessions.count == 1 && known.records.contains { $0.id == "given-1" })
        #expect(Set(known.records.map(\.id)).isSuperset(of: (950..<1_000).map { "refused-\($0)" }))
    }

    // MARK: Bounds

    @Test func theOldestGiveWay() async throws {
        let limits = SegmentLimits(own: 3, all: 5)
        let (first, second) = (replica("first", limits: limits), replica("second", limits: limits))
        let reader = replica("reader")
        /// Fills segments with refusals, one after the other.
        func fill(_ replica: Replica, _ count: Int, from start: Int) async throws {
            for number in 0..<count {
                let first = start + 50 * number
                for index in first..<first + 50 { try await replica.recent.record([RecordedEvents.refused(index)]) }
                try await replica.handOver(at: Int64(start + number))
            }
        }
        try await fill(first, 4, from: 0)
        #expect(try await segments("/refusals/").count == 3)
        #expect(Set(await reader.known(to: account).records.map(\.id)) == Set((50..<200).map { "refused-\($0)" }))
        try await fill(second, 3, from: 1_000)
        #expect(try await segments("/refusals/").count == 5)
        let known = Set(await reader.known(to: account).records.map(\.id))
        #expect(known == Set((100..<200).map { "refused-\($0)" } + (1_000..<1_150).map { "refused-\($0)" }))
        try await first.recent.record([RecordedEvents.refused(5_000)])
        try await first.handOver(at: 5_000)
        #expect(await reader.known(to: account).records.contains { $0.id == "refused-5000" })
        #expect(try await segments("/refusals/").count == 5)
    }

    // MARK: Last uses

    @Test func theLastUseOfAProviderIsNoted() async throws {
        let uses = LastUseRecorder()
        let recent = RecentRecords(InMemoryAuditSink(), uses: uses)
        var refused = RecordedEvents.given(2, of: account, at: 60)
        refused.errorCode = "AccessDenied"
        try await recent.record([RecordedEvents.given(1, of: account), refused])
        #expect(uses.use(of: Site.provider("corp"))?.instant == RecordedEvents.start)
        #expect(uses.use(of: Site.provider("legacy")) == nil)
    }
}
