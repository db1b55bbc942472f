import Accounts
import Audit
import Encodings
import Foundation
import Portal
import STS
import Sessions

/// A refused sign-in that is in the audit: nothing else is answered.
struct RecordedRefusal: Error {
    let refusal: SignInRefusal

    fileprivate init(_ refusal: SignInRefusal) { self.refusal = refusal }

    /// A refusal by the token service, which records what it decides.
    init(byService error: STSError) { refusal = .service(error) }
}

/// Records the sign-ins that the server refuses before the core is asked: the core records its own decisions.
struct RefusalRecorder: Sendable {
    let audit: any AuditSink
    let random: any RandomSource
    let partition: Partition

    /// Records why a sign-in did not come about.
    func recorded(_ refusal: SignInRefusal, _ call: CallContext, at instant: Date) async -> RecordedRefusal {
        let (code, message, _) = refusal.answer
        switch refusal {
        case .badForm: await signIn(message, call, at: instant)
        case .notOffered(let roleARN, let identity):
            let parameters = [JSONMember("roleArn", roleARN.cut(to: 2_048))]
            await signIn(message, parameters: parameters, by: identity, call, at: instant)
        case .answered(let id, let identity):
            await signIn(
                message, cause: "request.answered-once: \(id.cut(to: 256)) was answered before", by: identity, call,
                at: instant)
        case .service(let error): await signIn(message, code: code, cause: error.cause, call, at: instant)
        }
        return RecordedRefusal(refusal)
    }

    /// Records why roles that a sign-in gives are shown as refused.
    func refusedRoles(_ offers: [RoleOffer], of identity: AuditIdentity, _ call: CallContext, at instant: Date) async {
        let refused = offers.filter { $0.refusal != nil }
        guard let first = refused.first?.refusal else { return }
        var event = AuditEvent.signIn(
            "RoleSelection", isRefused: true, id: UUIDText.make(random), call, partition, by: identity, at: instant)
        event.errorCode = first.code.name
        event.errorMessage = first.message.cut(to: 600)
        let shown = refused.prefix(Self.mostRoles).map { offer in
            JSONValue.object([
                JSONMember("roleArn", "\(offer.roleARN)"),
                JSONMember("cause", (offer.refusal?.cause ?? "").cut(to: 300)),
            ])
        }
        event.additionalEventData = [
            JSONMember("refusedRoles", .array(shown)), JSONMember("count", .integer(Int64(refused.count))),
        ]
        await audit.recordRefusal(event)
    }

    /// Roles of a record at most.
    private static let mostRoles = 16

    /// Records that the user of a portal session signs out.
    func signedOut(_ session: PortalSession, _ call: CallContext, at instant: Date) async {
        var event = AuditEvent.signIn(
            "ConsoleLogout", isRefused: false, id: UUIDText.make(random), call, partition,
            by: .samlUser(session.signIn.assertion), at: instant)
        event.responseElements = .object([JSONMember("ConsoleLogout", "Success")])
        event.additionalEventData = [JSONMember("portalSession", session.signIn.id)]
        await audit.recordRefusal(event)
    }

    /// Records a sign-in that a browser attempted.
    ///
    /// - Parameters:
    ///   - cause: why, when the message does not say it all.
    ///   - identity: who it was, when that was verified.
    func signIn(
        _ message: String, code: String? = "InvalidRequest", cause: String? = nil, parameters: [JSONMember] = [],
        by identity: AuditIdentity = .unknown, _ call: CallContext, at instant: Date
    ) async {
        var event = AuditEvent.signIn(
            isRefused: true, id: UUIDText.make(random), call, partition, by: identity, at: instant)
        event.errorCode = code
        event.errorMessage = message.cut(to: 600)
        if !parameters.isEmpty { event.requestParameters = .object(parameters) }
        if let cause { event.additionalEventData = [JSONMember("cause", cause.cut(to: 600))] }
        await audit.recordRefusal(event)
    }
}
