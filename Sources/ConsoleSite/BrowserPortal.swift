package import Encodings
package import Foundation
package import Hummingbird
package import Logging
package import Portal
package import STS
package import ServerHTTP
package import Sessions

/// The portal sessions of a browser: the one that counts, up to four beside it, and one that a response has begun and that waits.
///
/// Anybody's page can post a response of its own into a browser. So a new session counts at once when nobody is signed in, or the same
/// user is; else its user is asked. One user of an identity provider has one session.
package struct BrowserPortal: Sendable {
    package let sessions: PortalSessions
    package let cookies: BrowserCookies
    package let random: any RandomSource
    package let logger: Logger

    /// Looks after the portal sessions of browsers.
    package init(sessions: PortalSessions, cookies: BrowserCookies, random: any RandomSource, logger: Logger) {
        self.sessions = sessions
        self.cookies = cookies
        self.random = random
        self.logger = logger
    }

    /// A session with what the browser has of it.
    package struct Open: Sendable {
        /// By which the browser shows it.
        package let key: PortalKey
        /// The session.
        package let session: PortalSession

        /// By which forms name it; it opens nothing.
        package var id: String { session.signIn.id }
    }

    /// What a browser has.
    package enum Standing {
        /// No session.
        case absent
        /// A session.
        case open(Open)
        /// A session that counts from now on, with those that stay beside it.
        case adopted(Open, beside: [Open])
        /// A session that waits for its user's word; with it the one that counts, if there is one.
        case asks(Open, current: Open?)
    }

    /// Begins a session of a response that was posted; nil when there is none to begin.
    ///
    /// Signing in does not depend on it: what stands in its way is in the log.
    package func begin(_ signIn: SAMLSignIn, at instant: Date) async -> Open? {
        do throws(PortalError) {
            return try await sessions.begin(signIn, random: random, at: instant).map {
                Open(key: $0.key, session: $0.session)
            }
        } catch {
            logger.warning("a portal session can't be kept", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    // MARK: Looking

    /// All sessions of the browser that count or may count again, the one that counts first.
    package func all(_ request: Request, at instant: Date) async -> [Open] {
        var all: [Open] = []
        for value in [cookies.portal(request)].compactMap(\.self) + cookies.portalsBeside(request) {
            if let open = await open(value, at: instant), !all.contains(where: { $0.id == open.id }) {
                all.append(open)
            }
        }
        return all
    }

    /// The session of the browser from which a form came, when the form is ours; whether it counts, stands beside or waits.
    package func session(_ request: Request, formToken: String, at instant: Date) async -> Open? {
        let values = [cookies.portal(request), cookies.waitingPortal(request)].compactMap(\.self)
        for value in values + cookies.portalsBeside(request) {
            guard let key = PortalKey(cookieValue: value), key.isFormToken(formToken) else { continue }
            return await open(key, at: instant)
        }
        return nil
    }

    /// What the browser has; `console` is its console session.
    ///
    /// The portal session of the user whose console session counts is the one that counts; where that is no federated user's, the last
    /// one is.
    package func standing(_ request: Request, console: ConsoleSession?, at instant: Date) async -> Standing {
        let all = await all(request, at: instant)
        // One that stands beside counts when the one that counted is over.
        let counts = all.first.map { $0.key.cookieValue == cookies.portal(request) } ?? false
        if let waiting = await open(cookies.waitingPortal(request), at: instant) {
            let isSameUser =
                if let console { waiting.session.isOfUser(of: console.session) } else {
                    all.first.map { waiting.session.isOfSameUser(as: $0.session) } ?? true
                }
            guard isSameUser else { return .asks(waiting, current: all.first) }
            return .adopted(waiting, beside: await put(waiting, beside: all))
        }
        guard let console, console.session.saml != nil else {
            guard let first = all.first else { return .absent }
            return counts ? .open(first) : .adopted(first, beside: Array(all.dropFirst()))
        }
        guard let own = all.first(where: { $0.session.isOfUser(of: console.session) }) else { return .absent }
        return counts && own.id == all.first?.id ? .open(own) : .adopted(own, beside: all.filter { $0.id != own.id })
    }

    /// The session that waits, when the form that says yes to it is ours.
    package func waiting(_ request: Request, formToken: String, at instant: Date) async -> Open? {
        guard let key = cookies.waitingPortal(request).flatMap(PortalKey.init(cookieValue:)),
            key.isFormToken(formToken)
        else { return nil }
        return await open(key, at: instant)
    }

    /// Whether two console sessions are of one user of an identity provider, as far as the sessions of the browser tell.
    ///
    /// - Parameter other: a session that the browser has.
    package func isOneUser(_ next: ConsoleSession, _ other: ConsoleSession, _ request: Request, at instant: Date) async
        -> Bool
    {
        guard let mine = next.session.saml, let theirs = other.session.saml else { return false }
        if mine.providerARN == theirs.providerARN, mine.subject == theirs.subject { return true }
        // Another account knows the same user by another provider of its own.
        var known = await all(request, at: instant)
        if let waiting = await open(cookies.waitingPortal(request), at: instant) { known.append(waiting) }
        return known.contains { $0.session.isOfUser(of: next.session) && $0.session.isOfUser(of: other.session) }
    }

    // MARK: Changing

    /// Those that stay when a session begins to count: an older one of its user gives way to it, with its programs.
    package func put(_ next: Open, beside all: [Open]) async -> [Open] {
        var stay: [Open] = []
        for open in all where open.id != next.id {
            if open.session.isOfSameUser(as: next.session) {
                await end(open.key, inFavourOf: next.key)
            } else {
                stay.append(open)
            }
        }
        for tooMany in stay.dropFirst(BrowserCookies.portalsBeside) { await end(tooMany.key) }
        return Array(stay.prefix(BrowserCookies.portalsBeside))
    }

    /// Ends whatever the browser has; gives the sessions that had counted.
    package func end(_ request: Request, at instant: Date) async -> [PortalSession] {
        let all = await all(request, at: instant)
        let values = [cookies.portal(request), cookies.waitingPortal(request)].compactMap(\.self)
        for value in values + cookies.portalsBeside(request) {
            if let key = PortalKey(cookieValue: value) { await end(key) }
        }
        return all.map(\.session)
    }

    /// Ends a session, or lets another one of its user take its place.
    package func end(_ key: PortalKey, inFavourOf successor: PortalKey? = nil) async {
        do throws(PortalError) {
            try await sessions.end(key, inFavourOf: successor)
        } catch {
            logger.warning("a portal session can't be ended", metadata: ["reason": "\(error)"])
        }
    }

    // MARK: Cookies

    /// The cookies by which a session counts, and others stay beside it.
    package func settingCookies(_ open: Open, beside: [Open], at instant: Date) -> [String] {
        let now = Timestamp(roundingDown: instant)
        let longest = beside.map { $0.session.secondsLeft(at: now) }.max()
        return [
            cookies.settingPortal(open.key.cookieValue, seconds: open.session.secondsLeft(at: now)),
            cookies.clearingWaitingPortal,
            longest.map { cookies.settingPortalsBeside(beside.map(\.key.cookieValue), seconds: $0) }
                ?? cookies.clearingPortalsBeside,
        ]
    }

    /// The cookie by which a session waits.
    package func settingWaitingCookie(_ open: Open, at instant: Date) -> String {
        cookies.settingWaitingPortal(
            open.key.cookieValue, seconds: open.session.secondsLeft(at: Timestamp(roundingDown: instant)))
    }

    /// The cookies by which the browser has none.
    package var clearingCookies: [String] {
        [cookies.clearingPortal, cookies.clearingWaitingPortal, cookies.clearingPortalsBeside]
    }

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
