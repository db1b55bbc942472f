import Accounts
import ArgumentParser
import CommandIO
import Encodings
import Foundation
import SAML2

/// What an administrator is shown before something is revoked; a revocation that would reach nobody is refused.
struct RevocationLookUp {
    /// What is meant, as he typed it: `session name one@example.org`.
    let what: String
    /// The part of it that may be misspelt; nil when what is meant is known to be there.
    let typed: String?
    let targets: [RevocationTarget]

    private static let mostLines = 20

    /// Shows whom it reaches.
    ///
    /// - Throws: `ExitCode` after saying why, when nobody is known and nobody insists.
    func run(in audit: String?, at now: Date, evenIfUnseen: Bool) throws {
        guard let audit else {
            return try refuse(
                "can't be looked up: the audit goes to the standard output alone (audit.file is not set)", evenIfUnseen)
        }
        guard FileManager.default.fileExists(atPath: audit) else {
            return try refuse("can't be looked up: there is no \(audit) yet", evenIfUnseen)
        }
        var sessions = IssuedSessions(targets, typed: typed ?? what, at: now)
        try sessions.search(audit)
        guard !sessions.hits.isEmpty else { return try refuse(unseen(sessions, audit), evenIfUnseen) }
        show(sessions)
    }

    private func refuse(_ reason: String, _ evenIfUnseen: Bool) throws {
        guard typed != nil, !evenIfUnseen else { return Terminal.complain("\(what): \(reason)") }
        Terminal.complain("\(what): \(reason); nothing was revoked. Say --force to revoke it all the same")
        throw ExitCode.refused
    }

    private func unseen(_ sessions: IssuedSessions, _ audit: String) -> String {
        var text =
            "no session of it was given since \(SAMLInstant.format(sessions.since)), as \(audit) and the files set "
            + "aside before it have it (\(sessions.recordCount) records)"
        let names = sessions.names.texts.map { "session-name \($0)" }
        let subjects = sessions.subjects.texts.map { "subject \($0)" }
        if !(names + subjects).isEmpty {
            text += "; there are \((names + subjects).joined(separator: ", "))"
        }
        return text
    }

    private func show(_ sessions: IssuedSessions) {
        let running = sessions.running
        let seen = sessions.hits.count == 1 ? "1 session" : "\(sessions.hits.count) sessions"
        Terminal.write("\(what): \(seen) in the last 36 hours, \(running.count) of them may still run")
        for hit in running.suffix(Self.mostLines) {
            let end = hit.end.map { ", until \(SAMLInstant.format($0))" } ?? ""
            let subject = hit.session.subject.map { ", subject \($0)" } ?? ""
            let session = hit.session
            Terminal.write("  \(session.accessKeyID)  \(session.arn)  \(session.issuedAt)\(end)\(subject)")
        }
        if running.count > Self.mostLines {
            Terminal.write("  and \(running.count - Self.mostLines) more, issued before these")
        }
    }
}
