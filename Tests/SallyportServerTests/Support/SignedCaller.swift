import AWSSigV4
import Federation
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import SallyportServer

/// Signs calls of IAM with an access key of an account's root.
struct SignedCaller {
    let accessKeyID: String
    let secret: String

    init(_ site: Site, account: String = Site.account) async throws {
        let made = try AccessKeys.make(
            account: try #require(AccountID(account)), owner: nil, keyRing: site.keyRing, random: SystemRandomSource(),
            at: Timestamp(roundingDown: Site.now))
        try await site.store.writeEntities { try $0.insert(made.entity) }
        (accessKeyID, secret) = (made.entity.uniqueID, made.secretAccessKey)
    }

    /// Carries out an operation.
    func call(
        _ browser: Browser, _ action: String, _ parameters: [(String, String)] = [], at instant: Date = Site.now
    ) async throws -> Answer {
        let body = Browser.form([("Action", action), ("Version", "2010-05-08")] + parameters)
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        let request = SignableRequest(
            method: "POST", path: "/",
            headers: [("Host", "localhost"), ("Content-Type", "application/x-www-form-urlencoded")],
            payload: Payload(Array(body.utf8)))
        let signer = Signer(
            credential: Credential(
                accessKeyID: accessKeyID, secretAccessKey: SecretAccessKey(secret), sessionToken: nil),
            region: "us-east-1", service: "iam")
        for header in try signer.sign(request, at: instant).headers
        where header.name != "Host" && header.name != "Content-Type" {
            headers[try #require(HTTPField.Name(header.name))] = header.value
        }
        return try await browser.send(.post, "/", headers: headers, body: body)
    }
}
