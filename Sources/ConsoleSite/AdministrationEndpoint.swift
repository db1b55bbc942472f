import Accounts
package import Administration
import Encodings
import Foundation
import HTTPTypes
package import Hummingbird
import SAML2
import STS
import SallyportConfiguration
import SallyportPages
package import ServerHTTP
package import Sessions

/// `/console/admin`: what administrators of an account see and end there.
package struct AdministrationEndpoint: Sendable {
    private let surroundings: ConsoleSurroundings
    private let administration: Administration

    /// Sessions that are shown at most.
    private static let mostSessions = 200
    /// Records that are shown at most.
    private static let mostRecords = 100
    /// Bytes of a form with a response at most.
    private static let longestForm = 262_144

    /// Makes an endpoint.
    package init(_ surroundings: ConsoleSurroundings, administration: Administration) {
        self.surroundings = surroundings
        self.administration = administration
    }

    // MARK: Who it is

    /// The administrator who is signed in; nil for anybody who may do nothing here.
    package func administrator(_ request: Request, _ call: CallContext) async -> Administrator? {
        let instant = surroundings.clock()
        guard let cookie = surroundings.cookies.session(request),
            let console = try? await surroundings.service.consoleSession(cookie: cookie, at: instant),
            let administrator = try? await surroundings.service.administrator(
                console, call: call, at: Timestamp(roundingDown: instant)),
            !administrator.actions.isEmpty
        else { return nil }
        return administrator
    }

    /// The same for whoever may do this.
    func administrator(
        for action: AdministratorAction, _ request: Request, _ call: CallContext
    ) async -> Administrator? {
        guard let administrator = await administrator(request, call), administrator.actions.contains(action) else {
            return nil
        }
        return administrator
    }

    /// The answer to whoever may not.
    func refusal(_ request: Request, _ call: CallContext) -> Response {
        let response: Response =
            request.prefersJSON
            ? .json(
                Answers.error(code: "AccessDenied", message: "no policy allows it", requestID: call.requestID),
                status: .forbidden)
            : .html(
                surroundings.pages.in(request.language).refused(title: .adminTitle, message: .adminMayNot),
                status: .forbidden)
        return response.setting(requestID: call.requestID)
    }

    // MARK: Looking

    /// `GET /console/admin`.
    package func show(_ request: Request, _ context: ServerContext) async -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        guard let administrator = await administrator(request, call) else { return refusal(request, call) }
        let account = administrator.account
        var view = AdministrationView(account: account.readableName)
        if case .postgres(_, dataDirectory: _) = surroundings.configuration.store {
            view.broker = administration.broker
        }
        await enterKnown(into: &view, administrator, try? FormFields(query: request.rawQuery))
        let providers = await administration.providers(of: account.id)
        if administrator.actions.contains(.listProviders) { view.providers = providers.map(Self.row) }
        if administrator.actions.contains(.tryTrustPolicy) {
            view.refusedRoles = administration.refused.roles(ofAccount: account.id.description)
        }
        if administrator.actions.contains(.testProvider) { view.trials = providers.map { ($0.name, $0.arn) } }
        if administrator.actions.contains(.inspectResponse) { view.inspectors = providers.map { ($0.name, $0.arn) } }
        let response: Response =
            request.prefersJSON
            ? .json(Answers.administration(view))
            : .html(surroundings.pages.in(request.language).administration(view))
        return response.tellingOrigin.setting(requestID: call.requestID)
    }

    /// Sessions and records of all brokers, as far as the administrator may see them.
    private func enterKnown(
        into view: inout AdministrationView, _ administrator: Administrator, _ fields: FormFields?
    ) async {
        guard !administrator.actions.isDisjoint(with: [.listSessions, .readAudit]) else { return }
        let known = await administration.known(
            to: administrator.account.id, at: Timestamp(roundingDown: surroundings.clock()))
        (view.isAlone, view.unreadable) = (known.isAlone, known.unreadable)
        if administrator.actions.contains(.listSessions) {
            view.search = String(((try? fields?.text("q")) ?? "").prefix(256))
            view.sessions = Self.rows(known.sessions, search: view.search)
            view.canRevoke = administrator.actions.contains(.revokeSession)
        }
        if administrator.actions.contains(.readAudit) {
            let showsRefusals = (try? fields?.text("refused")) == "yes"
            view.showsRefusals = showsRefusals
            view.records = known.records.lazy.filter { !showsRefusals || $0.refusal != nil }.prefix(Self.mostRecords)
                .map(Self.row)
        }
    }

    private static func rows(_ running: [RunningSession], search: String) -> [AdministrationView.Session] {
        let words = search.lowercased().split(separator: " ")
        let found = running.lazy.filter { session in
            let text = [session.arn, session.id, session.subject ?? "", session.address ?? ""].joined(separator: " ")
                .lowercased()
            return words.allSatisfy { text.contains($0) }
        }
        return found.prefix(mostSessions).map { session in
            AdministrationView.Session(
                id: session.id, arn: session.arn, subject: session.subject, address: session.address,
                issuedAt: session.issuedAt, end: session.end, broker: session.broker)
        }
    }

    private static func row(_ provider: Administration.Provider) -> AdministrationView.Provider {
        AdministrationView.Provider(
            name: provider.name, arn: provider.arn, entityIDs: provider.entityIDs,
            keysEnd: provider.keysEnd.map(Timestamp.init(roundingDown:)),
            metadataEnd: provider.metadataEnd.map(Timestamp.init(roundingDown:)), lastUse: provider.lastUse)
    }

    private static func row(_ record: RecentRecord) -> AdministrationView.Record {
        AdministrationView.Record(
            time: record.time, name: record.name, who: record.who, outcome: record.refusal ?? "ok",
            requestID: record.requestID, broker: record.broker)
    }

    // MARK: Ending

    /// `POST /console/admin/revoke`: ends a session, those of its user, or those of a role.
    package func revoke(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        guard let fields = try await surroundings.ownForm(request, context) else {
            return surroundings.strangeForm(request, call)
        }
        guard let administrator = await administrator(for: .revokeSession, request, call) else {
            return refusal(request, call)
        }
        let ends: [Administration.End?] = [
            try? fields.text("session").map { .session($0) },
            try? fields.text("subject").map { .subjectOf(session: $0) },
            try? fields.text("role").map { .role($0) },
        ]
        do throws(Administration.Refusal) {
            guard let end = ends.compactMap(\.self).first, ends.compactMap(\.self).count == 1 else { throw .unknown }
            try await administration.revoke(end, by: administrator, call: call, at: surroundings.clock())
        } catch {
            return failure(error, request, call)
        }
        return Response.redirect(to: surroundings.console + "/admin").setting(requestID: call.requestID)
    }

    /// The answer to what did not come about.
    func failure(_ refusal: Administration.Refusal, _ request: Request, _ call: CallContext) -> Response {
        let isOurs = refusal != .unknown
        let page = surroundings.pages.in(request.language)
        let message = isOurs ? TextName.adviceLater : .adminUnknown
        return Response.html(
            page.refused(title: .adminTitle, message: message), status: isOurs ? .serviceUnavailable : .notFound
        ).setting(requestID: call.requestID)
    }

    // MARK: Responses

    /// `POST /console/admin/inspect`: what is found of a response that was pasted.
    package func inspect(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        guard let fields = try await surroundings.ownForm(request, context, limit: Self.longestForm) else {
            return surroundings.strangeForm(request, call)
        }
        guard let administrator = await administrator(for: .inspectResponse, request, call) else {
            return refusal(request, call)
        }
        do throws(Administration.Refusal) {
            let report = try await administration.inspect(
                (try? fields.text("response")) ?? "", provider: (try? fields.text("provider")) ?? "",
                of: administrator.account.id, call: call, at: surroundings.clock())
            return page(report, request).setting(requestID: call.requestID)
        } catch {
            return failure(error, request, call)
        }
    }
}

extension AdministrationEndpoint {
    /// The page with what was found of a response.
    func page(_ report: Administration.Report, _ request: Request) -> Response {
        .html(
            surroundings.pages.in(request.language).report(
                report.checks.map(CheckView.init), roles: report.roles, attributes: report.attributes))
    }
}

extension CheckView {
    fileprivate init(_ check: Check) {
        let status: Status =
            switch check.status {
            case .passed: .passed
            case .failed: .failed
            case .skipped: .skipped
            }
        self.init(name: check.name, status: status, expected: check.expected, actual: check.actual, hint: check.hint)
    }
}
