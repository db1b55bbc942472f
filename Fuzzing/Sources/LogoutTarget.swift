import FederationTesting
import Foundation
import SAML2

extension FuzzTarget {
    private static let service = "https://broker.example.com/saml/logout"
    /// The key of the IdP: queries are signed with RSA alone.
    private static let signingKey = KnownKeys.rsa

    private static func messages() -> [OutboundMessage] {
        let request = LogoutRequest(
            id: "_request", issueInstant: World.instant, destination: service, issuer: World.entityID,
            subject: NameID(value: "subject", format: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
            sessionIndexes: ["_session"], notOnOrAfter: World.instant.addingTimeInterval(60))
        let response = LogoutResponse(
            id: "_response", issueInstant: World.instant, destination: service, issuer: World.entityID,
            inResponseTo: "_ours")
        var withState = request.message
        withState.relayState = "state"
        return [request.message, response.message, withState]
    }

    /// What comes to the single logout service, as a query or as the XML of a form:
    /// nothing is taken but what the IdP has signed.
    static let logout = FuzzTarget(name: "logout", dictionary: "saml") {
        let key = try ServiceProviderKey(pem: Array(signingKey.utf8))
        return try messages().flatMap { message in
            let url = try message.redirectURL(signedWith: key)
            let field = try message.formFields(signedWith: key)[0].value
            return [
                Array(url.drop { $0 != "?" }.dropFirst().utf8), try HTTPPostBinding.decode(field: Array(field.utf8)),
            ]
        }
    } prepare: {
        let validator = LogoutValidator(
            endpoints: [service], decryptionKeys: [try DecryptionKey(pem: Array(KnownKeys.rsa.utf8))])
        let trusted = try World.trusted(signingWith: signingKey)
        let sent = SentRequest(
            id: "_ours", identityProvider: World.entityID, sentAt: World.instant,
            expiresAt: World.instant.addingTimeInterval(60))
        return { bytes in
            for message in received(bytes) {
                if let request = try? validator.validateRequest(message, trusting: trusted, at: World.instant) {
                    hold(request.id == "_request" && request.issuer == World.entityID, "another request")
                    hold(request.subject.value == "subject", "subject \(request.subject.value)")
                    hold(request.sessionIndexes == ["_session"], "sessions \(request.sessionIndexes)")
                }
                let answer = try? validator.validateResponse(
                    message, answering: sent, trusting: trusted, at: World.instant)
                if let answer { hold(answer.issuer == World.entityID && answer.isComplete, "another answer") }
            }
        }
    }

    private static func received(_ bytes: [UInt8]) -> [ReceivedLogoutMessage] {
        let query = String(validating: bytes, as: UTF8.self).flatMap { try? RedirectQuery(query: $0) }
        let field = Array(HTTPPostBinding.encode(bytes).utf8)
        let forms = [OutboundMessage.Parameter.request, .response].compactMap {
            try? ReceivedLogoutMessage($0, field: field, relayState: nil)
        }
        return [query.map(ReceivedLogoutMessage.init)].compactMap(\.self) + forms
    }
}
