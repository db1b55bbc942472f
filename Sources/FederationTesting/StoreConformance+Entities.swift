import Accounts
import Encodings
import Foundation

extension StoreConformanceCase {
    static let entities: [StoreConformanceCase] = [
        StoreConformanceCase("an entity is found by name without regard to case, and by unique id") { makeStore in
            let store = try await makeStore()
            let entity = try EntityFixture.user("Alice", id: "AIDA1")
            try await store.writeEntities { try await $0.insert(entity) }
            let found = try await store.readEntities { reader in
                [
                    try await reader.entity(UserRecord.self, account: EntityFixture.account(), name: "aLICE"),
                    try await reader.entity(UserRecord.self, uniqueID: "AIDA1"),
                ]
            }
            try requireEqual(found, [entity, entity], "the user")
            let others = try await store.readEntities { reader in
                [
                    try await reader.row(.role, account: EntityFixture.account(), name: "alice"),
                    try await reader.row(.user, account: EntityFixture.otherAccount(), name: "alice"),
                    try await reader.row(uniqueID: "AIDA2"),
                ]
            }
            try requireEqual(others, [nil, nil, nil], "other kind, account, id")
        },
        StoreConformanceCase("a taken name or id is a conflict, and nothing of the transaction remains") { makeStore in
            let store = try await makeStore()
            try await store.writeEntities { try await $0.insert(EntityFixture.user("alice", id: "AIDA1")) }
            for taken in [try EntityFixture.user("ALICE", id: "AIDA2"), try EntityFixture.user("bob", id: "AIDA1")] {
                let code = await EntityFixture.failure {
                    try await store.writeEntities { writer in
                        try await writer.insert(EntityFixture.user("carol", id: "AIDA3"))
                        try await writer.insert(taken)
                    }
                }
                try requireEqual(code, .conflict, "inserting \(taken.name)")
            }
            let count = try await store.readEntities { try await $0.count(.below(.user, EntityFixture.account())) }
            try requireEqual(count, 1, "users")
        },
        StoreConformanceCase("what a transaction throws is passed on and undoes it alone") { makeStore in
            struct Refused: Error {}
            let store = try await makeStore()
            do {
                try await store.writeEntities { writer in
                    try await writer.insert(EntityFixture.user("alice", id: "AIDA1"))
                    throw Refused()
                }
                throw StoreConformanceFailure(description: "the error was swallowed")
            } catch is Refused {}
            try await store.writeEntities { try await $0.insert(EntityFixture.user("bob", id: "AIDA2")) }
            let names = try await store.readEntities { reader in
                try await reader.rows(.below(.user, EntityFixture.account())).map(\.name)
            }
            try requireEqual(names, ["bob"], "users")
        },
        StoreConformanceCase("a look-up sees what was written, and passes on what it throws") { makeStore in
            struct Refused: Error {}
            let store = try await makeStore()
            for id in ["AIDA1", "AIDA2"] {
                try await store.writeEntities { try await $0.insert(EntityFixture.user("user-\(id)", id: id)) }
                let name = try await store.lookUpEntities { try await $0.row(uniqueID: id)?.name }
                try requireEqual(name, "user-\(id)", "the name")
            }
            do {
                try await store.lookUpEntities { _ in throw Refused() }
                throw StoreConformanceFailure(description: "the error was swallowed")
            } catch is Refused {}
        },
        StoreConformanceCase("an update replaces; one of an entity that is gone, or to a taken name, is a conflict") {
            makeStore in
            let store = try await makeStore()
            try await store.writeEntities { writer in
                try await writer.insert(EntityFixture.user("alice", id: "AIDA1"))
                try await writer.insert(EntityFixture.user("bob", id: "AIDA2"))
            }
            var entity = try EntityFixture.user("alice", id: "AIDA1")
            entity.name = "Alicia"
            entity.path = "/staff/"
            entity.record.tags = [SessionTag(key: "team", value: "blue")]
            let renamed = entity
            try await store.writeEntities { try await $0.update(renamed) }
            let found = try await store.readEntities { reader in
                (
                    try await reader.entity(UserRecord.self, account: EntityFixture.account(), name: "alicia"),
                    try await reader.row(.user, account: EntityFixture.account(), name: "alice")
                )
            }
            try requireEqual(found.0, renamed, "the renamed user")
            try requireEqual(found.1, nil, "the old name")
            entity.name = "BOB"
            let taken = entity
            let code = await EntityFixture.failure { try await store.writeEntities { try await $0.update(taken) } }
            try requireEqual(code, .conflict, "renaming to a taken name")
            let gone = await EntityFixture.failure {
                try await store.writeEntities { try await $0.update(EntityFixture.user("eve", id: "AIDA9")) }
            }
            try requireEqual(gone, .conflict, "updating what is gone")
        },
        StoreConformanceCase("lists are sorted by name, bounded, filtered by path, and go on after a name") {
            makeStore in
            let store = try await makeStore()
            try await store.writeEntities { writer in
                for (index, name) in ["delta", "Alpha", "charlie", "Bravo"].enumerated() {
                    try await writer.insert(
                        EntityFixture.user(name, id: "AIDA\(index)", path: index < 2 ? "/a/" : "/ab/"))
                }
            }
            func list(_ prefix: String, _ after: String?, _ limit: Int) async throws -> [String] {
                try await store.readEntities { reader in
                    let selection = EntitySelection.below(
                        .user, try EntityFixture.account(), pathPrefix: prefix, after: after, limit: limit)
                    let rows = try await reader.rows(selection)
                    try requireEqual(try await reader.count(selection), rows.count, "number of \(selection)")
                    return rows.map(\.name)
                }
            }
            try requireEqual(try await list("/", nil, 10), ["Alpha", "Bravo", "charlie", "delta"], "all")
            try requireEqual(try await list("/", nil, 2), ["Alpha", "Bravo"], "the first two")
            try requireEqual(try await list("/", "bravo", 10), ["charlie", "delta"], "after bravo")
            try requireEqual(try await list("/a/", nil, 10), ["Alpha", "delta"], "below /a/")
            try requireEqual(try await list("/a", nil, 10), ["Alpha", "Bravo", "charlie", "delta"], "below /a")
        },
        StoreConformanceCase("what belongs to another keeps it from being deleted") { makeStore in
            let store = try await makeStore()
            try await store.writeEntities { writer in
                try await writer.insert(EntityFixture.user("alice", id: "AIDA1"))
                try await writer.insert(EntityFixture.key("AKIA1", owner: "AIDA1"))
            }
            let owned = try await store.readEntities {
                try await $0.entities(AccessKeyRecord.self, ownedBy: "AIDA1").map(\.uniqueID)
            }
            try requireEqual(owned, ["AKIA1"], "keys")
            let code = await EntityFixture.failure {
                try await store.writeEntities { try await $0.delete(uniqueID: "AIDA1") }
            }
            try requireEqual(code, .conflict, "deleting the owner")
            let orphan = await EntityFixture.failure {
                try await store.writeEntities { try await $0.insert(EntityFixture.key("AKIA2", owner: "AIDA7")) }
            }
            try requireEqual(orphan, .conflict, "a key of nobody")
            try await store.writeEntities { writer in
                try await writer.delete(uniqueID: "AKIA1")
                try await writer.delete(uniqueID: "AIDA1")
            }
            let left = try await store.readEntities { try await $0.row(uniqueID: "AIDA1") }
            try requireEqual(left, nil, "the user")
        },
        StoreConformanceCase("references are found from both ends and go with their source") { makeStore in
            let store = try await makeStore()
            try await store.writeEntities { writer in
                try await writer.insert(EntityFixture.user("alice", id: "AIDA1"))
                try await writer.insert(EntityFixture.user("bob", id: "AIDA2"))
                for source in ["AIDA2", "AIDA1"] { try await writer.link(source, .attachedPolicy, to: "arn:p") }
                try await writer.link("AIDA1", .attachedPolicy, to: "arn:p")
                try await writer.link("AIDA1", .attachedPolicy, to: "arn:a")
                try await writer.link("AIDA1", .membership, to: "arn:p")
            }
            func links() async throws -> [[String]] {
                try await store.readEntities { reader in
                    [
                        try await reader.sources(of: "arn:p", .attachedPolicy),
                        try await reader.targets(of: "AIDA1", .attachedPolicy),
                    ]
                }
            }
            try requireEqual(try await links(), [["AIDA1", "AIDA2"], ["arn:a", "arn:p"]], "references")
            try await store.writeEntities { writer in
                try await writer.unlink("AIDA2", .attachedPolicy, from: "arn:p")
                try await writer.delete(uniqueID: "AIDA1")
            }
            try requireEqual(try await links(), [[], []], "references that are left")
            let code = await EntityFixture.failure {
                try await store.writeEntities { try await $0.link("AIDA1", .membership, to: "AGPA1") }
            }
            try requireEqual(code, .conflict, "a reference from what is gone")
        },
        StoreConformanceCase("references are listed and counted for each account by itself") { makeStore in
            let store = try await makeStore()
            let (own, other) = (try EntityFixture.account(), try EntityFixture.otherAccount())
            let expected = [
                try EntityFixture.user("bob", id: "AIDA1").row(), try EntityFixture.user("alice", id: "AIDA3").row(),
            ]
            let foreign = try EntityFixture.user("alice", id: "AIDA2", in: other).row()
            let unrelated = try EntityFixture.user("carol", id: "AIDA4").row()
            try await store.writeEntities { writer in
                for row in expected.reversed() + [foreign, unrelated] { try await writer.insert(row) }
                for id in ["AIDA3", "AIDA2", "AIDA1"] { try await writer.link(id, .attachedPolicy, to: "arn:p") }
                try await writer.link("AIDA1", .permissionsBoundary, to: "arn:p")
                try await writer.link("AIDA4", .attachedPolicy, to: "arn:a")
                try await writer.link("AIDA2", .attachedPolicy, to: "arn:b")
            }
            func found(_ target: String, _ relation: EntityRelation, _ account: AccountID) async throws -> [EntityRow] {
                let (rows, count) = try await store.readEntities { reader in
                    let selection = EntitySelection.referring(to: target, relation, account)
                    return (try await reader.rows(selection), try await reader.count(selection))
                }
                try requireEqual(count, rows.count, "number of those that refer to \(target)")
                return rows
            }
            try requireEqual(try await found("arn:p", .attachedPolicy, own), expected, "the account's own")
            try requireEqual(try await found("arn:p", .attachedPolicy, other), [foreign], "the other account's")
            try requireEqual(try await found("arn:p", .permissionsBoundary, own), [expected[0]], "another relation")
            try requireEqual(try await found("arn:p", .permissionsBoundary, other), [], "the other account's boundary")
            try requireEqual(try await found("arn:b", .attachedPolicy, own), [], "what only the other refers to")
            try await store.writeEntities { try await $0.delete(uniqueID: "AIDA3") }
            try requireEqual(try await found("arn:p", .attachedPolicy, own), [expected[0]], "those that are left")
        },
        StoreConformanceCase("a document is kept beside its entity, replaced, and goes with it") { makeStore in
            let store = try await makeStore()
            let text: [UInt8] = [0, 10, 0x41, 255, 0]
            try await store.writeEntities { writer in
                for id in ["AIDA1", "AIDA2", "AIDA3"] { try await writer.insert(EntityFixture.user(id, id: id)) }
                try await writer.setDocument([1], of: "AIDA1")
                try await writer.setDocument(text, of: "AIDA1")
                try await writer.setDocument([], of: "AIDA2")
                try await writer.update(EntityFixture.user("alice", id: "AIDA1"))
            }
            func documents() async throws -> [[UInt8]?] {
                try await store.readEntities { reader in
                    var documents: [[UInt8]?] = []
                    for id in ["AIDA1", "AIDA2", "AIDA3"] { documents.append(try await reader.document(of: id)) }
                    return documents
                }
            }
            try requireEqual(try await documents(), [text, [], nil], "documents")
            let undone = await EntityFixture.failure {
                try await store.writeEntities { writer in
                    try await writer.setDocument([2], of: "AIDA1")
                    try await writer.setDocument([2], of: "AIDA9")
                }
            }
            try requireEqual(undone, .conflict, "a document of what is gone")
            try requireEqual(try await documents(), [text, [], nil], "documents after a conflict")
            try await store.writeEntities { try await $0.delete(uniqueID: "AIDA1") }
            try requireEqual(try await documents(), [nil, [], nil], "documents that are left")
        },
        StoreConformanceCase("the last use is the latest one") { makeStore in
            let store = try await makeStore()
            func use(_ seconds: TimeInterval, _ service: String) -> EntityUse {
                EntityUse(
                    uniqueID: "AKIA1", instant: Timestamp(roundingDown: Fixture.start.addingTimeInterval(seconds)),
                    service: service, region: "us-east-1")
            }
            func lastUse() async throws -> EntityUse? {
                try await store.readEntities { try await $0.lastUse(of: "AKIA1") }
            }
            try requireEqual(try await lastUse(), nil, "before any use")
            try await store.record([use(2, "sts"), use(5, "iam"), use(3, "sts")])
            try await store.record([use(4, "sts")])
            try requireEqual(try await lastUse(), use(5, "iam"), "the last use")
        },
    ]
}

/// Entities for the cases.
enum EntityFixture {
    static func account() throws -> AccountID { try make("111122223333") }

    static func otherAccount() throws -> AccountID { try make("444455556666") }

    private static func make(_ digits: String) throws -> AccountID {
        guard let account = AccountID(digits) else { throw StoreConformanceFailure(description: "no account") }
        return account
    }

    static func user(
        _ name: String, id: String, path: String = "/", in account: AccountID? = nil
    ) throws -> Entity<UserRecord> {
        Entity(
            account: try account ?? Self.account(), name: name, path: path, uniqueID: id,
            createDate: Timestamp(roundingDown: Fixture.start),
            record: UserRecord(inlinePolicies: [InlinePolicy(name: "p", document: "{\"ü\": \"\\n/\"}")]))
    }

    static func key(_ id: String, owner: String) throws -> Entity<AccessKeyRecord> {
        Entity(
            account: try account(), name: id, uniqueID: id, owner: owner,
            createDate: Timestamp(roundingDown: Fixture.start), record: AccessKeyRecord(sealedSecret: [0, 1, 255]))
    }

    /// The code of the store's error; nil when there was none, or another error.
    static func failure(_ body: () async throws -> Void) async -> StoreError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? StoreError)?.code
        }
    }
}
