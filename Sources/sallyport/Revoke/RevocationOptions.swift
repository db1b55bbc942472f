import Accounts
import ArgumentParser
import CommandIO
import Encodings
import Foundation
import OperatorCommands
import STS
import SallyportConfiguration

/// What all revocations take, and what is done for them.
struct RevocationOptions: ParsableArguments {
    @Option(help: "The configuration file (YAML), which names data directory and key ring.")
    var config = "sallyport.yaml"

    @Option(
        help: ArgumentHelp(
            "The last instant of issue that is revoked, such as 2026-11-21T12:00:00Z; when it is left out, two seconds from now, when every broker knows.",
            valueName: "instant"))
    var until: InstantArgument?

    @Flag(help: "Take the revocation back.")
    var withdraw = false

    @Flag(help: "Revoke also when no such session is known.")
    var force = false

    /// Seconds within which every broker has taken notice.
    private static let notice: TimeInterval = 2

    func validate() throws {
        if withdraw, until != nil || force { throw ValidationError("--withdraw goes with neither --until nor --force") }
    }

    /// Looks up who is meant, and revokes, or takes a revocation back.
    ///
    /// - Parameter lookUp: who is meant.
    /// - Throws: `ExitCode` after saying why.
    func apply(_ lookUp: (AdministratorStore) async throws -> RevocationLookUp) async throws {
        let administrator = try await AdministratorStore.open(config)
        let lookUp = try await lookUp(administrator)
        let store = administrator.store
        guard !withdraw else { return try await takeBack(lookUp, administrator) }
        try lookUp.run(in: administrator.configuration.audit.file, at: Date(), evenIfUnseen: force)
        // A broker that has not taken notice yet may still give a session for an assertion that is older.
        let instant = until?.date ?? Date().addingTimeInterval(Self.notice)
        let end = Timestamp(roundingUp: instant).iso8601
        try await act(
            "RevokeSessions", on: lookUp, parameters: [JSONMember("issuedAtOrBefore", end)], by: administrator
        ) {
            for target in lookUp.targets {
                try await store.revoke(Revocation(target: target, issuedAtOrBefore: instant))
            }
        }
        Terminal.write("\(lookUp.what): what was issued until \(end) is revoked")
    }

    private func act(
        _ name: String, on lookUp: RevocationLookUp, parameters: [JSONMember], by administrator: AdministratorStore,
        _ body: () async throws -> Void
    ) async throws {
        try await AdministratorAct(
            name: name, parameters: [JSONMember("target", lookUp.what.cut(to: 2_048))] + parameters,
            partition: administrator.configuration.partition
        ).carryOut(in: try administrator.trail()) { try await AdministratorStore.reported(body) }
    }

    private func takeBack(_ lookUp: RevocationLookUp, _ administrator: AdministratorStore) async throws {
        let store = administrator.store
        let known = try await AdministratorStore.reported { try await store.revocations() }
        let targets = lookUp.targets.filter { known.instant(for: $0) != nil }
        guard !targets.isEmpty else {
            Terminal.complain("\(lookUp.what): is not revoked; see: sallyport revoke list")
            throw ExitCode.refused
        }
        try await act("WithdrawRevocation", on: lookUp, parameters: [], by: administrator) {
            for target in targets { try await store.withdrawRevocation(of: target) }
        }
        Terminal.write("\(lookUp.what): not revoked any more")
    }
}

extension AdministratorStore {
    /// Sees that there is a SAML provider of which an option speaks.
    ///
    /// - Throws: `ExitCode` after saying that there is none.
    func checkProvider(_ arn: String?) async throws {
        guard let arn else { return }
        let isThere = try await Self.reported { try await tokens.hasProvider(arn: arn) }
        guard isThere else { throw Terminal.fail("there is no SAML provider \(arn)") }
    }
}
