import Accounts
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Sessions
import Synchronization
import Testing

@testable import Audit
@testable import SallyportServer

@Suite("Changes whose record could not be kept")
struct OwedRecordsTests {
    private func names(_ answer: Answer) -> [Bool] {
        ["first", "second"].map { answer.text.contains("<UserName>\($0)</UserName>") }
    }

    private func event(_ id: String) -> AuditEvent {
        AuditEvent(
            eventID: id, eventTime: Timestamp(roundingDown: Site.now), eventSource: "iam.amazonaws.com", eventName: "X",
            call: CallContext(requestID: "r"), partition: .aws, userIdentity: .unknown)
    }

    @Test func nothingIsChangedAfterAChangeWithoutARecord() async throws {
        let site = try await Site()
        let caller = try await SignedCaller(site)
        let sink = site.sink
        try await site.visit { browser in
            sink.isFailing = true
            for name in ["first", "second"] {
                let answer = try await caller.call(browser, "CreateUser", [("UserName", name)])
                #expect(answer.status == .serviceUnavailable)
                #expect(answer.element("Code") == "ServiceUnavailable")
            }
            #expect(try await caller.call(browser, "ListUsers").status == .serviceUnavailable)
            sink.isFailing = false
            let users = try await caller.call(browser, "ListUsers")
            #expect(names(users) == [true, false])
            #expect(try await caller.call(browser, "CreateUser", [("UserName", "second")]).status == .ok)
        }
        #expect(site.recorded == ["CreateUser ok", "ListUsers ok", "CreateUser ok"])
        let owed = try #require(site.sink.events.first)
        #expect(owed.requestParameters == .object([JSONMember("userName", "first")]))
        #expect(owed.additionalEventData.map(\.name) == ["note"])
        #expect(site.sink.events.last?.additionalEventData.isEmpty == true)
    }

    @Test func withoutRoomForTheRecordNothingIsChanged() async throws {
        let site = try await Site()
        let caller = try await SignedCaller(site)
        let sink = site.sink
        try await site.visit { browser in
            sink.hasRoom = false
            let refused = try await caller.call(browser, "CreateUser", [("UserName", "first")])
            #expect(refused.status == .serviceUnavailable)
            sink.hasRoom = true
            #expect(try await names(caller.call(browser, "ListUsers")) == [false, false])
            #expect(try await caller.call(browser, "CreateUser", [("UserName", "first")]).status == .ok)
        }
        #expect(site.recorded == ["CreateUser ServiceUnavailable", "ListUsers ok", "CreateUser ok"])
        #expect(sink.reservations == 0)
    }

    @Test func whatChangedNothingIsOwedNothing() async throws {
        let site = try await Site()
        let caller = try await SignedCaller(site)
        let sink = site.sink
        try await site.visit { browser in
            sink.isFailing = true
            let list = try await caller.call(browser, "ListUsers")
            #expect(list.status == .serviceUnavailable)
            let delete = try await caller.call(browser, "DeleteUser", [("UserName", "nobody")])
            #expect(delete.status == .notFound)
            sink.isFailing = false
            #expect(try await caller.call(browser, "ListUsers").status == .ok)
        }
        #expect(site.recorded == ["ListUsers ok"])
    }

    @Test func whatIsOwedIsWrittenOnceAndInOrder() async throws {
        let sink = InMemoryAuditSink()
        let owed = OwedRecords(sink)
        try await owed.settle()
        for id in ["1", "2"] { owed.add(event(id)) }
        sink.isFailing = true
        for _ in 0..<2 { await #expect(throws: AuditError.self) { try await owed.settle() } }
        #expect(owed.count == 2)
        sink.isFailing = false
        for _ in 0..<2 { try await owed.settle() }
        #expect(sink.events.map(\.eventID) == ["1", "2"])
        #expect(owed.count == 0)
    }

    /// A sink that asks, while it writes, whether anything is owed.
    private final class AskingSink: AuditSink {
        private let state = Mutex<(owed: OwedRecords?, answers: [Bool])>((nil, []))
        var answers: [Bool] { state.withLock { $0.answers } }

        func ask(_ owed: OwedRecords) { state.withLock { $0.owed = owed } }

        func record(_ events: [AuditEvent]) async throws(AuditError) {
            var isSettled = true
            do { try await state.withLock { $0.owed }?.settle() } catch { isSettled = false }
            state.withLock { $0.answers.append(isSettled) }
        }
    }

    @Test func nobodyPassesWhileItIsBeingWritten() async throws {
        let sink = AskingSink()
        let owed = OwedRecords(sink)
        sink.ask(owed)
        owed.add(event("1"))
        try await owed.settle()
        #expect(sink.answers == [false])
        #expect(owed.count == 0)
    }
}
