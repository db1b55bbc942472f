package import Accounts
package import Encodings
package import Foundation
package import Keys

/// The questions of programs that are under way: kept sealed in the store, found by what the program has, or by what its user types.
package struct ClientGrants: Sendable {
    /// Questions at most; beyond that, the address with the most of them loses its oldest.
    package static let limit = 10_000
    /// Questions of one address (of IPv6 one /64) at most; its oldest gives way.
    package static let limitOfAddress = 200
    /// Seconds for which a question that is over is remembered, so that its program is told so.
    static let memory: Int64 = 600

    private let store: any FederationStore
    private let keyRing: KeyRing
    private let random: any RandomSource
    private let limits: (address: Int, all: Int)

    package init(
        store: any FederationStore, keyRing: KeyRing, random: any RandomSource,
        limits: (address: Int, all: Int) = (Self.limitOfAddress, Self.limit)
    ) {
        self.store = store
        self.keyRing = keyRing
        self.random = random
        self.limits = limits
    }

    /// Why nothing was kept or found: the store has failed.
    struct Failure: Error {
        let cause: String
    }

    // MARK: Keeping

    /// Keeps a question; false when the code for its user is another's already.
    func keep(_ grant: ClientGrant, _ code: GrantCode, userCode: UserCode? = nil) async throws(Failure) -> Bool {
        let id = code.id
        let sealed = try seal(grant, id, random: random)
        let entity = Entity(
            account: ClientGrantRecord.account, name: id, path: Self.path(of: grant.sourceAddress), uniqueID: id,
            createDate: grant.askedAt, record: ClientGrantRecord(expiresAt: grant.expiresAt))
        let (limits, digest) = (limits, userCode?.digest)
        return try await write { writer in
            if let digest, try await !writer.sources(of: digest, .userCode).isEmpty { return false }
            try await Self.makeRoom(below: entity.path, limits, writer)
            try await writer.insert(entity)
            try await writer.setDocument(sealed, of: id)
            if let digest { try await writer.link(id, .userCode, to: digest) }
            return true
        }
    }

    /// Where questions of an address stand, so that they are counted without the others.
    private static func path(of address: String?) -> String {
        let site = IPAddress.site(of: address ?? "")
        return "/" + Hexadecimal.text(OneTimeKey(purpose: "address of a question", fields: [site]).bytes.prefix(16))
            + "/"
    }

    private static func makeRoom(
        below path: String, _ limits: (address: Int, all: Int), _ writer: any EntityWriter
    ) async throws {
        let (kind, account) = (ClientGrantRecord.kind, ClientGrantRecord.account)
        if try await writer.count(.below(kind, account, pathPrefix: path)) >= limits.address {
            try await deleteOldest(of: writer.rows(.below(kind, account, pathPrefix: path)), writer)
        } else if try await writer.count(.below(kind, account)) >= limits.all {
            let groups = Dictionary(grouping: try await writer.rows(.below(kind, account)), by: \.path)
            try await deleteOldest(of: groups.values.max { $0.count < $1.count } ?? [], writer)
        }
    }

    private static func deleteOldest(of rows: [EntityRow], _ writer: any EntityWriter) async throws {
        guard let oldest = rows.min(by: { $0.createDate < $1.createDate }) else { return }
        try await writer.delete(uniqueID: oldest.uniqueID)
    }

    // MARK: Finding

    /// The question of which a program has the code; nil when there is none.
    func grant(_ code: GrantCode) async throws(Failure) -> ClientGrant? {
        let id = code.id
        return try await read { try await $0.document(of: id) }.flatMap { open($0, id) }
    }

    /// The question of which a user has the code, with its id.
    func grant(_ code: UserCode) async throws(Failure) -> (id: String, grant: ClientGrant)? {
        let digest = code.digest
        let found = try await read { reader -> (String, [UInt8])? in
            guard let id = try await reader.sources(of: digest, .userCode).first,
                let sealed = try await reader.document(of: id)
            else { return nil }
            return (id, sealed)
        }
        guard let (id, sealed) = found, let grant = open(sealed, id) else { return nil }
        return (id, grant)
    }

    // MARK: Answering

    /// Puts down what a user has answered; false when the question is gone, over, or answered before.
    func answer(_ id: String, with answer: ClientGrant.Answer, at now: Timestamp) async throws(Failure) -> Bool {
        try await write { writer in
            guard let sealed = try await writer.document(of: id), var grant = open(sealed, id),
                case .none = grant.answer, now < grant.expiresAt
            else { return false }
            grant.answer = answer
            try await writer.setDocument(try seal(grant, id, random: random), of: id)
            return true
        }
    }

    /// Forgets a question; does nothing when there is none.
    func forget(_ code: GrantCode) async throws(Failure) {
        let id = code.id
        try await write { writer in
            if try await writer.row(uniqueID: id) != nil { try await writer.delete(uniqueID: id) }
        }
    }

    /// Forgets the questions that have been over for a while.
    package func forgetOver(at instant: Date) async throws {
        let end = Timestamp(roundingDown: instant).advanced(bySeconds: -Self.memory)
        let over = try await store.readEntities { reader in
            try await reader.entities(ClientGrantRecord.self, .below(.clientGrant, ClientGrantRecord.account))
                .filter { $0.record.expiresAt <= end }.map(\.uniqueID)
        }
        guard !over.isEmpty else { return }
        try await store.writeEntities { writer in
            // Some may be gone in the meantime: another process does the same.
            for id in over where try await writer.row(uniqueID: id) != nil { try await writer.delete(uniqueID: id) }
        }
    }

    // MARK: The store

    private func seal(
        _ grant: ClientGrant, _ id: String, random: any RandomSource
    ) throws(Failure) -> [UInt8] {
        do {
            return try keyRing.sealForStorage(grant.message, context: id, random: random)
        } catch {
            throw Failure(cause: "sealing: \(error)")
        }
    }

    private func open(_ sealed: [UInt8], _ id: String) -> ClientGrant? {
        keyRing.openFromStorage(sealed, context: id).flatMap { try? ClientGrant(message: $0) }
    }

    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws(Failure) -> Value {
        do {
            return try await store.lookUpEntities(body)
        } catch {
            throw Failure(cause: "\(error)")
        }
    }

    private func write<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityWriter) async throws -> Value
    ) async throws(Failure) -> Value {
        do {
            return try await store.writeEntities(body)
        } catch {
            throw Failure(cause: "\(error)")
        }
    }
}
