package import Encodings
package import Foundation
import Hummingbird
package import STS
package import SallyportConfiguration
package import SallyportPages
package import ServerHTTP
import Sessions

/// What every endpoint of the console works with.
package struct ConsoleSurroundings: Sendable {
    let configuration: BrokerConfiguration
    let service: SecurityTokenService
    let caller: CallerReader
    let cookies: BrowserCookies
    let bodies: BodyReader
    let pages: Pages
    let random: any RandomSource
    let clock: @Sendable () -> Date

    /// Collects them.
    package init(
        configuration: BrokerConfiguration, service: SecurityTokenService, caller: CallerReader,
        cookies: BrowserCookies, bodies: BodyReader, pages: Pages, random: any RandomSource = SystemRandomSource(),
        clock: @escaping @Sendable () -> Date
    ) {
        self.configuration = configuration
        self.service = service
        self.caller = caller
        self.cookies = cookies
        self.bodies = bodies
        self.pages = pages
        self.random = random
        self.clock = clock
    }

    /// Bytes of a form at most.
    private static let longestForm = 16_384

    /// The fields of a form that a page of ours sent; nil for anything else.
    ///
    /// Browsers say where a form comes from: no other site may act, or sign somebody in, with this browser.
    func ownForm(_ request: Request, _ context: ServerContext, limit: Int = Self.longestForm) async throws
        -> FormFields?
    {
        let body = try await bodies.read(request, on: context.channel, limit: limit)
        defer { body.release() }
        guard let origin = request.headers[.origin], origin == ownOrigin else { return nil }
        return try? FormFields(body.bytes)
    }

    private var ownOrigin: String? { URL(string: configuration.publicURL).flatMap(Origin.init)?.text }

    /// The answer to a form that is not ours, or is none.
    func strangeForm(_ request: Request, _ call: CallContext) -> Response {
        let response: Response =
            request.prefersJSON
            ? .json(
                Answers.error(
                    code: "InvalidRequest", message: "the form is not of a page of this site",
                    requestID: call.requestID), status: .forbidden)
            : .html(
                pages.in(request.language).refused(title: .expiredFormTitle, message: .expiredForm),
                status: .forbidden)
        return response.setting(requestID: call.requestID)
    }

    /// Where a form leads to afterwards, when that is on the list.
    func destination(_ fields: FormFields) -> String? {
        (try? fields.text("destination")).flatMap { Destination.allowed($0, origins: configuration.destinations) }
    }

    /// The start of the console.
    var console: String { configuration.publicURL + "/console" }
}
