import CommandIO
import Encodings
import Foundation
import Hummingbird
import Logging
import NIOCore

/// Gives a role's credentials to programs of this machine that have its password, as the containers of AWS get theirs.
struct CredentialsServer: Sendable {
    /// What programs send in `Authorization`.
    let password: String
    /// Gives credentials that last for a while.
    let credentials: @Sendable () async throws -> RoleCredentials.Credentials

    /// Serves on the loopback interface until the task is cancelled, and gives `body` the address.
    func run(_ body: @escaping @Sendable (_ url: String) -> Void) async throws {
        let router = Router()
        router.get("credentials") { request, _ in await answer(to: request) }
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                body("http://127.0.0.1:\(channel.localAddress?.port ?? 0)/credentials")
            },
            logger: Logger(label: "sallyport-exec") { _ in SwiftLogNoOpLogHandler() })
        try await application.run()
    }

    private func answer(to request: Request) async -> Response {
        guard let given = request.headers[.authorization], ConstantTime.areEqual(given.utf8, password.utf8) else {
            return Self.json(.object([JSONMember("message", "the password is wrong")]), .unauthorized)
        }
        do {
            return Self.json(Self.answer(try await credentials()), .ok)
        } catch {
            Terminal.complain("\(error)")
            return Self.json(.object([JSONMember("message", "there are no credentials")]), .serviceUnavailable)
        }
    }

    /// As SDKs read it.
    private static func answer(_ credentials: RoleCredentials.Credentials) -> JSONValue {
        .object([
            JSONMember("AccessKeyId", credentials.accessKeyId),
            JSONMember("SecretAccessKey", credentials.secretAccessKey), JSONMember("Token", credentials.sessionToken),
            JSONMember("Expiration", Timestamp(milliseconds: credentials.expiration).iso8601),
        ])
    }

    private static func json(_ value: JSONValue, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: value.text())))
    }
}
