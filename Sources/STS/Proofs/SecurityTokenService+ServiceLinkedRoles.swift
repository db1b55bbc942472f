import Accounts
import Audit
import Encodings
public import Foundation
import IAMPolicy
public import Sessions

extension SecurityTokenService {
    /// Gives a service the role that is linked to it: temporary credentials, recorded before they are returned.
    ///
    /// There is no call of the network for it: whoever builds a service on the library vouches for `service`, its name
    /// as a principal such as `mediatailor.amazonaws.com`. When the session ends is kept with the role, so that the role
    /// cannot be deleted under it.
    ///
    /// Throws `STSError`: `AccessDenied` unless the role is linked to the service and trusts it, `ValidationError` for a
    /// session name or duration (900 seconds to an hour) that AWS would not take.
    public func assumeServiceLinkedRole(
        _ roleARN: String, service: String, sessionName: String, durationSeconds: Int = DurationRule.standard,
        call: CallContext, at instant: Date
    ) async throws(STSError) -> (credentials: SessionCredentials, session: Session) {
        let role = try await linkedRole(
            arn: roleARN, service: service, at: Timestamp(roundingDown: instant))
        guard (2...64).contains(sessionName.utf8.count), sessionName.utf8.allSatisfy(EntityName.isNameByte) else {
            throw STSError(.validationError, "The session name is not valid.", cause: "a session name of a service")
        }
        guard (DurationRule.minimum...role.maxSessionDuration).contains(durationSeconds) else {
            throw STSError(
                .validationError, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
                cause: "\(durationSeconds) s requested")
        }
        let now = Timestamp(roundingDown: instant)
        let session = Session(
            kind: .assumeRole, account: role.account, issuer: role.issuer, name: sessionName, issuedAt: now,
            expiresAt: now.advanced(bySeconds: Int64(durationSeconds)),
            accessKeyEntropy: random.bytes(AccessKeyID.entropyCount))
        let prepared = try CredentialMinter.prepare(session)
        // Before the credentials exist: a session that no deletion knows of must not be.
        try await note(session, region: call.region ?? session.partition.defaultRegion)
        let credentials = try mint(prepared)
        try await keep([event(for: role, service: service, credentials: credentials, call: call, at: instant)])
        return (credentials, session)
    }

    private func linkedRole(
        arn: String, service: String, at now: Timestamp
    ) async throws(STSError) -> Role {
        guard let role = try await entities.role(arn: arn), role.path == "\(Role.serviceLinkedPath)\(service)/" else {
            throw .notAuthorized("\(arn.cut(to: 300)) is no role that is linked to \(service.cut(to: 128))")
        }
        var keys = Principal.service(service).contextKeys
        keys["aws:CurrentTime"] = [now.iso8601]
        keys["aws:EpochTime"] = [String(now.epochSeconds)]
        let request = RequestContext(
            principal: .service(service), action: "sts:AssumeRole", resource: role.arnText,
            resourceAccount: role.account.id.description, keys: keys)
        guard role.trustPolicy.evaluateTrust(request).effect == .allowed else {
            throw .notAuthorized("\(role.arnText) does not trust \(service)")
        }
        return role
    }

    /// Keeps the end of the session with the role, in one transaction with the look whether the role is still there.
    private func note(_ session: Session, region: String) async throws(STSError) {
        let usage = RoleRecord.ServiceSession(arn: session.arn, region: region, expiresAt: session.expiresAt)
        let id = session.issuer.uniqueID
        let isThere: Bool
        do {
            isThere = try await store.writeEntities { transaction in
                guard var role = try transaction.entity(RoleRecord.self, uniqueID: id) else { return false }
                if let last = role.record.lastServiceSession, last.expiresAt >= usage.expiresAt { return true }
                role.record.lastServiceSession = usage
                try transaction.update(role)
                return true
            }
        } catch {
            throw .unavailable("entities: \(error)")
        }
        guard isThere else { throw .notAuthorized("\(session.issuer.arn) is gone") }
    }

    private func event(
        for role: Role, service: String, credentials: SessionCredentials, call: CallContext, at instant: Date
    ) -> AuditEvent {
        var event = AuditEvent(
            eventID: makeID(), eventTime: Timestamp(roundingDown: instant),
            eventSource: "sts.amazonaws.com", eventName: "AssumeRole", call: call, partition: role.account.partition,
            userIdentity: AuditIdentity([JSONMember("type", "AWSService"), JSONMember("invokedBy", service)]))
        event.requestParameters = .object([JSONMember("roleArn", role.arnText)])
        event.responseElements = .object([RecordElements.credentials(credentials)])
        event.recipientAccountID = role.account.id
        event.resources = [RecordElements.resource(role)]
        return event
    }
}
