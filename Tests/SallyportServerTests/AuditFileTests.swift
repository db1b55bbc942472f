import Accounts
import Encodings
import Foundation
import Sessions
import Testing

@testable import Audit
@testable import SallyportServer

/// A folder with an audit file, and what the sink says and sees.
private struct Trail {
    let folder: TemporaryFolder
    let name: String
    let clock = TestClock()
    let complaints = Report()

    init(name: String = "audit.jsonl") throws {
        folder = try TemporaryFolder()
        self.name = name
    }

    var path: String { folder.path + "/" + name }

    /// - Parameter room: records of a file.
    func sink(room: Int? = nil, keep: Int? = nil, synchronous: Bool = false) throws -> FileAuditSink {
        let rotation = room.map { AuditRotation(maximumBytes: $0 * Self.size + 10, keep: keep) }
        let (clock, complaints) = (clock, complaints)
        return try FileAuditSink(
            file: path, standardOutput: nil, synchronous: synchronous, rotation: rotation, clock: { clock.now },
            complain: { complaints.add($0) }, recover: { complaints.add("again") })
    }

    static func event(_ number: Int, padding: Int = 0) -> AuditEvent {
        AuditEvent(
            eventID: String(1_000 + number) + String(repeating: "x", count: padding),
            eventTime: Timestamp(roundingDown: Site.now), eventSource: "sts.amazonaws.com", eventName: "X",
            call: CallContext(requestID: "r"), partition: .aws, userIdentity: .unknown)
    }

    /// Bytes of a record with its line break.
    static let size = event(0).jsonLine.count + 1

    /// Names of the files beside the audit file, sorted.
    func others() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != name }.sorted()
    }

    /// Numbers of the records in a file; nil where a line is no record.
    func numbers(_ file: String? = nil) throws -> [Int?] {
        let text = try String(contentsOfFile: folder.path + "/" + (file ?? name), encoding: .utf8)
        #expect(text.isEmpty || text.hasSuffix("\n"))
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return (object?["eventID"] as? String).flatMap { Int($0.prefix(4)) }.map { $0 - 1_000 }
        }
    }
}

@Suite("Lines that are written to a descriptor")
struct LineOutputTests {
    /// Both ends of a pipe that does not block whoever writes.
    private func pipe() throws -> (reading: FileHandle, writing: Int32) {
        let pipe = Pipe()
        let writing = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_DUPFD_CLOEXEC, 0)
        try pipe.fileHandleForWriting.close()
        try #require(fcntl(writing, F_SETFL, O_NONBLOCK) == 0)
        return (pipe.fileHandleForReading, writing)
    }

    @Test func aFullPipeIsWaitedFor() throws {
        let (reading, writing) = try pipe()
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000) + [0x0A]
        Thread.detachNewThread {
            var output = LineOutput()
            for _ in 0..<3 { try? output.append(line, to: writing) }
            close(writing)
        }
        let read = try reading.readToEnd() ?? Data()
        #expect(read.split(separator: 0x0A).map(\.count) == [300_000, 300_000, 300_000])
    }

    @Test func afterATornLineTheNextBeginsAnew() throws {
        let (reading, writing) = try pipe()
        var output = LineOutput(isTorn: true)
        try output.append(Array("a\n".utf8), to: writing)
        try output.append(Array("b\n".utf8), to: writing)
        close(writing)
        #expect(try reading.readToEnd() == Data("\na\nb\n".utf8))
        #expect(throws: AuditError.self) { try output.append(Array("c\n".utf8), to: -1) }
        #expect(!output.isTorn)
    }
}

@Suite("The audit file is set aside when it is full")
struct AuditFileRotationTests {
    private let stamp = "20231114T221320Z"

    @Test(arguments: [true, false])
    func recordsStayWholeAndInOrder(_ synchronous: Bool) async throws {
        let trail = try Trail()
        let sink = try trail.sink(room: 3, synchronous: synchronous)
        for number in 0..<10 { try await sink.record(Trail.event(number)) }
        #expect(try trail.others() == (1...3).map { "audit-\(stamp)-000\($0).jsonl" })
        let files = try trail.others()
        #expect(try files.map { try trail.numbers($0) } == [[0, 1, 2], [3, 4, 5], [6, 7, 8]])
        #expect(try trail.numbers() == [9])
        for file in files + [trail.name] {
            let attributes = try FileManager.default.attributesOfItem(atPath: trail.folder.path + "/" + file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        #expect(trail.complaints.all.isEmpty)
    }

    @Test func recordsThatBelongTogetherAreInOneFile() async throws {
        let trail = try Trail()
        let sink = try trail.sink(room: 3)
        for number in stride(from: 0, to: 8, by: 2) {
            try await sink.record([Trail.event(number), Trail.event(number + 1)])
        }
        #expect(try trail.others().map { try trail.numbers($0) } == [[0, 1], [2, 3], [4, 5]])
        #expect(try trail.numbers() == [6, 7])
    }

    /// A stamp is sixteen bytes; here they are fewer characters.
    @Test(arguments: ["e\u{301}e\u{301}1114T2213Z", "2023111T2213e\u{301}Z", "\u{1F1E9}\u{1F1EA}\u{1F1E9}\u{1F1EA}"])
    func aStrangeNameIsNobodys(_ stamp: String) async throws {
        let trail = try Trail()
        let strange = "audit-\(stamp)-0001.jsonl"
        try trail.folder.write(strange, "")
        let sink = try trail.sink(room: 1, keep: 1)
        for number in 0..<4 { try await sink.record(Trail.event(number)) }
        #expect(try Set(trail.others()) == [strange, "audit-\(self.stamp)-0003.jsonl"])
    }

    @Test func withoutASizeThereIsOneFile() async throws {
        let trail = try Trail()
        let sink = try trail.sink()
        for number in 0..<100 { try await sink.record(Trail.event(number)) }
        #expect(try trail.others().isEmpty)
        #expect(try trail.numbers() == Array(0..<100))
    }

    @Test func whatWasWrittenBeforeTheStartCounts() async throws {
        let trail = try Trail()
        for number in 0..<4 { try await trail.sink(room: 2).record(Trail.event(number)) }
        #expect(try trail.numbers() == [2, 3])
        #expect(try trail.others().count == 1)
    }

    @Test func aRecordThatIsTooLargeHasAFileOfItsOwn() async throws {
        let trail = try Trail()
        let sink = try trail.sink(room: 2)
        for number in 0..<3 { try await sink.record(Trail.event(number, padding: number == 1 ? 5_000 : 0)) }
        #expect(try trail.others().map { try trail.numbers($0) } == [[0], [1]])
        #expect(try trail.numbers() == [2])
    }

    @Test func manyAtOnceLoseNothing() async throws {
        let trail = try Trail()
        // Two brokers with one file, as while one takes over from the other.
        let sinks = [try trail.sink(room: 7), try trail.sink(room: 7)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<400 { group.addTask { try await sinks[number % 2].record(Trail.event(number)) } }
            try await group.waitForAll()
        }
        let all = try (trail.others() + [trail.name]).flatMap { try trail.numbers($0) }
        #expect(all.count == 400)
        #expect(Set(all) == Set((0..<400).map(Optional.some)))
        #expect(trail.complaints.all.isEmpty)
    }

    // MARK: Names

    @Test func aClockThatWasSetBackKeepsTheOrder() async throws {
        let trail = try Trail()
        let sink = try trail.sink(room: 1)
        for (number, seconds) in [0.0, 0, 5, -3_600, 3_600].enumerated() {
            trail.clock.advance(by: seconds)
            try await sink.record(Trail.event(number))
        }
        #expect(
            try trail.others() == [
                "audit-20231114T221320Z-0001.jsonl", "audit-20231114T221325Z-0001.jsonl",
                "audit-20231114T221325Z-0002.jsonl", "audit-20231114T221325Z-0003.jsonl",
            ])
        #expect(try trail.others().map { try trail.numbers($0) } == [[0], [1], [2], [3]])
    }

    @Test(arguments: [("audit", "audit-", ""), ("a.b.log", "a.b-", ".log")])
    func theNameIsKept(_ name: String, _ prefix: String, _ suffix: String) async throws {
        let trail = try Trail(name: name)
        let sink = try trail.sink(room: 1)
        for number in 0..<2 { try await sink.record(Trail.event(number)) }
        #expect(try trail.others() == ["\(prefix)\(stamp)-0001\(suffix)"])
    }

    @Test func aLinkStaysALink() async throws {
        let trail = try Trail()
        let real = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: trail.path, withDestinationPath: try real.write("real.jsonl", ""))
        let sink = try trail.sink(room: 1)
        for number in 0..<2 { try await sink.record(Trail.event(number)) }
        #expect(try trail.others().isEmpty)
        #expect(try trail.numbers() == [1])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: real.path).sorted() == [
                "real-\(stamp)-0001.jsonl", "real.jsonl",
            ])
    }

    // MARK: How many are kept

    @Test func theOldestOnesGo() async throws {
        let trail = try Trail()
        let foreign = [
            "audit-20231114T221320Z-1.jsonl", "audit-20231114T221320Z-0001.json", "audit-old.jsonl", "audit.jsonl.1",
        ]
        for name in foreign { try trail.folder.write(name, "x\n") }
        let sink = try trail.sink(room: 1, keep: 2)
        for number in 0..<6 {
            trail.clock.advance(by: 1)
            try await sink.record(Trail.event(number))
        }
        let own = try trail.others().filter { !foreign.contains($0) }
        #expect(try own.map { try trail.numbers($0) } == [[3], [4]])
        #expect(try trail.numbers() == [5])
        #expect(try Set(trail.others()).isSuperset(of: foreign))
    }

    @Test func withoutANumberAllAreKept() async throws {
        let trail = try Trail()
        let sink = try trail.sink(room: 1)
        for number in 0..<30 { try await sink.record(Trail.event(number)) }
        #expect(try trail.others().count == 29)
    }

    // MARK: What a kill may leave behind

    @Test func aNameThatWasOnlyReservedIsPassedOver() async throws {
        let trail = try Trail()
        try trail.folder.write("audit-\(stamp)-0001.jsonl", "")
        let sink = try trail.sink(room: 1)
        for number in 0..<2 { try await sink.record(Trail.event(number)) }
        #expect(try trail.others().map { try trail.numbers($0) } == [[], [0]])
        #expect(try trail.numbers() == [1])
    }

    @Test func aFileThatWasSetAsideWithoutANewOneIsNoLoss() async throws {
        let trail = try Trail()
        try await trail.sink(room: 1).record(Trail.event(0))
        try FileManager.default.moveItem(
            atPath: trail.path, toPath: trail.folder.path + "/audit-\(stamp)-0001.jsonl")
        let sink = try trail.sink(room: 1)
        for number in 1..<3 { try await sink.record(Trail.event(number)) }
        #expect(try trail.others().map { try trail.numbers($0) } == [[0], [1]])
        #expect(try trail.numbers() == [2])
    }

    @Test(arguments: [("{\"eventID\":\"10", [nil, 7]), ("", [7]), ("x\n", [nil, 7]), ("x\n\0\0", [nil, nil, 7])])
    func aTornLineDoesNotSpoilTheNextRecord(_ before: String, _ expected: [Int?]) async throws {
        let trail = try Trail()
        try trail.folder.write(trail.name, before)
        try await trail.sink().record(Trail.event(7))
        #expect(try trail.numbers() == expected)
    }

    // MARK: Others who move the file

    @Test func aFileThatWasMovedAwayIsOpenedAnew() async throws {
        let trail = try Trail()
        let sink = try trail.sink()
        try await sink.record(Trail.event(0))
        try FileManager.default.moveItem(atPath: trail.path, toPath: trail.path + ".1")
        try await sink.record(Trail.event(1))
        // As logrotate's `create` does.
        try FileManager.default.moveItem(atPath: trail.path, toPath: trail.path + ".2")
        try trail.folder.write(trail.name, "")
        try await sink.record(Trail.event(2))
        try FileManager.default.removeItem(atPath: trail.path)
        try await sink.record(Trail.event(3))
        #expect(try trail.numbers("audit.jsonl.1") == [0])
        #expect(try trail.numbers("audit.jsonl.2") == [1])
        #expect(try trail.numbers() == [3])
    }

    @Test func aFileThatWasCutShortIsFilledFromItsBeginning() async throws {
        let trail = try Trail()
        let sink = try trail.sink(room: 2)
        for number in 0..<2 { try await sink.record(Trail.event(number)) }
        try FileHandle(forWritingTo: URL(fileURLWithPath: trail.path)).truncate(atOffset: 0)
        for number in 2..<4 { try await sink.record(Trail.event(number)) }
        #expect(try trail.numbers() == [2, 3])
        #expect(try trail.others().isEmpty)
    }

    @Test func whenItCannotBeOpenedAgainNothingIsRecorded() async throws {
        let trail = try Trail(name: "logs/audit.jsonl")
        let logs = trail.folder.path + "/logs"
        try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: false)
        let sink = try trail.sink()
        try await sink.record(Trail.event(0))
        try FileManager.default.moveItem(atPath: logs, toPath: logs + ".old")
        for _ in 0..<3 {
            await #expect(throws: AuditError.self) { try await sink.record(Trail.event(1)) }
        }
        // Said once for each time that it begins.
        #expect(trail.complaints.all.count == 1)
        await #expect(throws: AuditError.self) { _ = try await sink.reserve() }
        try FileManager.default.moveItem(atPath: logs + ".old", toPath: logs)
        try await sink.record([Trail.event(2)], in: try await sink.reserve())
        // Whether it can be written was tried with an empty line.
        #expect(try trail.numbers() == [0, nil, 2])
        #expect(trail.complaints.all.dropFirst() == ["again"])
    }

    @Test func aPipeInThePlaceOfTheFileHoldsNobody() async throws {
        let trail = try Trail()
        let sink = try trail.sink()
        try FileManager.default.removeItem(atPath: trail.path)
        try #require(mkfifo(trail.path, 0o600) == 0)
        await #expect(throws: AuditError.self) { try await sink.record(Trail.event(0)) }
        try FileManager.default.removeItem(atPath: trail.path)
        try await sink.record(Trail.event(1))
        #expect(try trail.numbers() == [1])
    }

    // MARK: What can't be set aside

    @Test func aFileThatCannotBeRenamedIsWrittenOnAndSaidOnce() async throws {
        // With a time in it the name would be longer than file systems allow.
        let trail = try Trail(name: String(repeating: "a", count: 240) + ".jsonl")
        let sink = try trail.sink(room: 1)
        for number in 0..<5 { try await sink.record(Trail.event(number)) }
        #expect(try trail.numbers() == [0, 1, 2, 3, 4])
        #expect(trail.complaints.all.count == 1)
    }

    @Test func whatIsNoFileIsRefusedAtTheStart() throws {
        let rotation = AuditRotation(maximumBytes: 1, keep: nil)
        #expect(throws: AuditError.self) {
            try FileAuditSink(file: "/dev/null", standardOutput: nil, synchronous: false, rotation: rotation)
        }
        _ = try FileAuditSink(file: "/dev/null", standardOutput: nil, synchronous: true)
    }
}
