import Accounts
import Audit
import Encodings
package import Foundation
import Keys
package import Sessions

/// Gives credentials: the one place that asks policies, looks at revocations, uses up what works once, mints and records.
struct RoleGranter {
    let service: SecurityTokenService

    /// Credentials for what the proof proves, recorded before they are returned, and the proof with what was learnt.
    ///
    /// Throws what the caller is told; that is recorded as well.
    func give<Kind: Proof>(for start: Kind, _ call: Call) async throws(STSError) -> (granted: Granted, proof: Kind) {
        var proof = start
        do {
            let granted = try await decide(&proof, call)
            var event = proof.event(service.makeID(), call)
            proof.enter(granted, into: &event)
            if let upstream = granted.upstream { event.additionalEventData.append(upstream.member) }
            try await service.keep(proof.copies(of: event, makeID: service.makeID), in: proof.reservation)
            return (granted, proof)
        } catch {
            var event = proof.event(service.makeID(), call)
            event.refuse(error, isVerified: proof.isVerified)
            await service.audit.recordRefusal(event)
            throw error
        }
    }

    private func decide(_ proof: inout some Proof, _ call: Call) async throws(STSError) -> Granted {
        let grant = try await proof.grant(service, call)
        try await ask(grant, call)
        try checkRegion(of: grant, call)
        proof.allowed(grant)
        try await proof.checkNotRevoked(service)
        let upstream = grant.role.flatMap { service.upstreams[$0.account.id] }
        // Policies that are passed on are those of the account there.
        if upstream == nil { try await grant.policies.checkExistence(in: grant.account, service.entities) }
        let issuer: any CredentialIssuer = upstream ?? service.ownIssuer
        let prepared = try await issuer.prepare(
            try proof.session(service, call), call: call.context, at: call.now)
        // Room first: when there is none, the same response works once there is, and nobody else was asked.
        if grant.singleUse != nil || upstream != nil, proof.reservation == nil {
            proof.reservation = try await service.reserveRecord()
        }
        if let singleUse = grant.singleUse { try await redeem(singleUse, call) }
        try await proof.willMint(prepared.session, service, call)
        return Granted(issued: try await prepared.issue(), session: prepared.session)
    }

    private func ask(_ grant: Grant, _ call: Call) async throws(STSError) {
        switch grant.permission {
        case .unasked: break
        case .trustPolicy(let question): try question.ask()
        case .policies(let question):
            try service.check(question, try await service.policies(of: question.caller), at: call.now)
        }
        if let hindrance = grant.hindrance { throw hindrance }
    }

    /// The account whose credentials are asked for decides, and not the caller's (user guide, "Activating and Deactivating AWS
    /// STS in an AWS Region"); only whom its policies let in learns of it.
    private func checkRegion(of grant: Grant, _ call: Call) throws(STSError) {
        guard let region = call.context.region, grant.account.inactiveRegions.contains(region) else { return }
        throw .regionDisabled(region, in: grant.account.id)
    }

    private func redeem(_ singleUse: Grant.SingleUse, _ call: Call) async throws(STSError) {
        let redemption: Redemption
        do {
            redemption = try await service.store.redeem(singleUse.use, at: call.instant)
        } catch {
            throw .unavailable("one-time use: \(error)")
        }
        switch redemption {
        case .recorded: return
        case .alreadyUsed(let first):
            throw .alreadyRedeemed(
                "the assertion was redeemed at \(first.iso8601) in the channel \(singleUse.channel.rawValue)")
        case .forgotten(let swept):
            throw .alreadyRedeemed("uses before \(swept.iso8601) are forgotten: the clock was set back")
        }
    }
}

extension SecurityTokenService {
    /// Gives credentials for what a proof proves: they are recorded before they are returned.
    ///
    /// Throws what the caller is told, which is recorded as well.
    package func give<Kind: Proof>(
        for proof: Kind, call: CallContext, at instant: Date
    ) async throws(STSError) -> (granted: Granted, proof: Kind) {
        try await RoleGranter(service: self).give(for: proof, Call(context: call, instant: instant))
    }

    /// Makes the broker's own credentials.
    var ownIssuer: OwnIssuer { OwnIssuer(minter: CredentialMinter(sealer: sealer), random: random) }

    /// Seals what a token says, under a salt of its own; nil when it is too long or the library refuses.
    func seal(_ message: [UInt8], _ purpose: TokenPurpose, partition: Partition) -> String? {
        sealer.seal(message, purpose, partition: partition, salt: random.bytes(TokenSealer.saltCount))?.token
    }

    /// An id for a record.
    func makeID() -> String { UUIDText.make(random) }
}
