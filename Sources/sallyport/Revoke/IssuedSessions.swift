import Accounts
import CommandIO
import Encodings
import Foundation
import IAMPolicy
import Keys
import SAML2

/// Looks in the audit for the sessions that a revocation will reach.
///
/// Sessions themselves are kept nowhere: a token carries its own.
struct IssuedSessions {
    /// Nothing older can still run.
    private static let longest = Double(KeyRing.longestSession)

    /// A session that will end, and until when it would have run.
    struct Hit {
        let session: IssuedSession
        var end: Date?
    }

    private let targets: [RevocationTarget]
    private let now: Date
    /// Those that are reached, by access key id, in the order of the trail.
    private(set) var hits: [Hit] = []
    private var places: [String: Int] = [:]
    /// Names and subjects that come near what was typed.
    private(set) var names: NearestTexts
    private(set) var subjects: NearestTexts
    private(set) var recordCount = 0

    /// - Parameter typed: what the administrator calls those that are meant.
    init(_ targets: [RevocationTarget], typed: String, at now: Date) {
        self.targets = targets
        self.now = now
        names = NearestTexts(to: typed)
        subjects = NearestTexts(to: typed)
    }

    /// Those that still run.
    var running: [Hit] { hits.filter { hit in hit.end.map { now < $0 } ?? true } }
    /// The first instant that is looked at.
    var since: Date { now.addingTimeInterval(-Self.longest) }

    /// Reads the file and those that were set aside lately.
    mutating func search(_ path: String) throws {
        for entry in try AuditFileList([path], includesClosed: true).entries {
            // A clock may have been set back meanwhile: an hour is left for that.
            if let closed = entry.closed, closed < since.addingTimeInterval(-3_600) { continue }
            try search(entry)
        }
    }

    private mutating func search(_ entry: AuditFileList.Entry) throws {
        try Terminal.reported(about: entry.path) {
            let reader = try LineReader(path: entry.path)
            while let line = try reader.next(final: true) {
                if case .whole(let bytes) = line { take(bytes) }
            }
        }
    }

    private mutating func take(_ line: [UInt8]) {
        guard !line.isEmpty else { return }
        recordCount += 1
        guard Self.mayMatter(line), let record = try? AuditRecord(line), let instant = record.instant, instant >= since
        else { return }
        if record.name == "ConsoleLogin" { return extend(record) }
        guard let session = IssuedSession(record) else { return }
        if let name = session.name { names.offer(name) }
        if let subject = session.subject { subjects.offer(subject) }
        // What was reached through credentials ends with them.
        let isThrough = session.caller.map { places[$0] != nil } ?? false
        guard isThrough || targets.contains(where: session.isReached) else { return }
        places[session.accessKeyID] = hits.count
        hits.append(Hit(session: session, end: session.end))
    }

    /// A console session may outlive the credentials that it was made of.
    private mutating func extend(_ record: AuditRecord) {
        guard let id = record.root["userIdentity"]?["accessKeyId"]?.string, let place = places[id], !record.isDenied,
            let end = record.root["additionalEventData"]?["consoleSessionEnd"]?.string.flatMap(SAMLInstant.parse)
        else { return }
        hits[place].end = hits[place].end.map { max($0, end) }
    }

    private static let member = Array("\"eventName\":\"".utf8)
    private static let names = (IssuedSession.events + ["ConsoleLogin"]).map { Array("\($0)\"".utf8) }

    /// Most records tell of calls: to look for the name is quicker than to read them.
    private static func mayMatter(_ line: [UInt8]) -> Bool {
        var rest = line[...]
        while let quote = rest.firstIndex(of: UInt8(ascii: "\"")) {
            let text = rest[quote...]
            if text.starts(with: member) {
                return names.contains { text.dropFirst(member.count).starts(with: $0) }
            }
            rest = rest[(quote + 1)...]
        }
        return false
    }
}
