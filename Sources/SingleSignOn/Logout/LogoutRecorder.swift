package import Accounts
package import Audit
package import Encodings
package import Foundation
package import SAML2
package import Sessions

/// Records what identity providers ask to end.
package struct LogoutRecorder: Sendable {
    private let audit: any AuditSink
    private let random: any RandomSource
    private let partition: Partition

    package init(audit: any AuditSink, random: any RandomSource, partition: Partition) {
        (self.audit, self.random, self.partition) = (audit, random, partition)
    }

    /// Records what was ended.
    ///
    /// A record that can't be kept stands in nobody's way: nothing is given.
    package func ended(
        _ logout: ValidatedLogoutRequest, _ targets: [RevocationTarget], _ call: CallContext, at instant: Date
    ) async {
        let user = AuditIdentity([
            JSONMember("type", "SAMLUser"), JSONMember("userName", logout.subject.value.cut(to: 512)),
            JSONMember("identityProvider", logout.issuer.cut(to: 1_024)),
        ])
        var event = event(isRefused: false, by: user, call, at: instant)
        event.responseElements = .object([JSONMember("ConsoleLogout", "Success")])
        event.additionalEventData = [
            JSONMember("logoutRequest", logout.id.cut(to: 256)),
            JSONMember("sessionIndexes", .integer(Int64(logout.sessionIndexes.count))),
            JSONMember("revocations", .integer(Int64(targets.count))),
            JSONMember("credentialsEnd", .bool(targets.contains { !$0.isAboutConsole })),
        ]
        await audit.recordRefusal(event)
    }

    /// Records that a message was refused.
    package func refused(_ failure: LogoutFailure, _ call: CallContext, at instant: Date) async {
        var event = event(isRefused: true, by: .unknown, call, at: instant)
        event.errorCode = failure.code
        event.errorMessage = failure.message.cut(to: 600)
        event.additionalEventData = [JSONMember("cause", failure.cause.cut(to: 600))]
        await audit.recordRefusal(event)
    }

    private func event(
        isRefused: Bool, by identity: AuditIdentity, _ call: CallContext, at instant: Date
    ) -> AuditEvent {
        AuditEvent.signIn(
            "ConsoleLogout", isRefused: isRefused, id: UUIDText.make(random), call, partition, by: identity,
            at: instant)
    }
}
