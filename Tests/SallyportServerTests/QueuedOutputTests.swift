import Accounts
import Encodings
import Foundation
import Sessions
import Synchronization
import Testing

@testable import Audit
@testable import SallyportServer

/// A pipe with little room, whose reader reads when it is told to.
private final class SlowPipe: Sendable {
    let reading: FileHandle
    let writing: Int32

    init() throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = Pipe()
        reading = pipe.fileHandleForReading
        writing = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_DUPFD_CLOEXEC, 0)
        try pipe.fileHandleForWriting.close()
    }

    /// Reads on until the end, on a thread of its own.
    func readOn() -> Reading {
        let (reading, text) = (reading, Reading())
        Thread.detachNewThread { text.finish((try? reading.readToEnd()) ?? Data()) }
        return text
    }

    /// Nothing more is written.
    func end() { close(writing) }

    final class Reading: Sendable {
        private let data = Mutex<Data?>(nil)
        fileprivate func finish(_ data: Data) { self.data.withLock { $0 = data } }

        /// Whole lines, once there are no more.
        func lines() async throws -> [String] {
            while true {
                if let data = data.withLock(\.self) {
                    let text = String(decoding: data, as: UTF8.self)
                    #expect(text.hasSuffix("\n"))
                    return text.split(separator: "\n").map(String.init)
                }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }
}

private func event(_ id: String, padding: Int = 0) -> AuditEvent {
    AuditEvent(
        eventID: id, eventTime: Timestamp(roundingDown: Site.now), eventSource: "sts.amazonaws.com",
        eventName: String(repeating: "x", count: padding), call: CallContext(requestID: "r"), partition: .aws,
        userIdentity: .unknown)
}

private func ids(_ lines: [String]) -> [String?] {
    lines.map { line in
        ((try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any])?["eventID"] as? String
    }
}

/// Long enough to fill any pipe.
private let long = 300_000
/// Longer than any test takes.
private let never = Duration.seconds(100_000)

@Suite("Records on the standard output")
struct QueuedOutputTests {
    private func sink(_ pipe: SlowPipe, _ limits: QueuedOutput.Limits, _ report: Report = Report()) throws
        -> FileAuditSink
    {
        try FileAuditSink(
            file: nil, standardOutput: pipe.writing, synchronous: false, limits: limits,
            complain: { report.add($0) }, recover: { report.add("again") })
    }

    @Test func aReaderGetsEachRecordInOrder() async throws {
        let pipe = try SlowPipe()
        let sink = try sink(pipe, .init(patience: never, hesitation: never))
        let reading = pipe.readOn()
        for number in 0..<200 {
            let room = try await sink.reserve()
            try await sink.record([event("\(number)", padding: 2_000)], in: room)
        }
        pipe.end()
        #expect(try await ids(reading.lines()) == (0..<200).map(String.init))
    }

    /// More tasks than there are threads: if one of them held its thread, nobody would get to read.
    @Test func whoeverWaitsForAReaderHoldsNoThread() async throws {
        let pipe = try SlowPipe()
        let sink = try sink(pipe, .init(patience: never, hesitation: never))
        let reading = try await withThrowingTaskGroup(of: SlowPipe.Reading?.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try await sink.record(event("\(number)", padding: long / 10))
                    return nil
                }
            }
            group.addTask { pipe.readOn() }
            var reading: SlowPipe.Reading?
            for try await found in group { reading = reading ?? found }
            return reading
        }
        pipe.end()
        let lines = try await reading?.lines() ?? []
        #expect(Set(ids(lines)) == Set((0..<200).map { String($0) }))
    }

    @Test func nothingIsPromisedWhileNobodyReads() async throws {
        let pipe = try SlowPipe()
        let report = Report()
        let sink = try sink(pipe, .init(patience: .milliseconds(20), hesitation: .milliseconds(10)), report)
        for _ in 0..<3 {
            // The first waits until it is clear that nobody reads, the others are refused at once.
            await #expect(throws: AuditError.self) { try await sink.record(event("lost", padding: long)) }
            await #expect(throws: AuditError.self) { _ = try await sink.reserve() }
        }
        #expect(report.all.count == 1)
        #expect(report.all.first?.contains("the standard output takes no records") == true)
        let reading = pipe.readOn()
        let room = try await reservation(of: sink)
        try await sink.record([event("kept")], in: room)
        pipe.end()
        // What was given up was being written already; it is whole, and there once.
        #expect(try await ids(reading.lines()) == ["lost", "kept"])
        #expect(report.all.last == "again")
    }

    /// Waits until records can be kept again.
    private func reservation(of sink: FileAuditSink) async throws -> AuditReservation {
        while true {
            do {
                return try await sink.reserve()
            } catch {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    @Test(arguments: [QueuedOutput.Limits(lines: 2, patience: never), .init(bytes: long + 1_000, patience: never)])
    func theQueueIsBounded(_ limits: QueuedOutput.Limits) async throws {
        let pipe = try SlowPipe()
        let output = QueuedOutput("it", descriptor: pipe.writing, limits: limits)
        func line(_ text: String, _ count: Int = 0) -> [UInt8] {
            Array((text + String(repeating: "x", count: count) + "\n").utf8)
        }
        let first = try output.take(line("a", long))
        let second = try output.take(line("b"))
        #expect(throws: AuditError.self) { try output.take(line("c", 2_000)) }
        // What was promised has its place.
        let third = try output.take(line("d", 2_000), isPromised: true)
        let reading = pipe.readOn()
        for delivery in [first, second, third] { try await delivery.wait() }
        let fourth = try output.take(line("e", 2_000))
        try await fourth.wait()
        pipe.end()
        #expect(try await reading.lines().map { $0.prefix(1) } == ["a", "b", "d", "e"])
    }

    @Test func promisesAreBoundedAndReleased() async throws {
        let pipe = try SlowPipe()
        let sink = try sink(pipe, .init(lines: 2, patience: never, hesitation: never))
        var held = [try await sink.reserve(), try await sink.reserve()]
        await #expect(throws: AuditError.self) { _ = try await sink.reserve() }
        // Who needs no promise has no place either.
        await #expect(throws: AuditError.self) { try await sink.record(event("1")) }
        held.removeLast()
        held.append(try await sink.reserve())
        #expect(held.count == 2)
        pipe.end()
    }

    @Test func aReaderThatIsGoneIsAnErrorAndAnotherOneIsWelcome() async throws {
        signal(SIGPIPE, SIG_IGN)
        let folder = try TemporaryFolder()
        let path = folder.path + "/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        // Nobody reads: the start does not wait for it.
        #expect(throws: AuditError.self) { try FileAuditSink(file: path, standardOutput: nil, synchronous: false) }
        func reader() throws -> FileHandle {
            let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            try #require(descriptor >= 0)
            return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        }
        let first = try reader()
        let report = Report()
        let sink = try FileAuditSink(
            file: path, standardOutput: nil, synchronous: true, complain: { report.add($0) },
            recover: { report.add("again") })
        try await sink.record(event("1"))
        #expect(ids(text(first)) == ["1"])
        try first.close()
        await #expect(throws: AuditError.self) { try await sink.record(event("2")) }
        await #expect(throws: AuditError.self) { _ = try await sink.reserve() }
        let second = try reader()
        let room = try await sink.reserve()
        try await sink.record([event("3")], in: room)
        #expect(ids(text(second)) == ["3"])
        #expect(report.all.count == 2 && report.all.last == "again")
    }

    private func text(_ handle: FileHandle) -> [String] {
        String(decoding: handle.availableData, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func aFullDeviceHasNoRoomOnceThatIsKnown() async throws {
        let sink = try FileAuditSink(file: "/dev/full", standardOutput: nil, synchronous: false)
        await #expect(throws: AuditError.self) { try await sink.record(event("1")) }
        await #expect(throws: AuditError.self) { _ = try await sink.reserve() }
        let null = try FileAuditSink(file: "/dev/null", standardOutput: nil, synchronous: false)
        try await null.record([event("1")], in: try await null.reserve())
    }

    @Test func linesOfALogAreDroppedAndCounted() async throws {
        let pipe = try SlowPipe()
        let output = QueuedOutput("the log", descriptor: pipe.writing, limits: .init(bytes: long + 10))
        func offer(_ text: String) { output.offer(Array((text + "\n").utf8)) }
        offer(String(repeating: "x", count: long))
        offer("1")
        for _ in 0..<5 { offer("too much") }
        let reading = pipe.readOn()
        output.drain(seconds: 60)
        offer("2")
        output.drain(seconds: 60)
        pipe.end()
        let lines = try await reading.lines()
        #expect(lines.dropFirst() == ["1", "sallyport: 5 lines are missing here: the log was not read", "2"])
    }
}
