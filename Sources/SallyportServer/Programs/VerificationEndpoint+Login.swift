import Accounts
import ConsoleSite
import Encodings
import Foundation
import Hummingbird
import IAMPolicy
import IdentityCenter
import Portal
import STS
import SallyportPages
import ServerHTTP
import Sessions

/// `/v1/authorize`: whoever is signed in chooses the role that `aws login` gets.
extension VerificationEndpoint {
    /// `GET /v1/authorize`.
    func authorizeLogin(_ request: Request, _ context: ServerContext) async -> Response {
        let visit = visit(request, context)
        let asked: LoginRequest
        do throws(VerificationFault) {
            asked = try LoginRequest(query: request.rawQuery)
        } catch {
            return refusal(error, typed: "", by: nil, visit)
        }
        return await withUser(visit) { open in
            guard let roles = await roles(of: open, visit) else {
                return refusal(.unavailable(cause: "roles"), typed: "", by: open, visit)
            }
            guard !roles.isEmpty else {
                return .html(
                    visit.page.refused(title: .programTitle, message: .reportNoRoles), status: .forbidden)
            }
            return .html(
                visit.page.program(
                    ProgramQuestion(
                        program: LoginRequest.clientName, user: open.session.userName, code: nil,
                        place: .thisMachine(asked.redirectURI.text), secondsAgo: nil,
                        action: "/" + IdentityCenter.loginPath,
                        fields: [("formToken", open.key.formToken), ("request", request.rawQuery)], roles: roles)))
        }
    }

    /// The roles that are given now, that of the console session first; nil when nobody knows at the moment.
    private func roles(
        of open: BrowserPortal.Open, _ visit: Visit
    ) async -> [(arn: String, name: String)]? {
        var current: String?
        if let cookie = cookies.session(visit.request),
            let console = try? await broker.service.consoleSession(cookie: cookie, at: visit.instant)
        {
            current = "\(console.session.issuer.arn)"
        }
        let offers = try? await broker.service.offers(of: open.session.signIn, call: visit.call, at: visit.instant)
        let roles = offers?.filter { $0.refusal == nil }.map { offer in
            (arn: "\(offer.roleARN)", name: "\(offer.roleName) · \(offer.account.readableName)")
        }
        return roles.map { roles in
            roles.filter { $0.arn == current } + roles.filter { $0.arn != current }
        }
    }

    /// `POST /v1/authorize`.
    func answerLogin(_ request: Request, _ context: ServerContext) async throws -> Response {
        try await answer(request, context) { form, isAllowed, open, visit async throws(VerificationFault) in
            let asked = try LoginRequest(query: form.only("request") ?? "")
            guard let role = form.only("role") else { throw .badLink("no role was chosen") }
            return .redirect(
                to: try await center.answer(
                    asked, isAllowed: isAllowed, role: role, by: open.session, key: open.key, call: visit.call,
                    at: visit.instant))
        }
    }
}
