import Accounts
import CommandIO
import Encodings
import Foundation
import OperatorCommands
import SallyportConfiguration

/// The root keys of one account in the store that a configuration names.
struct RootKeys {
    private let account: AccountID
    private let administrator: AdministratorStore

    /// - Throws: `ExitCode` after saying why.
    static func open(_ place: AccountCommand.Place) async throws -> RootKeys {
        let administrator = try await AdministratorStore.open(place.config)
        let accounts = administrator.configuration.directory.accounts
        guard let account = AccountID(place.account), accounts[account] != nil else {
            let known = accounts.keys.map(\.description).sorted().joined(separator: ", ")
            throw Terminal.fail("\(place.config) has no account \(place.account); it has \(known)")
        }
        return RootKeys(account: account, administrator: administrator)
    }

    /// Makes a key and records it.
    ///
    /// - Throws: `ExitCode` after saying why.
    func create(at instant: Date) async throws -> AccessKeys.Made {
        try await act("CreateRootAccessKey", elements: { [JSONMember("accessKeyId", $0.entity.uniqueID)] }) {
            try await make(at: instant)
        }
    }

    private func act<Value>(
        _ name: String, _ parameters: [JSONMember] = [], elements: (Value) -> [JSONMember] = { _ in [] },
        _ body: () async throws -> Value
    ) async throws -> Value {
        try await AdministratorAct(
            name: name, parameters: [JSONMember("account", account.description)] + parameters, account: account,
            partition: administrator.configuration.partition
        ).carryOut(in: try administrator.trail(), elements: elements, body)
    }

    private func make(at instant: Date) async throws -> AccessKeys.Made {
        let account = account
        let made = try Terminal.reported {
            try AccessKeys.make(
                account: account, owner: nil, keyRing: administrator.keyRing, random: SystemRandomSource(),
                at: Timestamp(roundingDown: instant))
        }
        let isMade = try await AdministratorStore.reported {
            try await administrator.store.writeEntities { writer in
                guard try await AccessKeys.ofRoot(account, writer).count < AccessKeys.maximum else { return false }
                try await writer.insert(made.entity)
                return true
            }
        }
        guard isMade else {
            throw Terminal.fail(
                "account \(account) has \(AccessKeys.maximum) root keys already; remove one with: "
                    + "sallyport account root-key delete --account \(account) KEY")
        }
        return made
    }

    func all() async throws -> [Entity<AccessKeyRecord>] {
        let account = account
        return try await AdministratorStore.reported {
            try await administrator.store.readEntities { try await AccessKeys.ofRoot(account, $0) }
        }
    }

    /// Removes a key and records it.
    ///
    /// - Throws: `ExitCode` after saying why.
    func delete(_ id: String) async throws {
        try await act("DeleteRootAccessKey", [JSONMember("accessKeyId", id.cut(to: 128))]) { try await remove(id) }
    }

    private func remove(_ id: String) async throws {
        let account = account
        let isThere = try await AdministratorStore.reported {
            try await administrator.store.writeEntities { writer in
                guard try await AccessKeys.ofRoot(account, writer).contains(where: { $0.uniqueID == id }) else {
                    return false
                }
                try await writer.delete(uniqueID: id)
                return true
            }
        }
        guard isThere else { throw Terminal.fail("account \(account) has no root key \(id)") }
    }
}
