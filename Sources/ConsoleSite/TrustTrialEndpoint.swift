import Accounts
package import Administration
import Encodings
import Foundation
import HTTPTypes
package import Hummingbird
import IAMPolicy
import STS
import SallyportPages
package import ServerHTTP
import Sessions

/// `/console/admin/trust`: what a role's trust policy, as it is or as it might be, says to the last sign-in that it refused.
package struct TrustTrialEndpoint: Sendable {
    private let surroundings: ConsoleSurroundings
    private let administrators: AdministrationEndpoint
    private let administration: Administration

    /// Makes an endpoint.
    package init(
        _ surroundings: ConsoleSurroundings, administrators: AdministrationEndpoint, administration: Administration
    ) {
        self.surroundings = surroundings
        self.administrators = administrators
        self.administration = administration
    }

    /// `GET /console/admin/trust?role=…`: with the policy that the role has.
    package func show(_ request: Request, _ context: ServerContext) async -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        let role = (try? FormFields(query: request.rawQuery)).flatMap { try? $0.text("role") }
        return await answer(request, call, role: role ?? "", policy: nil)
    }

    /// `POST /console/admin/trust`: with what was typed; nothing is stored.
    package func attempt(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        guard let fields = try await surroundings.ownForm(request, context, limit: Self.longestForm) else {
            return surroundings.strangeForm(request, call)
        }
        let text = { (name: String) in (try? fields.text(name)) ?? "" }
        return await answer(request, call, role: text("role"), policy: text("policy"))
    }

    /// Bytes of a form at most: each character of a policy may take three.
    private static let longestForm = 65_536

    private func answer(_ request: Request, _ call: CallContext, role: String, policy: String?) async -> Response {
        guard let administrator = await administrators.administrator(for: .tryTrustPolicy, request, call) else {
            return administrators.refusal(request, call)
        }
        do throws(Administration.Refusal) {
            let trial = try await administration.tryTrust(policy, ofRole: role, of: administrator.account.id)
            return Response.html(surroundings.pages.in(request.language).trust(TrustView(trial))).tellingOrigin
                .setting(requestID: call.requestID)
        } catch {
            return administrators.failure(error, request, call)
        }
    }
}

extension TrustView {
    fileprivate init(_ trial: TrustTrial) {
        self.init(
            roleARN: trial.roleARN, policy: trial.policy, problem: trial.problem, user: trial.user,
            refusedAt: Timestamp(roundingDown: trial.refused.instant), requestID: trial.refused.requestID,
            isAllowed: trial.isAllowed,
            answers: trial.answers.map { ($0.action, $0.effect.rawValue, $0.effect == .allowed, $0.statements) })
    }
}
