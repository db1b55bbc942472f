import Accounts

extension StoreConformanceCase {
    /// What a store says of what was changed.
    static let versions: [StoreConformanceCase] = [
        StoreConformanceCase("a change raises the version of its kind and account, at once, and no other") {
            makeStore in
            let store = try await makeStore()
            let (own, other) = (try EntityFixture.account(), try EntityFixture.otherAccount())
            try await store.writeEntities { writer in
                try await writer.insert(EntityFixture.user("bob", id: "AIDA2", in: other))
                try await writer.insert(EntityFixture.key("AKIA1", owner: "AIDA2"))
            }
            var seen: Set<UInt64> = []
            var last = try await store.entityVersions()
            for change in try EntityFixture.changes(of: "AIDA1") {
                try await store.writeEntities { try await $0.apply(change) }
                let next = try await store.entityVersions()
                for kinds: Set<EntityKind> in [[.user], [.user, .accessKey], Set(EntityKind.allCases)] {
                    for account in [own, nil] {
                        try require(
                            next.version(of: kinds, in: account) != last.version(of: kinds, in: account),
                            "\(kinds) in \(account?.description ?? "any account") stayed at \(change)")
                    }
                }
                let number = next.version(of: [.user], in: own)
                try require(seen.insert(number).inserted, "\(number) came again at \(change)")
                let others: [(Set<EntityKind>, AccountID?)] = [
                    ([.user], other), (Set(EntityKind.allCases), other), ([.accessKey], own),
                    ([.accessKey, .role], nil),
                ]
                for (kinds, account) in others {
                    try requireEqual(
                        next.version(of: kinds, in: account), last.version(of: kinds, in: account),
                        "\(kinds) in \(account?.description ?? "any account") at \(change)")
                }
                last = next
            }
        },
        StoreConformanceCase("what was refused, or changed nothing, leaves all versions") { makeStore in
            struct Refused: Error {}
            let store = try await makeStore()
            try await store.writeEntities { writer in
                try await writer.insert(EntityFixture.user("alice", id: "AIDA1"))
                try await writer.link("AIDA1", .membership, to: "AGPA1")
            }
            let before = try await store.entityVersions()
            for change in try EntityFixture.changes(of: "AIDA2") {
                let code = await EntityFixture.failure {
                    try await store.writeEntities { writer in
                        try await writer.insert(EntityFixture.user("bob", id: "AIDA2"))
                        if case .insert = change {} else { try await writer.apply(change) }
                        // The name is taken.
                        try await writer.insert(EntityFixture.user("Alice", id: "AIDA3"))
                    }
                }
                try requireEqual(code, .conflict, "a taken name")
            }
            do {
                try await store.writeEntities { writer in
                    try await writer.delete(uniqueID: "AIDA1")
                    throw Refused()
                }
            } catch is Refused {}
            try await store.writeEntities { writer in
                _ = try await writer.row(uniqueID: "AIDA1")
                try await writer.link("AIDA1", .membership, to: "AGPA1")
                try await writer.unlink("AIDA1", .membership, from: "AGPA2")
                try await writer.delete(uniqueID: "AIDA2")
            }
            try requireEqual(try await store.entityVersions(), before, "versions")
        },
    ]
}

extension EntityFixture {
    /// Each kind of change once, on a user that is made and deleted.
    static func changes(of id: String) throws -> [EntityChange] {
        let row = try user("carol", id: id).row()
        return [
            .insert(row), .update(row), .setDocument([1], of: id), .setDocument([2], of: id),
            .link(id, .membership, to: "AGPA1"), .unlink(id, .membership, from: "AGPA1"), .delete(uniqueID: id),
        ]
    }
}
