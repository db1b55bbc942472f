import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import IdentityCenter
import ServerHTTP
import Sessions

/// The services that command lines know as `sso-oidc` and `sso`: JSON in, JSON out.
struct IdentityCenterEndpoint: Sendable {
    let center: IdentityCenter
    let caller: CallerReader
    let bodies: BodyReader
    let random: any RandomSource
    let clock: @Sendable () -> Date

    /// Bytes of a body at most.
    private static let limit = 16_384

    func register(_ request: Request, _ context: ServerContext) async throws -> Response {
        try await answer(request, context) { body, call, instant throws(ServiceFault) in
            try center.registerClient(body, call: call, at: instant)
        }
    }

    func startDeviceAuthorization(_ request: Request, _ context: ServerContext) async throws -> Response {
        try await answer(request, context) { body, call, instant async throws(ServiceFault) in
            try await center.startDeviceAuthorization(body, call: call, at: instant)
        }
    }

    func createToken(_ request: Request, _ context: ServerContext) async throws -> Response {
        try await answer(request, context) { body, call, instant async throws(ServiceFault) in
            try await center.createToken(body, call: call, at: instant)
        }
    }

    /// `POST /v1/token`: credentials for `aws login`.
    func createLoginToken(_ request: Request, _ context: ServerContext) async throws -> Response {
        try await answer(request, context) { body, call, instant async throws(ServiceFault) in
            try await center.createLoginToken(
                body, proofs: request.headers[values: .proofOfPossession], call: call, at: instant)
        }
    }

    func listAccounts(_ request: Request, _ context: ServerContext) async throws -> Response {
        try await answer(request, context) { _, call, instant async throws(ServiceFault) in
            try await center.listAccounts(request.rawQuery, token: Self.token(request), call: call, at: instant)
        }
    }

    func listAccountRoles(_ request: Request, _ context: ServerContext) async throws -> Response {
        try await answer(request, context) { _, call, instant async throws(ServiceFault) in
            try await center.listAccountRoles(request.rawQuery, token: Self.token(request), call: call, at: instant)
        }
    }

    func roleCredentials(_ request: Request, _ context: ServerContext) async throws -> Response {
        try await answer(request, context) { _, call, instant async throws(ServiceFault) in
            try await center.roleCredentials(request.rawQuery, token: Self.token(request), call: call, at: instant)
        }
    }

    func logout(_ request: Request, _ context: ServerContext) async throws -> Response {
        try await answer(request, context) { _, call, instant async throws(ServiceFault) in
            try await center.logout(token: Self.token(request), call: call, at: instant)
            return .object([])
        }
    }

    private static func token(_ request: Request) -> String? { request.headers[.bearerTokenOfSSO] }

    private func answer(
        _ request: Request, _ context: ServerContext,
        _ body: ([UInt8], CallContext, Date) async throws(ServiceFault) -> JSONValue
    ) async throws -> Response {
        let call = caller.context(request, context, random: random)
        var bytes: [UInt8] = []
        if request.method == .post {
            let received = try await bodies.read(request, on: context.channel, limit: Self.limit)
            defer { received.release() }
            bytes = received.bytes
        }
        let response: Response
        do throws(ServiceFault) {
            response = .json(try await body(bytes, call, clock()).text())
        } catch {
            response = .fault(error)
        }
        return response.setting(requestID: call.requestID)
    }
}

extension Response {
    /// A refusal, with its name and the time to wait in headers.
    fileprivate static func fault(_ fault: ServiceFault) -> Response {
        var response = json(fault.body.text(), status: HTTPResponse.Status(code: fault.httpStatus))
        response.headers[.errorType] = fault.name
        if let seconds = fault.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
        return response
    }
}
