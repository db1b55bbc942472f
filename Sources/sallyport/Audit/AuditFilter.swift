import Foundation
import IAMPolicy

/// Decides whether a record is wanted.
struct AuditFilter {
    private let since: Date?
    private let until: Date?
    private let isDenied: Bool?
    private let error: Glob?
    private let events: [Glob]
    private let principals: [Glob]
    private let accounts: [Glob]
    private let resources: [Glob]
    private let addresses: [Glob]
    private let requests: [Glob]
    private let accessKeys: [Glob]

    init(_ options: AuditFilterOptions) {
        since = options.since?.date
        until = options.until?.date
        isDenied = options.denied ? true : options.allowed ? false : nil
        error = options.error.map { Glob($0.description) }
        events = options.event.map(Glob.init)
        principals = options.principal.map(Glob.init)
        accounts = options.account.map(Glob.init)
        resources = options.resource.map(Glob.init)
        addresses = options.sourceIP.map(Glob.init)
        requests = options.requestID.map(Glob.init)
        accessKeys = options.accessKeyID.map(Glob.init)
    }

    func matches(_ record: AuditRecord) -> Bool {
        matchesTime(record) && (isDenied.map { $0 == record.isDenied } ?? true)
            && (error.map { error in record.errorCode.map(error.matches) ?? false } ?? true)
            && Self.any(of: events) { [record.name] }
            && Self.any(of: requests) { record.requestIDs }
            && Self.any(of: addresses) { [record.root["sourceIPAddress"]?.string].compactMap(\.self) }
            && Self.any(of: accounts) { Self.accounts(of: record) }
            && Self.any(of: resources) { record.resources }
            && Self.any(of: accessKeys) {
                AuditRecord.texts(named: ["accessKeyId", "claimedAccessKeyId"], in: record.root)
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

    private static func any(of globs: [Glob], _ texts: () -> [String]) -> Bool {
        globs.isEmpty || texts().contains { text in globs.contains { $0.matches(text) } }
    }
}
