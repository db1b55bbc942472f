import Accounts
import Audit
import Encodings
import Foundation
import STS
import Sessions

/// Records how users sign in (user guide, "Sign-in Events").
struct UserSignInRecorder: Sendable {
    let audit: any AuditSink
    let random: any RandomSource

    /// The name of somebody whom nobody knows may be a password that was typed into the wrong field.
    private static let hiddenName = "HIDDEN_DUE_TO_SECURITY_REASONS"

    /// Records that a sign-in was refused.
    ///
    /// - Parameter user: nil when there is none of that name.
    func refused(
        _ refusal: UserSignInRefusal, _ user: ConsoleUser?, of account: Account,
        _ circumstances: UserSignIn.Circumstances
    ) async {
        var event = event(isRefused: true, user, of: account, circumstances)
        event.errorMessage = user == nil && refusal == .wrong ? "No username found in supplied account" : refusal.cause
        // Whoever does not get as far as a password is counted together with others.
        if case .tooMany = refusal { event.userIdentity = .unknown }
        await audit.recordRefusal(event)
    }

    /// The record of a sign-in, which has to be kept before anything is given.
    func success(_ user: ConsoleUser, _ session: Session, _ circumstances: UserSignIn.Circumstances) -> AuditEvent {
        var event = event(
            isRefused: false, user, of: user.account, circumstances, usedMFA: session.mfaAt != nil)
        event.additionalEventData.append(JSONMember("consoleSessionEnd", session.expiresAt.iso8601))
        event.additionalEventData.append(JSONMember("sessionAccessKeyId", session.accessKeyID))
        return event
    }

    /// Records that a user who is signed in was not let set another password.
    func refusedChange(
        _ refusal: UserSignInRefusal, _ user: ConsoleUser, _ circumstances: UserSignIn.Circumstances
    ) async {
        var event = passwordChange(user, circumstances, isRefused: true)
        event.errorMessage = refusal.cause
        await audit.recordRefusal(event)
    }

    /// The record of a password that a user has set.
    func passwordChange(
        _ user: ConsoleUser, _ circumstances: UserSignIn.Circumstances, isRefused: Bool = false
    ) -> AuditEvent {
        var event = AuditEvent.signIn(
            "ChangePassword", isRefused: isRefused, id: UUIDText.make(random), circumstances.call,
            user.account.partition,
            by: identity(of: user, in: user.account), at: circumstances.instant)
        event.recipientAccountID = user.account.id
        return event
    }

    private func event(
        isRefused: Bool, _ user: ConsoleUser?, of account: Account, _ circumstances: UserSignIn.Circumstances,
        usedMFA: Bool = false
    ) -> AuditEvent {
        var event = AuditEvent.signIn(
            isRefused: isRefused, id: UUIDText.make(random), circumstances.call, account.partition,
            by: identity(of: user, in: account), at: circumstances.instant)
        event.recipientAccountID = account.id
        event.enterLogin(to: circumstances.loginTo, usedMFA: usedMFA)
        return event
    }

    private func identity(of user: ConsoleUser?, in account: Account) -> AuditIdentity {
        guard let user else {
            return AuditIdentity([
                JSONMember("type", "IAMUser"), JSONMember("accountId", account.id.description),
                JSONMember("accessKeyId", ""), JSONMember("userName", Self.hiddenName),
            ])
        }
        return AuditIdentity([
            JSONMember("type", "IAMUser"), JSONMember("principalId", user.uniqueID),
            JSONMember("arn", "\(user.caller.arn)"), JSONMember("accountId", account.id.description),
            JSONMember("userName", user.user.name),
        ])
    }
}
