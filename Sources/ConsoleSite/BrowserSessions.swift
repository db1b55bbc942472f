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

        /// Whether it is the one that counts.
        package var isCurrent: Bool { slot == nil }

        /// By which forms name it; it opens nothing.
        package var id: String { console.session.accessKeyID }

        /// Whether it was reached with the credentials of another session.
        var isSwitched: Bool { console.session.kind == .assumeRole && !console.session.chain.isEmpty }
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
    /// - Parameters:
    ///   - cookie: the new session, sealed.
    ///   - replaced: ids of further ones that go.
    package func putting(
        _ next: ConsoleSession, cookie: String, beside all: [Held], replacing replaced: Set<String> = [],
        at instant: Date
    ) -> [String] {
        let goes = { (held: Held) in held.console.session.arn == next.session.arn || replaced.contains(held.id) }
        let cleared = all.filter(goes).compactMap(\.slot).map(cookies.clearingParked)
        let parked = parking(all.filter { !goes($0) }, next: next, at: instant)
        // A place that is free now may be taken at once.
        return cleared.filter { !parked.clears($0) } + parked.cookies
            + cookies.settingSession(cookie, seconds: next.secondsLeft(at: Timestamp(roundingDown: instant)))
    }

    /// The cookies by which none counts, and the one that counted stays beside.
    package func steppingAside(_ all: [Held], at instant: Date) -> [String] {
        parking(all, next: nil, at: instant).cookies + cookies.clearingSession
    }

    /// Whether the session that counts can stay beside another one.
    package func canStay(_ held: Held) -> Bool { cookies.canPark(held.cookie) }

    /// The cookie that puts the session that counts beside, and the one that would empty its place.
    private struct Parking {
        var cookies: [String] = []
        var emptying: String?

        func clears(_ cookie: String) -> Bool { cookie == emptying }
    }

    private func parking(_ stay: [Held], next: ConsoleSession?, at instant: Date) -> Parking {
        guard let current = stay.first(where: { $0.isCurrent }), cookies.canPark(current.cookie) else {
            return Parking()
        }
        let taken = stay.compactMap(\.slot)
        // The credentials of a role that was switched to stay as long as it does: the next switch is asked of them.
        let sessions = [next?.session].compactMap(\.self) + stay.map { $0.console.session }
        let bases = sessions.compactMap { $0.chain.last?.accessKeyID }
        let oldest = stay.filter { !$0.isCurrent && !bases.contains($0.id) }.min {
            $0.console.session.issuedAt < $1.console.session.issuedAt
        }
        guard let free = cookies.slots.first(where: { !taken.contains($0) }) ?? oldest?.slot else { return Parking() }
        let seconds = current.console.secondsLeft(at: Timestamp(roundingDown: instant))
        return Parking(
            cookies: [cookies.settingParked(current.cookie, free, seconds: seconds)],
            emptying: cookies.clearingParked(free))
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
