import Accounts

extension StoreConformanceCase {
    /// Transactions that wait in their middle, and several at once.
    static let transactions: [StoreConformanceCase] = [
        StoreConformanceCase("a transaction that waits in its middle is one all the same") { makeStore in
            struct Refused: Error {}
            let store = try await makeStore()
            try await store.writeEntities { writer in
                try await writer.insert(EntityFixture.user("alice", id: "AIDA1"))
                await Task.yield()
                try await writer.link("AIDA1", .membership, to: "AGPA1")
            }
            do {
                try await store.writeEntities { writer in
                    try await writer.delete(uniqueID: "AIDA1")
                    await Task.yield()
                    throw Refused()
                }
                throw StoreConformanceFailure(description: "the error was swallowed")
            } catch is Refused {}
            let body: @Sendable (any EntityReader) async throws -> [String] = { reader in
                let name = try await reader.row(uniqueID: "AIDA1")?.name
                await Task.yield()
                return [name ?? "nobody"] + (try await reader.targets(of: "AIDA1", .membership))
            }
            try requireEqual(try await store.readEntities(body), ["alice", "AGPA1"], "what was read")
            try requireEqual(try await store.lookUpEntities(body), ["alice", "AGPA1"], "what was looked up")
        },
        StoreConformanceCase("of transactions at once none loses what another wrote") { makeStore in
            let store = try await makeStore()
            try await store.writeEntities { try await $0.insert(EntityFixture.user("counter", id: "AIDA0")) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...20 {
                    group.addTask {
                        try await store.writeEntities { writer in
                            let count = try await writer.targets(of: "AIDA0", .membership).count
                            await Task.yield()
                            try await writer.link("AIDA0", .membership, to: "AGPA\(count)")
                            try await writer.insert(EntityFixture.user("user-\(number)", id: "AIDA\(number)"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let counts = try await store.readEntities { reader in
                [
                    try await reader.targets(of: "AIDA0", .membership).count,
                    try await reader.count(.below(.user, EntityFixture.account())),
                ]
            }
            try requireEqual(counts, [20, 21], "references and users")
        },
        StoreConformanceCase("a transaction that reads sees one state, whatever is written meanwhile") { makeStore in
            let store = try await makeStore()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...20 {
                    group.addTask {
                        try await store.writeEntities { writer in
                            try await writer.insert(EntityFixture.user("user-\(number)", id: "AIDA\(number)"))
                            await Task.yield()
                            try await writer.insert(EntityFixture.key("AKIA\(number)", owner: "AIDA\(number)"))
                        }
                    }
                    group.addTask {
                        let counts = try await store.readEntities { reader in
                            let users = try await reader.count(.below(.user, EntityFixture.account()))
                            await Task.yield()
                            return [users, try await reader.count(.below(.accessKey, EntityFixture.account()))]
                        }
                        try requireEqual(counts[0], counts[1], "users and keys")
                    }
                }
                try await group.waitForAll()
            }
        },
    ]
}
