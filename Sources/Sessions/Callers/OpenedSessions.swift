package import Accounts
import Crypto
package import Encodings
internal import Synchronization

/// What session tokens say that were opened before: whoever has one signs many requests with it.
///
/// Nothing comes in that was not opened here. What may have changed since then, the key that sealed it, its time, its role and the
/// revocations, is asked each time as it is the first.
package final class OpenedSessions: Sendable {
    /// What a token says; one object, since it is handed on with each request.
    package final class Opened: Sendable, CustomReflectable {
        package let session: Session
        /// Of the session.
        package let accessKeyID: String
        package let secretAccessKey: String
        /// Of the token key that sealed it.
        package let keyID: UInt32

        package init(_ session: Session, secretAccessKey: String, keyID: UInt32) {
            self.session = session
            accessKeyID = session.accessKeyID
            self.secretAccessKey = secretAccessKey
            self.keyID = keyID
        }

        private let lastCaller = Mutex<Caller?>(nil)

        /// The caller with the session's credentials, as long as role or user stand as they stood for the last one.
        ///
        /// - Parameter account: the one that the session's id names; it does not change while sessions are remembered.
        package func caller(account: Account, issuer: SessionIssuer, tags: [SessionTag]) -> Caller {
            let last = lastCaller.withLock { $0 }
            if let last, last.issuerTags == tags, last.issuer == issuer { return last }
            var session = session
            // A user may have been renamed since.
            if session.issuer != issuer { session.issuer = issuer }
            let caller = Caller(
                account: account, identity: .session(session), accessKeyID: accessKeyID, issuerTags: tags)
            lastCaller.withLock { $0 = caller }
            return caller
        }

        /// The session alone: `dump` shows no secret either.
        package var customMirror: Mirror { Mirror(self, children: ["session": session]) }
    }

    /// With what is said of its caller, each takes some kilobytes.
    private let opened = BoundedCache<SHA256Digest, Opened>(capacity: 131_072)

    package init() {}

    /// What a token says; nil when it was not opened before, or a while ago.
    package func opened(_ token: Token) -> Opened? { opened.value(token.digest) }

    package func keep(_ value: Opened, _ token: Token) { opened.keep(value, token.digest) }

    /// Forgets the sessions that are over.
    package func forgetOver(at now: Timestamp) { opened.forget { $0.session.expiresAt <= now } }

    /// A token as it came, by its digest: equal ones are the same, and none is kept.
    package struct Token {
        fileprivate let digest: SHA256Digest

        package init(_ text: String) {
            var text = text
            digest = text.withUTF8 { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
        }
    }
}
