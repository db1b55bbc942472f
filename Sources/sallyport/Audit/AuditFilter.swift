import CommandIO
import Foundation
import IAMPolicy

/// Decides whether a record is wanted.
struct AuditFilter {
    private let since: Date?
    private let until: Date?
    private let isDenied: Bool?
    private let principals: [Glob]
    /// Patterns of which one must match, and what of a record they are held against.
    private let patterns: [(globs: [Glob], texts: (AuditRecord) -> [String])]

    init(_ options: AuditFilterOptions) {
        since = options.since?.date
        until = options.until?.date
        isDenied = options.denied ? true : options.allowed ? false : nil
        principals = options.principal.map(Glob.init)
        let patterns: [(wanted: [String], texts: (AuditRecord) -> [String])] = [
            (options.error.map { [$0.description] } ?? [], { [$0.errorCode].compactMap(\.self) }),
            (options.event, { [$0.name] }), (options.requestID, \.requestIDs),
            (options.sourceIP, { [$0.root["sourceIPAddress"]?.string].compactMap(\.self) }),
            (options.account, Self.accounts), (options.resource, \.resources),
            (options.accessKeyID, { AuditRecord.texts(named: ["accessKeyId", "claimedAccessKeyId"], in: $0.root) }),
        ]
        self.patterns = patterns.filter { !$0.wanted.isEmpty }.map { ($0.map(Glob.init), $1) }
    }

    func matches(_ record: AuditRecord) -> Bool {
        matchesTime(record) && (isDenied.map { $0 == record.isDenied } ?? true)
            && patterns.allSatisfy { globs, texts in
                texts(record).contains { text in globs.contains { $0.matches(text) } }
            }
            && matchesPrincipal(record)
    }

    /// Whether nothing that was recorded up to then can be wanted.
    ///
    /// A record is older than its file's end unless the clock was set back meanwhile: an hour is left for that.
    func isOver(forFileClosedAt instant: Date) -> Bool {
        since.map { instant < $0.addingTimeInterval(-3_600) } ?? false
    }

    private func matchesTime(_ record: AuditRecord) -> Bool {
        guard since != nil || until != nil else { return true }
        guard let instant = record.instant else { return false }
        return since.map { instant >= $0 } ?? true && until.map { instant < $0 } ?? true
    }

    private func matchesPrincipal(_ record: AuditRecord) -> Bool {
        guard !principals.isEmpty else { return true }
        let names =
            AuditRecord.texts(named: ["arn", "principalId", "userName"], in: record.root["userIdentity"])
            + [record.sessionName].compactMap(\.self)
        return principals.contains { names.contains(where: $0.matchesOrIsIn) }
    }

    private static func accounts(of record: AuditRecord) -> [String] {
        let sides = [record.root["recipientAccountId"]?.string].compactMap(\.self)
        return sides + AuditRecord.texts(named: ["accountId"], in: record.root["userIdentity"])
            + AuditRecord.texts(named: ["accountId"], in: record.root["resources"])
    }
}
