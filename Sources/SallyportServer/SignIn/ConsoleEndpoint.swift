import Accounts
import Foundation
import Hummingbird
import STS
import SallyportConfiguration
import Sessions

/// `/console`: who is signed in, and the way out.
struct ConsoleEndpoint: Sendable {
    let broker: Broker
    let caller: CallerReader
    let cookies: Cookies
    let pages: Pages
    let clock: @Sendable () -> Date

    func show(_ request: Request, _ context: ServerContext) async -> Response {
        guard let cookie = cookies.session(request) else {
            return .html(
                pages.refused(
                    title: "You are not signed in", message: "Start at your organisation's identity provider.",
                    requestID: nil),
                status: .unauthorized)
        }
        do throws(FederationEndpointError) {
            let session = try await broker.service.consoleSession(cookie: cookie, at: clock())
            let account = await account(of: session)
            if request.prefersJSON { return .json(pages.consoleJSON(session, account, at: clock())) }
            return .html(pages.console(session, account, at: clock()))
        } catch {
            // Who can't be looked up at the moment is not signed out.
            guard error.subject != .service else {
                return .html(
                    pages.refused(title: "Try again", message: error.description, requestID: nil),
                    status: .serviceUnavailable)
            }
            return Response.html(
                pages.refused(title: "You are signed out", message: error.description, requestID: nil),
                status: .unauthorized
            ).setting(cookies: cookies.clearingSession)
        }
    }

    /// The account with its alias; a store that fails costs the alias alone.
    private func account(of session: ConsoleSession) async -> Account? {
        let id = session.session.accountID
        do throws(STSError) {
            return try await broker.service.account(id)
        } catch {
            return broker.configuration.directory.accounts[id]
        }
    }

    /// Ends the browser's session, which is recorded when there was one.
    ///
    /// Signing out needs no proof of origin: SameSite keeps the cookie away from other sites' forms, and an answer without a cookie
    /// changes nothing.
    func signOut(_ request: Request, _ context: ServerContext) async -> Response {
        guard let cookie = cookies.session(request) else {
            return .redirect(to: broker.configuration.publicURL + "/console")
        }
        let call = caller.context(request, context, random: broker.random)
        await broker.service.signOut(cookie: cookie, call: call, at: clock())
        return Response.redirect(to: broker.configuration.publicURL + "/console").setting(
            cookies: cookies.clearingSession
        )
        .setting(cookie: cookies.clearingNonce)
    }
}
