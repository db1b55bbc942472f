import Audit
import Encodings
import Foundation
import Hummingbird
import SAML2
import STS
import SallyportConfiguration
import Sessions

/// `POST /saml`: the assertion consumer service.
///
/// An IdP's form comes in; a redirect to a sign-in URL, or the choice of roles, goes out.
struct SAMLEndpoint: Sendable {
    let broker: Broker
    let caller: CallerReader
    let cookies: Cookies
    let pages: Pages
    let refusals: RefusalRecorder
    let bodies: BodyReader
    let clock: @Sendable () -> Date

    /// Bytes of RelayState at most; SAML bindings (3.5.3) promises 80.
    private static let maximumRelayState = 2_048

    /// The fields of the form, decoded.
    private struct Form {
        var field: [UInt8]
        var xml: [UInt8]
        var relayState: String?
        var roleARN: String?
    }

    func handle(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = caller.context(request, context, random: broker.random)
        let body = try await bodies.read(
            request, on: context.channel, limit: broker.configuration.maximumBodyBytes)
        defer { body.release() }
        let instant = clock()
        do throws(SignInFailure) {
            let form = try read(body.bytes, call)
            let signIn = try await signIn(form, call, instant)
            return try await answer(to: signIn, form: form, request: request, call: call, at: instant)
                .setting(requestID: call.requestID)
        } catch {
            await record(error, call, instant)
            return refusal(error, request, call).setting(requestID: call.requestID)
        }
    }

    /// Records what the core did not: what was refused before or after it was asked.
    private func record(_ failure: SignInFailure, _ call: CallContext, _ instant: Date) async {
        switch failure {
        case .badForm(let reason): await refusals.signIn(reason, call, at: instant)
        case .notOffered(let roleARN, let identity):
            let parameters = [JSONMember("roleArn", roleARN.cut(to: 2_048))]
            await refusals.signIn(failure.answer.message, parameters: parameters, by: identity, call, at: instant)
        case .refused(let error, isRecorded: false):
            await refusals.signIn(error.message, code: error.code.name, cause: error.cause, call, at: instant)
        case .refused(_, isRecorded: true): return
        }
    }

    private func read(_ bytes: [UInt8], _ call: CallContext) throws(SignInFailure) -> Form {
        let (field, relayState, roleARN) = try fields(bytes)
        guard let field, !field.isEmpty else { throw .badForm("SAMLResponse is missing") }
        guard relayState?.utf8.count ?? 0 <= Self.maximumRelayState else {
            throw .badForm("RelayState is longer than \(Self.maximumRelayState) bytes")
        }
        return Form(
            field: field, xml: try decode(field, call), relayState: relayState?.isEmpty == true ? nil : relayState,
            roleARN: roleARN)
    }

    private func fields(_ bytes: [UInt8]) throws(SignInFailure) -> (
        response: [UInt8]?, relayState: String?, role: String?
    ) {
        do throws(FormFields.Malformed) {
            let fields = try FormFields(bytes)
            return (try fields.bytes("SAMLResponse"), try fields.text("RelayState"), try fields.text("roleIndex"))
        } catch {
            throw .badForm(error.reason)
        }
    }

    private func decode(_ field: [UInt8], _ call: CallContext) throws(SignInFailure) -> [UInt8] {
        do throws(HTTPPostBinding.DecodingError) {
            return try HTTPPostBinding.decode(field: field)
        } catch {
            throw .refused(.invalidBase64(requestID: call.requestID), isRecorded: false)
        }
    }

    /// Asks the groups of providers until the response is good for one.
    private func signIn(_ form: Form, _ call: CallContext, _ instant: Date) async throws(SignInFailure) -> SAMLSignIn {
        var judgement = ProviderJudgement()
        for group in try await unrecorded({ () throws(STSError) in try await broker.groups(for: form.xml) }) {
            let validation = try await unrecorded { () throws(STSError) in
                try await broker.validate(form.xml, by: group, at: instant)
            }
            judgement.take(validation, by: group)
            if judgement.isGood { break }
            // A group may cost operations with private keys: others on this event loop get their turn in between.
            await Task.yield()
        }
        guard let reported = judgement.best else { throw .badForm("there is no SAML provider that could check it") }
        do throws(STSError) {
            return try await broker.service.signIn(
                reported.validation, among: reported.group.providers, call: call, at: instant)
        } catch {
            throw .refused(error, isRecorded: true)
        }
    }

    /// Asks for something whose failure nobody has recorded.
    private func unrecorded<Value>(_ body: () async throws(STSError) -> Value) async throws(SignInFailure) -> Value {
        do throws(STSError) {
            return try await body()
        } catch {
            throw .refused(error, isRecorded: false)
        }
    }

    private func answer(
        to signIn: SAMLSignIn, form: Form, request: Request, call: CallContext, at instant: Date
    ) async throws(SignInFailure) -> Response {
        let chosen: AssumeRoleWithSAMLRequest?
        if let roleARN = form.roleARN, !roleARN.isEmpty {
            guard let request = signIn.request(roleARN: roleARN) else {
                throw .notOffered(roleARN: roleARN, to: signIn.identity)
            }
            chosen = request
        } else {
            chosen = signIn.onlyRequest
        }
        guard let chosen else { return choice(signIn, form, request) }
        let result: AssumeRoleWithSAMLResult
        do throws(STSError) {
            result = try await broker.service.assumeRoleWithSAML(chosen, call: call, at: instant)
        } catch {
            throw .refused(error, isRecorded: true)
        }
        do throws(STSError) {
            return try redirect(for: result, form: form, request: request, at: instant)
        } catch {
            throw .refused(error, isRecorded: false)
        }
    }

    private func choice(_ signIn: SAMLSignIn, _ form: Form, _ request: Request) -> Response {
        if request.prefersJSON { return .json(pages.choiceJSON(signIn)) }
        return .html(
            pages.choice(
                signIn, response: String(decoding: form.field, as: UTF8.self), relayState: form.relayState ?? ""))
    }

    private func redirect(
        for result: AssumeRoleWithSAMLResult, form: Form, request: Request, at instant: Date
    ) throws(STSError) -> Response {
        // A browser keeps its nonce while it has one, so that two sign-ins in two tabs don't undo each other.
        let nonce =
            cookies.nonce(request).flatMap(BrowserNonce.init(cookieValue:)) ?? BrowserNonce(random: broker.random)
        let token = try broker.service.signinToken(for: result, boundTo: nonce, at: instant)
        let url = SignInURL(publicURL: broker.configuration.publicURL).url(
            token: token, issuer: result.issuer,
            destination: form.relayState.flatMap { Destination.allowed($0, origins: broker.configuration.destinations) }
        )
        let response = request.prefersJSON ? Response.json(pages.resultJSON(result, url: url)) : .redirect(to: url)
        return response.setting(cookie: cookies.settingNonce(nonce.cookieValue, seconds: 900))
    }

    private func refusal(_ failure: SignInFailure, _ request: Request, _ call: CallContext) -> Response {
        let (code, message, status) = failure.answer
        if request.prefersJSON { return .json(pages.errorJSON(code: code, message: message, call), status: status) }
        return .html(pages.signInRefused(message: failure.pageMessage(call), requestID: call.requestID), status: status)
    }
}

/// Why a sign-in did not come about.
enum SignInFailure: Error {
    /// The form itself is not what an IdP posts.
    case badForm(String)
    /// The response is good, and does not offer the role that was chosen.
    case notOffered(roleARN: String, to: AuditIdentity)
    /// The response, the role or its trust policy; the core records what it refuses.
    case refused(STSError, isRecorded: Bool)

    var answer: (code: String, message: String, status: HTTPResponse.Status) {
        switch self {
        case .badForm(let reason): ("InvalidRequest", reason, .badRequest)
        case .notOffered:
            ("InvalidRequest", "the role that was chosen is not among the ones offered", .badRequest)
        case .refused(let error, _): (error.code.name, error.message, HTTPResponse.Status(code: error.code.httpStatus))
        }
    }

    func pageMessage(_ call: CallContext) -> String {
        switch self {
        case .badForm, .notOffered: "Your request included an invalid SAML response: \(answer.message)."
        case .refused(let error, _): error.pageMessage(requestID: call.requestID)
        }
    }
}
