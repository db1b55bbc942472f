import Encodings
import Foundation
import Hummingbird
import Logging
import Portal
import STS
import ServerHTTP
import Sessions

/// The portal session of a browser: the one that it has, and one that a response has begun and that waits until it may take its place.
///
/// Anybody's page can post a response of its own into a browser. So a new session counts at once when nobody is signed in, or the same
/// user is; else its user is asked.
struct BrowserPortal: Sendable {
    let sessions: PortalSessions
    let cookies: BrowserCookies
    let random: any RandomSource
    let logger: Logger

    /// A session with what the browser has of it.
    struct Open {
        let key: PortalKey
        let session: PortalSession
    }

    /// What a browser has.
    enum Standing {
        /// No session.
        case absent
        /// A session.
        case open(Open)
        /// A session that has waited, and counts from now on.
        case adopted(Open)
        /// A session that waits for its user's word; with it the one that counts, if there is one.
        case asks(Open, current: Open?)
    }

    /// Begins a session of a response that was posted; nil when there is none to begin.
    ///
    /// Signing in does not depend on it: what stands in its way is in the log.
    func begin(_ signIn: SAMLSignIn, at instant: Date) async -> Open? {
        do throws(PortalError) {
            return try await sessions.begin(signIn, random: random, at: instant).map {
                Open(key: $0.key, session: $0.session)
            }
        } catch {
            logger.warning("a portal session can't be kept", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    /// The session of the browser from which a form came, when the form is ours; whether it counts already or waits.
    func session(_ request: Request, formToken: String, at instant: Date) async -> Open? {
        for value in [cookies.portal(request), cookies.waitingPortal(request)] {
            guard let key = value.flatMap(PortalKey.init(cookieValue:)), key.isFormToken(formToken) else { continue }
            return await open(key, at: instant)
        }
        return nil
    }

    /// What the browser has; `console` is its console session.
    func standing(_ request: Request, console: ConsoleSession?, at instant: Date) async -> Standing {
        let current = await open(cookies.portal(request), at: instant)
        guard let waiting = await open(cookies.waitingPortal(request), at: instant) else {
            return current.map(Standing.open) ?? .absent
        }
        let isSameUser =
            if let console { waiting.session.isOfUser(of: console.session) } else {
                current.map { waiting.session.isOfSameUser(as: $0.session) } ?? true
            }
        guard isSameUser else { return .asks(waiting, current: current) }
        if let current { await end(current.key, inFavourOf: waiting.key) }
        return .adopted(waiting)
    }

    /// The session that waits, when the form that says yes to it is ours.
    func waiting(_ request: Request, formToken: String, at instant: Date) async -> Open? {
        guard let key = cookies.waitingPortal(request).flatMap(PortalKey.init(cookieValue:)),
            key.isFormToken(formToken)
        else { return nil }
        return await open(key, at: instant)
    }

    /// Ends whatever the browser has; gives the session that counted.
    func end(_ request: Request, at instant: Date) async -> PortalSession? {
        let current = await open(cookies.portal(request), at: instant)
        for value in [cookies.portal(request), cookies.waitingPortal(request)] {
            if let key = value.flatMap(PortalKey.init(cookieValue:)) { await end(key) }
        }
        return current?.session
    }

    /// Ends a session, or lets another one of its user take its place.
    func end(_ key: PortalKey, inFavourOf successor: PortalKey? = nil) async {
        do throws(PortalError) {
            try await sessions.end(key, inFavourOf: successor)
        } catch {
            logger.warning("a portal session can't be ended", metadata: ["reason": "\(error)"])
        }
    }

    /// The cookies by which a session counts.
    func settingCookies(_ open: Open, at instant: Date) -> [String] {
        let seconds = open.session.secondsLeft(at: Timestamp(roundingDown: instant))
        return [cookies.settingPortal(open.key.cookieValue, seconds: seconds), cookies.clearingWaitingPortal]
    }

    /// The cookie by which a session waits.
    func settingWaitingCookie(_ open: Open, at instant: Date) -> String {
        cookies.settingWaitingPortal(
            open.key.cookieValue, seconds: open.session.secondsLeft(at: Timestamp(roundingDown: instant)))
    }

    /// The cookies by which the browser has none.
    var clearingCookies: [String] { [cookies.clearingPortal, cookies.clearingWaitingPortal] }

    private func open(_ cookie: String?, at instant: Date) async -> Open? {
        guard let key = cookie.flatMap(PortalKey.init(cookieValue:)) else { return nil }
        return await open(key, at: instant)
    }

    /// A session that can't be looked up at the moment is none for this request.
    private func open(_ key: PortalKey, at instant: Date) async -> Open? {
        do throws(PortalError) {
            return Open(key: key, session: try await sessions.session(key, at: instant))
        } catch {
            if case .unavailable(let cause) = error {
                logger.warning("a portal session can't be looked up", metadata: ["reason": "\(cause)"])
            }
            return nil
        }
    }
}
