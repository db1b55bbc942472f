package import Accounts
package import Encodings

/// Moves what one store holds into another, which is empty or has a part of it from an attempt before.
///
/// It keeps no note of how far it came: what is there and the same is passed over, and what is there and not the source's
/// ends it. Nobody may write to either store meanwhile; the digests of both at the end tell.
package struct StoreMigration: Sendable {
    /// Why it ended early.
    package enum Failure: Error, Hashable, CustomStringConvertible {
        /// The target has something that the source has not, or has otherwise.
        case notEmpty(String)
        /// The digests at the end differ.
        case differs(source: StoreSummary, target: StoreSummary)

        package var description: String {
            switch self {
            case .notEmpty(let what): "the target has \(what), which the source has not: it is in use by something else"
            case .differs(let source, let target):
                "the stores differ, so that one of them was written to meanwhile; source: "
                    + "\(source.lines.joined(separator: "; ")); target: \(target.lines.joined(separator: "; "))"
            }
        }
    }

    /// What was moved.
    package struct Outcome: Hashable, Sendable {
        /// What both stores hold now.
        package let summary: StoreSummary
        /// Records of one-time uses that were carried over.
        package let uses: Int
    }

    private let source: any EnumerableStore
    private let target: any EnumerableStore
    private let progress: @Sendable (String) -> Void

    /// - Parameter progress: told now and then how far it came.
    package init(
        from source: any EnumerableStore, to target: any EnumerableStore, progress: @escaping @Sendable (String) -> Void
    ) {
        self.source = source
        self.target = target
        self.progress = progress
    }

    /// Moves all, and compares.
    ///
    /// Throws `Failure`, and what the stores throw.
    package func run() async throws -> Outcome {
        try await checkTarget()
        try await moveEntities()
        for revocation in try await source.revocations().all { try await target.revoke(revocation) }
        progress("revocations: done")
        try await movePortalSessions()
        let uses = try await moveUses()
        let (before, after) = (try await StoreSummary(of: source), try await StoreSummary(of: target))
        guard before == after else { throw Failure.differs(source: before, target: after) }
        return Outcome(summary: after, uses: uses)
    }

    // MARK: What is there already

    private func checkTarget() async throws {
        let source = source
        try await StorePages(store: target).entities { page in
            let own = try await source.readEntities { reader in
                var own: [WholeEntity?] = []
                for entity in page {
                    guard let row = try await reader.row(uniqueID: entity.row.uniqueID) else {
                        own.append(nil)
                        continue
                    }
                    own.append(try await WholeEntity(row, reader))
                }
                return own
            }
            for (there, own) in zip(page, own) where own.map({ there.isSame(as: $0) }) != true {
                throw Failure.notEmpty("the \(there.row.kind.rawValue) \(there.row.name.quoted)")
            }
        }
        let revocations = try await source.revocations()
        for there in try await target.revocations().all
        where revocations.instant(for: there.target) != there.issuedAtOrBefore {
            throw Failure.notEmpty("a revocation")
        }
        try await StorePages(store: target).portalSessions { page in
            for there in page where try await source.sealedPortalSession(there.id) != there.sealed {
                throw Failure.notEmpty("a portal session")
            }
        }
        try await checkUses()
    }

    /// Whoever has recorded a use there gives credentials with it.
    private func checkUses() async throws {
        guard try await !target.uses(after: [], limit: 1).isEmpty else { return }
        var own: Set<[UInt8]> = []
        try await StorePages(store: source).uses { page in own.formUnion(page.map(\.key)) }
        let known = own
        try await StorePages(store: target).uses { page in
            if page.contains(where: { !known.contains($0.key) }) { throw Failure.notEmpty("one-time uses") }
        }
    }

    // MARK: Moving

    private func moveEntities() async throws {
        let target = target
        var count = 0
        try await StorePages(store: source).entities { page in
            try await target.writeEntities { writer in
                for entity in page { try await Self.write(entity, writer) }
            }
            try await target.record(page.compactMap(\.lastUse))
            count += page.count
            progress("entities: \(count)")
        }
    }

    private static func write(_ entity: WholeEntity, _ writer: any EntityWriter) async throws {
        let id = entity.row.uniqueID
        // It was found to be the same before.
        guard try await writer.row(uniqueID: id) == nil else { return }
        try await writer.insert(entity.row)
        if let document = entity.document { try await writer.setDocument(document, of: id) }
        for (relation, targets) in entity.links {
            for target in targets { try await writer.link(id, relation, to: target) }
        }
    }

    private func movePortalSessions() async throws {
        let target = target
        var count = 0
        try await StorePages(store: source).portalSessions { page in
            try await target.keep(page)
            count += page.count
            progress("portal sessions: \(count)")
        }
    }

    private func moveUses() async throws -> Int {
        var count = 0
        try await StorePages(store: source).uses { page in
            try await carry(page)
            count += page.count
            progress("one-time uses: \(count)")
        }
        if let highest = try await source.highestInstant() { try await target.sweep(at: highest.date) }
        return count
    }

    private func carry(_ page: [KeptUse]) async throws {
        let target = target
        try await withThrowingTaskGroup(of: Void.self) { group in
            for use in page {
                guard let key = OneTimeKey(keptBytes: use.key) else {
                    throw StoreError(.corrupt, "a record has a key of \(use.key.count) bytes")
                }
                group.addTask {
                    _ = try await target.redeem(OneTimeUse(key: key, keepUntil: use.keepUntil), at: use.usedAt.date)
                }
            }
            try await group.waitForAll()
        }
    }
}
