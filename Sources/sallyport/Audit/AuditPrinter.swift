import CommandIO
import Encodings

/// Filters lines and prints the records that are wanted.
struct AuditPrinter {
    private let filter: AuditFilter
    private let format: OutputFormat
    private let isVerbose: Bool
    /// Complaints about lines of one file at most; after that they are counted.
    private static let complaints = 20

    private var output = OutputBuffer()
    /// Records that wait until it is known which are the last; nil prints each at once.
    private var last: LastElements<AuditRecord>?
    private var malformed = 0
    private(set) var hasMatched = false

    init(_ filter: AuditFilter, format: OutputFormat, isVerbose: Bool, tail: Int?) {
        self.filter = filter
        self.format = format
        self.isVerbose = isVerbose
        last = tail.map { LastElements(limit: $0) }
    }

    /// Takes every line that the reader has by now.
    mutating func take(_ reader: LineReader, of path: String, final: Bool) throws {
        while let line = try Terminal.reported(about: path, { try reader.next(final: final) }) {
            switch line {
            case .whole(let bytes) where bytes.isEmpty: continue
            case .whole(let bytes): try take(bytes, "\(path):\(reader.number)")
            case .tooLong: complain("\(path):\(reader.number)", "longer than \(LineReader.limit) bytes")
            }
        }
    }

    private mutating func take(_ line: [UInt8], _ place: String) throws {
        let record: AuditRecord
        do throws(InputError) {
            record = try AuditRecord(line)
        } catch {
            return complain(place, error.description)
        }
        guard filter.matches(record) else { return }
        hasMatched = true
        guard last == nil else {
            last?.append(record)
            return
        }
        try print(record)
    }

    private mutating func print(_ record: AuditRecord) throws {
        guard format == .text else {
            return try output.write(String(decoding: record.line, as: UTF8.self).withVisibleJSON.utf8)
        }
        let text = AuditRecordText(record)
        try output.write(text.line.utf8)
        guard isVerbose else { return }
        for detail in text.details { try output.write(detail.utf8) }
    }

    private mutating func complain(_ place: String, _ reason: String) {
        malformed += 1
        if malformed <= Self.complaints { Terminal.complain("\(place): no audit record: \(reason)") }
    }

    /// Says how many lines of a file were no records, beyond those that were named.
    mutating func endFile(_ path: String) {
        let rest = malformed - Self.complaints
        if rest > 0 { Terminal.complain("\(path): \(rest) more lines that are no audit records") }
        malformed = 0
    }

    /// Prints what waited; from now on each record is printed as it comes.
    mutating func endHistory() throws {
        let records = last?.elements ?? []
        last = nil
        for record in records { try print(record) }
        try output.flush()
    }

    /// Hands everything over that was printed.
    mutating func flush() throws { try output.flush() }
}
