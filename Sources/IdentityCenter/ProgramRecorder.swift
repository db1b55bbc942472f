import Accounts
import Audit
import Encodings
import Foundation
import Portal
import Sessions

/// Records what programs ask for, and what users allow them.
struct ProgramRecorder: Sendable {
    private static let source = "sso.amazonaws.com"

    let audit: any AuditSink
    let random: any RandomSource
    let partition: Partition

    /// Records that a program gets tokens; without a record it gets none.
    ///
    /// Throws `AuditError`.
    func given(
        _ grantType: GrantType, to program: String, of session: PortalSession, _ call: CallContext, at instant: Date
    ) async throws(AuditError) {
        var event = event("CreateToken", by: .samlUser(session.signIn.assertion), call, at: instant)
        event.requestParameters = .object([JSONMember("grantType", grantType.rawValue)])
        event.responseElements = .object([JSONMember("sessionEnd", session.expiresAt.iso8601)])
        event.additionalEventData = details(program, session)
        try await audit.record(event)
    }

    /// Records what a user answers to a program.
    ///
    /// Throws `AuditError`.
    func answered(
        isAllowed: Bool, _ grant: ClientGrant, by session: PortalSession, _ call: CallContext, at instant: Date
    ) async throws(AuditError) {
        var event = event("AuthorizeClient", by: .samlUser(session.signIn.assertion), call, at: instant)
        event.responseElements = .object([JSONMember("AuthorizeClient", isAllowed ? "Allowed" : "Denied")])
        event.additionalEventData =
            details(grant.program, session) + [
                JSONMember("askedFrom", grant.sourceAddress ?? ""),
                JSONMember("askedBy", (grant.userAgent ?? "").printable(limit: 256)),
                JSONMember("askedAt", grant.askedAt.iso8601),
            ]
        try await audit.record(event)
    }

    /// Records that a program gives its session back.
    func ended(_ session: PortalSession, _ call: CallContext, at instant: Date) async {
        var event = event("Logout", by: .samlUser(session.signIn.assertion), call, at: instant)
        event.responseElements = .object([JSONMember("Logout", "Success")])
        event.additionalEventData = [JSONMember("portalSession", session.signIn.id)]
        await audit.recordRefusal(event)
    }

    /// Records a refusal, but for those that say that an answer is not there yet.
    func refused(
        _ name: String, _ fault: ServiceFault, by session: PortalSession? = nil, _ call: CallContext, at instant: Date
    ) async {
        guard !fault.isPending else { return }
        let identity = session.map { AuditIdentity.samlUser($0.signIn.assertion) } ?? .unknown
        var event = event(name, by: identity, call, at: instant)
        event.errorCode = fault.name
        event.errorMessage = fault.message
        event.additionalEventData = [JSONMember("cause", fault.cause.cut(to: 600))]
        await audit.recordRefusal(event)
    }

    private func details(_ program: String, _ session: PortalSession) -> [JSONMember] {
        [
            JSONMember("clientName", program.printable(limit: ClientRegistration.longestName)),
            JSONMember("portalSession", session.signIn.id),
        ]
    }

    private func event(
        _ name: String, by identity: AuditIdentity, _ call: CallContext, at instant: Date
    ) -> AuditEvent {
        AuditEvent(
            eventID: UUIDText.make(random), eventTime: Timestamp(roundingDown: instant), eventSource: Self.source,
            eventName: name, call: call, partition: partition, userIdentity: identity)
    }
}
