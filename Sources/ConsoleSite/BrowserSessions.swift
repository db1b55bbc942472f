import Accounts
import Encodings
package import Foundation
package import Hummingbird
package import STS
package import ServerHTTP
package import Sessions

/// The console sessions of a browser: the one that counts, and up to four beside it.
///
/// Each is a cookie of its own, sealed as ever, so that nothing of it is kept here.
package struct BrowserSessions: Sendable {
    private let service: SecurityTokenService
    private let cookies: BrowserCookies

    /// Looks at the sessions of browsers.
    package init(service: SecurityTokenService, cookies: BrowserCookies) {
        self.service = service
        self.cookies = cookies
    }

    /// A session that stands.
    package struct Held: Sendable {
        /// Where it is kept; nil for the one that counts.
        let slot: Int?
        let cookie: String
        /// The session.
        package let console: ConsoleSession

        /// By which forms name it; it opens nothing.
        package var id: String { console.session.accessKeyID }
    }

    /// All that a browser has and that stand, the one that counts first.
    package func all(_ request: Request, at instant: Date) async -> [Held] {
        var kept: [(slot: Int?, cookie: String)] = cookies.parked(request).map { ($0.slot, $0.value) }
        if let current = cookies.session(request) { kept.insert((nil, current), at: 0) }
        var all: [Held] = []
        for (slot, cookie) in kept {
            guard let console = try? await service.consoleSession(cookie: cookie, at: instant) else { continue }
            all.append(Held(slot: slot, cookie: cookie, console: console))
        }
        return all
    }

    /// The cookies by which a session counts from now on, and the one that counted stays beside it.
    ///
    /// One of the same role and name goes; when there is no room, the oldest does.
    ///
    /// - Parameter cookie: the new session, sealed.
    package func putting(
        _ next: ConsoleSession, cookie: String, beside all: [Held], at instant: Date
    ) -> [String] {
        let now = Timestamp(roundingDown: instant)
        let same = all.filter { $0.console.session.arn == next.session.arn }
        let stay = all.filter { $0.console.session.arn != next.session.arn }
        var changed = same.compactMap(\.slot).map(cookies.clearingParked)
        if let current = stay.first(where: { $0.slot == nil }), cookies.canPark(current.cookie) {
            let taken = stay.compactMap(\.slot)
            let oldest = stay.filter { $0.slot != nil }.min {
                $0.console.session.issuedAt < $1.console.session.issuedAt
            }
            let free = cookies.slots.first { !taken.contains($0) } ?? oldest?.slot
            if let free {
                changed.removeAll { $0 == cookies.clearingParked(free) }
                changed.append(
                    cookies.settingParked(current.cookie, free, seconds: current.console.secondsLeft(at: now)))
            }
        }
        return changed + cookies.settingSession(cookie, seconds: next.secondsLeft(at: now))
    }

    /// The cookies by which another session of the browser counts; nil when it has none of this id.
    ///
    /// - Parameter leaves: whether the one that counted goes.
    package func changing(to id: String, of all: [Held], leaves: Bool = false, at instant: Date) -> [String]? {
        guard let next = all.first(where: { $0.id == id }), let slot = next.slot else { return nil }
        let now = Timestamp(roundingDown: instant)
        let setting = cookies.settingSession(next.cookie, seconds: next.console.secondsLeft(at: now))
        guard !leaves, let current = all.first(where: { $0.slot == nil }), cookies.canPark(current.cookie) else {
            return [cookies.clearingParked(slot)] + setting
        }
        return [cookies.settingParked(current.cookie, slot, seconds: current.console.secondsLeft(at: now))] + setting
    }

    /// The session whose credentials a switched one was reached with, as long as the browser has it; nil for one that was not switched
    /// to.
    package func base(of held: Held?, among all: [Held]) -> Held? {
        guard let session = held?.console.session, session.kind == .assumeRole, let link = session.chain.last else {
            return nil
        }
        return all.first { $0.id == link.accessKeyID }
    }
}
