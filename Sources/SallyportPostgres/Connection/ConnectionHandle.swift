import CPostgres
import Foundation
import Glibc

/// The owner of a `PGconn`; used on one thread at a time.
final class ConnectionHandle {
    /// What the server remarked beside its answers.
    private final class Remarks {
        var hasWarned = false
    }

    /// How long a statement may take before the connection counts as broken.
    static let patience = Duration.seconds(4)

    private let pointer: OpaquePointer
    private let remarks = Remarks()

    /// Connects, and waits for it as long as `connect_timeout` says for each host.
    init(_ parameters: [(keyword: String, value: String)]) throws(PostgresFailure) {
        if let reason = Libpq.load() { throw .lost(reason) }
        let keywords = parameters.map { strdup($0.keyword) }
        let values = parameters.map { strdup($0.value) }
        defer {
            for text in keywords { free(text) }
            for text in values {
                // One of them may be a password.
                if let text { explicit_bzero(text, strlen(text)) }
                free(text)
            }
        }
        let connection = PQconnectdbParams(
            keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 0)
        guard let connection else { throw .lost("no memory for a connection") }
        guard PQstatus(connection) == CONNECTION_OK else {
            defer { PQfinish(connection) }
            throw .lost("no connection: \(String(cString: PQerrorMessage(connection)))")
        }
        pointer = connection
        PQsetnonblocking(connection, 1)
        // Otherwise libpq prints what the server remarks.
        PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result, let severity = PQresultErrorField(result, Diagnostic.severity) else {
                    return
                }
                if strcmp(severity, "WARNING") == 0 {
                    Unmanaged<Remarks>.fromOpaque(context).takeUnretainedValue().hasWarned = true
                }
            }, Unmanaged.passUnretained(remarks).toOpaque())
    }

    deinit { PQfinish(pointer) }

    /// The fields of an error report; they are macros of characters in C.
    enum Diagnostic {
        static let severity = Int32(UInt8(ascii: "V"))
        static let state = Int32(UInt8(ascii: "C"))
        static let message = Int32(UInt8(ascii: "M"))
    }

    /// Which server it is, for people.
    var place: String {
        let (host, port) = (PQhost(pointer), PQport(pointer))
        return [host, port].compactMap { $0.map { String(cString: $0) } }.joined(separator: ":")
    }

    /// Whether a statement of the transaction failed, so that nothing of it can be committed.
    var hasFailedTransaction: Bool { PQtransactionStatus(pointer) == PQTRANS_INERROR }

    // MARK: Statements

    /// Carries out one statement; returns when the server has said all of it.
    ///
    /// A commit that the server warned of counts as one of unknown outcome: a wait for standbys that was cut short is
    /// told by a warning alone, and looks like success otherwise.
    @discardableResult
    func run(
        _ statement: SQLStatement, within patience: Duration = ConnectionHandle.patience
    ) throws(PostgresFailure) -> [PostgresRow] {
        let deadline = ContinuousClock.now + patience
        remarks.hasWarned = false
        let (buffer, ranges, formats) = statement.encodedValues
        let isSent = buffer.withUnsafeBytes { bytes in
            let pointers = ranges.map { range in
                range.flatMap { bytes.baseAddress?.advanced(by: $0.lowerBound).assumingMemoryBound(to: CChar.self) }
            }
            return PQsendQueryParams(
                pointer, statement.text, Int32(clamping: ranges.count), nil, pointers,
                ranges.map { Int32(clamping: $0?.count ?? 0) }, formats, 1)
        }
        guard isSent == 1 else { throw .lost(lastMessage) }
        return try rows(until: deadline)
    }

    /// Carries out statements without values; several, in one transaction, when the text does not say otherwise.
    func run(script: String, within patience: Duration = ConnectionHandle.patience) throws(PostgresFailure) {
        remarks.hasWarned = false
        guard PQsendQuery(pointer, script) == 1 else { throw .lost(lastMessage) }
        _ = try rows(until: .now + patience)
    }

    private func rows(until deadline: ContinuousClock.Instant) throws(PostgresFailure) -> [PostgresRow] {
        while true {
            let state = PQflush(pointer)
            if state == 0 { break }
            guard try wait(for: Int16(POLLIN | POLLOUT), until: deadline) else { throw .silence }
            guard state == 1, PQconsumeInput(pointer) == 1 else { throw .lost(lastMessage) }
        }
        var rows: [PostgresRow] = []
        var failure: PostgresFailure?
        while true {
            while PQisBusy(pointer) == 1 {
                guard try wait(for: Int16(POLLIN), until: deadline) else { throw .silence }
                guard PQconsumeInput(pointer) == 1 else { throw .lost(lastMessage) }
            }
            guard let result = QueryResult(PQgetResult(pointer)) else { break }
            if let reported = result.failure { failure = failure ?? reported }
            rows += result.rows
        }
        if let failure { throw failure }
        guard PQstatus(pointer) == CONNECTION_OK else { throw .lost(lastMessage) }
        if remarks.hasWarned { throw .lost("the server warned of the durability of what it did") }
        return rows
    }

    /// Waits until somebody has sent a notification, or the time is over.
    func waitForNotification(until deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        while true {
            guard PQconsumeInput(pointer) == 1 else { throw .lost(lastMessage) }
            var hasCome = false
            while let notification = PQnotifies(pointer) {
                PQfreemem(notification)
                hasCome = true
            }
            if hasCome { return }
            guard try wait(for: Int16(POLLIN), until: deadline) else { return }
        }
    }

    /// False when the time was over before.
    private func wait(for events: Int16, until deadline: ContinuousClock.Instant) throws(PostgresFailure) -> Bool {
        while true {
            let left = deadline - .now
            guard left > .zero else { return false }
            var descriptor = pollfd(fd: PQsocket(pointer), events: events, revents: 0)
            guard descriptor.fd >= 0 else { throw .lost("the connection is closed") }
            let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000
            let count = poll(&descriptor, 1, Int32(clamping: milliseconds + 1))
            if count > 0 { return true }
            if count < 0, errno != EINTR { throw .lost("poll: \(String(cString: strerror(errno)))") }
        }
    }

    private var lastMessage: String {
        let message = String(cString: PQerrorMessage(pointer))
        return message.isEmpty ? "the connection broke" : message
    }
}
