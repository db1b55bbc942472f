import Accounts
import Encodings
import FederationTesting
import Foundation
import SAML2
import Sessions
import Testing

@testable import Audit
@testable import SallyportServer

@Suite("Refusals are counted")
struct CoalescingAuditSinkTests {
    private let inner = InMemoryAuditSink()

    private func sink(records: Int = 3, total: Int = 100, keys: Int = 4) -> CoalescingAuditSink {
        CoalescingAuditSink(inner, limits: .init(records: records, total: total, keys: keys))
    }

    private func event(
        _ code: String? = "AccessDenied", address: String? = "192.0.2.1", name: String = "ConsoleLogin",
        second: Double = 0,
        message: String? = nil, by identity: AuditIdentity = .unknown
    ) -> AuditEvent {
        var event = AuditEvent(
            eventID: UUID().uuidString, eventTime: Timestamp(roundingDown: Site.now.addingTimeInterval(second)),
            eventSource: "signin.amazonaws.com", eventName: name,
            call: CallContext(requestID: "request-\(second)", sourceIPAddress: address), partition: .aws,
            userIdentity: identity)
        event.errorCode = code
        event.errorMessage = message
        return event
    }

    private func counts() -> [Int64] {
        inner.events.compactMap { event in
            guard
                case .integer(let count)? = event.additionalEventData.first(where: { $0.name == "coalescedRefusals" })?
                    .value
            else { return nil }
            return count
        }
    }

    @Test func theFirstOnesAreWrittenAndTheOthersCounted() async throws {
        let sink = sink()
        for second in 0..<50 { try await sink.record(event(second: Double(second))) }
        #expect(inner.events.count == 3)
        try await sink.record(event(second: 60))
        #expect(inner.events.count == 5)
        #expect(counts() == [47])
        let summary = try #require(inner.events.dropFirst(3).first)
        #expect(summary.errorCode == "AccessDenied")
        #expect(summary.eventName == "ConsoleLogin")
        #expect(summary.call.sourceIPAddress == "192.0.2.1")
        #expect(summary.call.requestID == "request-49.0")
        #expect(
            summary.additionalEventData.map(\.name)
                == ["coalescedRefusals", "firstEventTime", "lastEventTime", "requestIDs"])
        #expect(
            summary.additionalEventData.last?.value == .array((3..<50).map { .string("request-\(Double($0))") }),
            "whoever has one of these numbers finds the record")
    }

    @Test func whatWasAllowedAlwaysPasses() async throws {
        let sink = sink()
        for _ in 0..<50 { try await sink.record(event(nil)) }
        #expect(inner.events.count == 50)
    }

    private static let known = AuditIdentity([JSONMember("type", "AssumedRole"), JSONMember("arn", "arn:…")])

    @Test func refusalsOfKnownCallersAreNeverMadeOne() async throws {
        let sink = sink(records: 1, total: 1)
        for _ in 0..<50 { try await sink.record(event(by: Self.known)) }
        #expect(inner.events.count == 50)
        try await sink.record(event())
        try await sink.record(event())
        #expect(inner.events.count == 51, "strangers have their bound for themselves")
    }

    @Test func refusalsOfKnownCallersAreWrittenLaterWhenTheyCannotBeNow() async throws {
        let sink = sink()
        inner.isFailing = true
        for second in 0..<3 {
            await #expect(throws: AuditError.self) {
                try await sink.record(event(second: Double(second), by: Self.known))
            }
        }
        inner.isFailing = false
        try await sink.flush(at: Timestamp(roundingDown: Site.now))
        #expect(inner.events.map(\.call.requestID) == ["request-0.0", "request-1.0", "request-2.0"])
        #expect(inner.events.allSatisfy { $0.userIdentity == Self.known } && counts().isEmpty)
    }

    @Test func idsOfCountedRequestsAreBounded() async throws {
        let sink = CoalescingAuditSink(
            inner, limits: .init(records: 1, total: 100, keys: 4, requestIDs: 5, totalRequestIDs: 7))
        for address in ["192.0.2.1", "192.0.2.2"] {
            for second in 0..<20 { try await sink.record(event(address: address, second: Double(second))) }
        }
        try await sink.flush(at: nil)
        let ids = inner.events.compactMap { event -> Int? in
            guard case .array(let ids)? = event.additionalEventData.first(where: { $0.name == "requestIDs" })?.value
            else { return nil }
            return ids.count
        }
        #expect(ids.sorted() == [2, 5])
    }

    @Test func whatBelongsTogetherPassesTogether() async throws {
        let sink = sink(records: 1)
        for _ in 0..<5 { try await sink.record([event(nil), event(nil)]) }
        #expect(inner.events.count == 10)
        inner.isFailing = true
        await #expect(throws: AuditError.self) { try await sink.record([event(nil), event(nil)]) }
    }

    @Test func refusalsWithoutACodeAreToldApartByTheirMessage() async throws {
        let sink = sink(records: 1)
        for message in ["a", "b", "a", "b"] { try await sink.record(event(nil, message: message)) }
        #expect(inner.events.map(\.errorMessage) == ["a", "b"])
    }

    @Test func addressesNamesAndCodesHaveTheirOwnCount() async throws {
        let sink = sink(records: 1)
        try await sink.record(event())
        try await sink.record(event(address: "192.0.2.2"))
        try await sink.record(event("ExpiredToken"))
        try await sink.record(event(name: "AssumeRoleWithSAML"))
        #expect(inner.events.count == 4)
        try await sink.record(event())
        #expect(inner.events.count == 4)
    }

    @Test func beyondTheBoundAllShareOneCount() async throws {
        let sink = sink()
        for index in 0..<1_000 { try await sink.record(event(address: "2001:db8:0:\(index)::1")) }
        #expect(inner.events.count == 4)
        try await sink.flush(at: nil)
        #expect(inner.events.count == 5)
        #expect(counts() == [996])
        #expect(inner.events.last?.call.sourceIPAddress == nil)
    }

    @Test func aMinuteEndsByTheClockInEitherDirection() async throws {
        let sink = sink(records: 1)
        for _ in 0..<3 { try await sink.record(event()) }
        try await sink.flush(at: Timestamp(roundingDown: Site.now.addingTimeInterval(59)))
        #expect(counts().isEmpty)
        try await sink.record(event(second: -3_600))
        #expect(counts() == [2])
        #expect(inner.events.count == 3)
    }

    /// Whoever sends many requests and ends them newest first must not begin a minute with each.
    @Test func whatIsALittleOlderThanTheMinuteCountsInIt() async throws {
        let sink = sink()
        for second in stride(from: 30.0, through: 0, by: -1) { try await sink.record(event(second: second)) }
        #expect(inner.events.count == 3)
        try await sink.record(event(second: 89))
        #expect(inner.events.count == 3)
        try await sink.record(event(second: 90))
        #expect(inner.events.count == 5)
        #expect(counts() == [29])
    }

    @Test func anIPv6NetworkCountsAsOneAddress() async throws {
        let sink = sink()
        for index in 0..<50 { try await sink.record(event(address: "2001:db8:0:1:\(index)::1")) }
        #expect(inner.events.count == 3)
        try await sink.record(event(address: "2001:db8:0:2::1"))
        #expect(inner.events.count == 4)
        try await sink.flush(at: nil)
        #expect(counts() == [47])
        #expect(inner.events.last?.call.sourceIPAddress == "2001:db8:0:1::/64")
    }

    @Test func allTogetherAreBoundedAsWell() async throws {
        let sink = sink(total: 5)
        for address in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
            for _ in 0..<3 { try await sink.record(event(address: address)) }
        }
        #expect(inner.events.count == 5)
        for _ in 0..<10 { try await sink.record(event(nil)) }
        #expect(inner.events.count == 15)
        try await sink.flush(at: nil)
        #expect(counts().sorted() == [1, 3])
        try await sink.record(event(address: "192.0.2.3"))
        #expect(inner.events.count == 18)
    }

    @Test func whatCannotBeWrittenIsCounted() async throws {
        let sink = sink()
        try await sink.record(event())
        inner.isFailing = true
        for _ in 0..<5 { await sink.recordRefusal(event()) }
        await #expect(throws: AuditError.self) { try await sink.record(event(nil)) }
        inner.isFailing = false
        #expect(inner.events.count == 1)
        try await sink.flush(at: nil)
        #expect(counts() == [5])
        #expect(inner.events.count == 2)
    }

    @Test func whileCountsCannotBeWrittenRefusalsAreStillCounted() async throws {
        let sink = sink(records: 1)
        for _ in 0..<3 { try await sink.record(event()) }
        inner.isFailing = true
        for second in [60.0, 61, 62] { await sink.recordRefusal(event(second: second)) }
        inner.isFailing = false
        try await sink.flush(at: nil)
        #expect(counts().reduce(0, +) == 5)
        #expect(inner.events.count == 1 + counts().count)
    }

    @Test func aCountThatCannotBeWrittenIsKept() async throws {
        let sink = sink(records: 1)
        for _ in 0..<3 { try await sink.record(event()) }
        inner.isFailing = true
        await #expect(throws: AuditError.self) { try await sink.flush(at: nil) }
        await #expect(throws: AuditError.self) { try await sink.record(event(nil)) }
        inner.isFailing = false
        try await sink.flush(at: nil)
        #expect(counts() == [2])
        try await sink.flush(at: nil)
        #expect(counts() == [2])
    }
}

@Suite("The audit file")
struct FileAuditSinkTests {
    private func event(_ id: String) -> AuditEvent {
        AuditEvent(
            eventID: id, eventTime: Timestamp(roundingDown: Site.now), eventSource: "sts.amazonaws.com", eventName: "X",
            call: CallContext(requestID: "r"), partition: .aws, userIdentity: .unknown)
    }

    @Test(arguments: [true, false])
    func holdsALineForEachRecord(_ synchronous: Bool) async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/audit.jsonl"
        for run in 0..<2 {
            let sink = try FileAuditSink(file: file, standardOutput: nil, synchronous: synchronous)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<50 { group.addTask { try await sink.record(event("\(run)-\(index)")) } }
                try await group.waitForAll()
            }
        }
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 101 && lines.last == "")
        for line in lines.dropLast() { #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil) }
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func aFullDiskIsAnError() async throws {
        let sink = try FileAuditSink(file: "/dev/full", standardOutput: nil, synchronous: false)
        await #expect(throws: AuditError.self) { try await sink.record(event("1")) }
    }

    @Test func aFileThatCannotBeOpenedIsAnError() throws {
        #expect(throws: AuditError.self) {
            try FileAuditSink(file: "/nonexistent/audit.jsonl", standardOutput: nil, synchronous: false)
        }
    }
}
