import Accounts
import Audit
import Encodings
import IAMPolicy
import Sessions

/// The word of a program that is a service, as proof for the roles that are linked to the service.
struct LinkedRoleProof: Proof {
    let roleARN: String
    /// The service as a principal, such as `mediatailor.amazonaws.com`.
    let serviceName: String
    let sessionName: String
    /// Seconds.
    let duration: Int
    private var role: Role?
    var reservation: AuditReservation?
    let isVerified = true

    init(_ roleARN: String, service: String, sessionName: String, duration: Int) {
        self.roleARN = roleARN
        serviceName = service
        self.sessionName = sessionName
        self.duration = duration
    }

    mutating func grant(_ service: SecurityTokenService, _ call: Call) async throws(STSError) -> Grant {
        guard let role = try await service.entities.role(arn: roleARN),
            role.path == "\(Role.serviceLinkedPath)\(serviceName)/"
        else {
            throw .notAuthorized("\(roleARN.cut(to: 300)) is no role that is linked to \(serviceName.cut(to: 128))")
        }
        self.role = role
        var keys = Principal.service(serviceName).contextKeys
        keys["aws:CurrentTime"] = [call.now.iso8601]
        keys["aws:EpochTime"] = [String(call.now.epochSeconds)]
        return Grant(
            role: role,
            permission: .trustPolicy(
                TrustQuestion(
                    role: role, principal: .service(serviceName), actions: STSAccess.assumeRole.actions(), keys: keys)),
            account: role.account)
    }

    func session(_ service: SecurityTokenService, _ call: Call) throws(STSError) -> Session {
        guard let role else { throw .notAuthorized("nothing was decided") }
        guard EntityName.isSessionName(sessionName) else {
            throw STSError(.validationError, "The session name is not valid.", cause: "a session name of a service")
        }
        guard duration >= DurationRule.minimum, duration <= role.maxSessionDuration else {
            throw STSError(
                .validationError, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
                cause: "\(duration) s requested")
        }
        return Session(
            kind: .assumeRole, account: role.account, issuer: role.issuer, name: sessionName, issuedAt: call.now,
            expiresAt: call.now.advanced(bySeconds: Int64(duration)),
            accessKeyEntropy: service.random.bytes(AccessKeyID.entropyCount))
    }

    /// Keeps the end of the session with the role, in one transaction with the look whether the role is still there: a
    /// session that no deletion knows of must not be.
    func willMint(_ session: Session, _ service: SecurityTokenService, _ call: Call) async throws(STSError) {
        let usage = RoleRecord.ServiceSession(
            arn: session.arn.description, region: call.context.region ?? session.partition.defaultRegion,
            expiresAt: session.expiresAt)
        let id = session.issuer.uniqueID
        let isThere: Bool
        do {
            isThere = try await service.store.writeEntities { transaction in
                guard var role = try await transaction.entity(RoleRecord.self, uniqueID: id) else { return false }
                if let last = role.record.lastServiceSession, last.expiresAt >= usage.expiresAt { return true }
                role.record.lastServiceSession = usage
                try await transaction.update(role)
                return true
            }
        } catch {
            throw .unavailable("entities: \(error)")
        }
        guard isThere else { throw .notAuthorized("\(session.issuer.arn) is gone") }
    }

    func event(_ id: String, _ call: Call) -> AuditEvent {
        let identity = [JSONMember("type", "AWSService"), JSONMember("invokedBy", serviceName.cut(to: 128))]
        var event = AuditEvent(
            eventID: id, eventTime: call.now, eventSource: "sts.amazonaws.com", eventName: "AssumeRole",
            call: call.context, partition: role?.account.partition ?? .aws, userIdentity: AuditIdentity(identity))
        event.requestParameters = .object([JSONMember("roleArn", roleARN.cut(to: 2_048))])
        event.recipientAccountID = role?.account.id
        if let role { event.resources = [RecordElements.resource(role)] }
        return event
    }

    func enter(_ granted: Granted, into event: inout AuditEvent) {
        event.responseElements = .object([RecordElements.credentials(granted.credentials)])
    }
}
