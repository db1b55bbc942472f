import Encodings
import FederationTesting
import Foundation
import SAML2
import XMLSecurity

/// Logout messages of the IdP of the other tests, and who takes them.
enum LogoutFixture {
    static let endpoint = "https://sp.example.org/saml/logout"
    static let alice = NameID(value: "alice", format: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent")
    static let key = Result { try ServiceProviderKey(pem: Fixture.rsa.get().privateKeyPEM()) }
    static let foreignKey = Result { try ServiceProviderKey(pem: Fixture.foreign.get().privateKeyPEM()) }
    static let sent = SentRequest(
        id: "_ours", identityProvider: Fixture.entityID, sentAt: Fixture.instant,
        expiresAt: Fixture.instant.addingTimeInterval(300))

    static func request(_ change: (inout LogoutRequest) -> Void = { _ in }) -> LogoutRequest {
        var request = LogoutRequest(
            id: "_logout", issueInstant: Fixture.instant, destination: endpoint, issuer: Fixture.entityID,
            subject: alice, sessionIndexes: ["_session"], notOnOrAfter: Fixture.instant.addingTimeInterval(60))
        change(&request)
        return request
    }

    static func response(_ change: (inout LogoutResponse) -> Void = { _ in }) -> LogoutResponse {
        var response = LogoutResponse(
            id: "_answer", issueInstant: Fixture.instant, destination: endpoint, issuer: Fixture.entityID,
            inResponseTo: "_ours")
        change(&response)
        return response
    }

    /// A message as it comes by a binding.
    static func received(
        _ message: OutboundMessage, by binding: MessageBinding, signedWith key: ServiceProviderKey?
    ) throws -> ReceivedLogoutMessage {
        switch binding {
        case .redirect:
            let url = try message.redirectURL(signedWith: key)
            return ReceivedLogoutMessage(try RedirectQuery(query: String(url.drop { $0 != "?" }.dropFirst())))
        case .post:
            let field = try message.formFields(signedWith: key)[0].value
            return try ReceivedLogoutMessage(message.parameter, field: Array(field.utf8), relayState: nil)
        }
    }

    /// XML that somebody has changed, in a form.
    static func posted(
        _ xml: String, _ parameter: OutboundMessage.Parameter = .request
    ) throws -> ReceivedLogoutMessage {
        try ReceivedLogoutMessage(
            parameter, field: Array(HTTPPostBinding.encode(Array(xml.utf8)).utf8), relayState: nil)
    }

    /// XML that somebody has changed, in a query that the IdP has signed.
    static func queried(
        _ xml: String, _ parameter: OutboundMessage.Parameter = .request
    ) throws -> ReceivedLogoutMessage {
        let (key, algorithm) = (try PrivateKey(pem: Fixture.rsa.get().privateKeyPEM()), SignatureAlgorithm.rsaSHA256)
        let compressed = Deflate.compress(Array(xml.utf8)) ?? []
        var query = "\(parameter.rawValue)=\(PercentEncoding.encode(Base64.standard.encode(compressed)))"
        query += "&SigAlg=\(PercentEncoding.encode(algorithm.rawValue))"
        let value = try key.signature(over: Array(query.utf8), with: algorithm)
        return ReceivedLogoutMessage(
            try RedirectQuery(query: query + "&Signature=\(PercentEncoding.encode(Base64.standard.encode(value)))"))
    }

    /// XML that the IdP signs as it is.
    static func signed(_ xml: String) throws -> String {
        String(decoding: try Fixture.rsa.get().signedMetadata(xml), as: UTF8.self)
    }

    /// XML to be cut, without its declaration.
    static func tree(_ xml: String) throws -> XMLTree {
        let end = xml.firstRange(of: "?>")?.upperBound ?? xml.startIndex
        return try XMLTree(parsing: String(xml[end...]).trimmingXMLWhiteSpace)
    }

    /// The XML of a message that was signed for a form.
    static func signedXML(_ message: OutboundMessage) throws -> String {
        let field = try message.formFields(signedWith: key.get())[0].value
        return String(decoding: try HTTPPostBinding.decode(field: Array(field.utf8)), as: UTF8.self)
    }

    private static func validator(_ change: (inout LogoutValidator) -> Void) throws -> LogoutValidator {
        var validator = LogoutValidator(endpoints: [endpoint], decryptionKeys: [try Fixture.decryptionKey.get()])
        change(&validator)
        return validator
    }

    /// The request, or the name of the check that refuses it.
    static func judge(
        _ message: ReceivedLogoutMessage, at instant: Date = Fixture.instant,
        _ change: (inout LogoutValidator) -> Void = { _ in }
    ) throws -> Result<ValidatedLogoutRequest, LogoutRefusal> {
        let (validator, trusted) = (try validator(change), try Fixture.trusted.get())
        return Result { () throws(LogoutRefusal) in
            try validator.validateRequest(message, trusting: trusted, at: instant)
        }
    }

    /// The same for an answer.
    static func judgeAnswer(
        _ message: ReceivedLogoutMessage, answering sent: SentRequest? = sent, at instant: Date = Fixture.instant
    ) throws -> Result<ValidatedLogoutResponse, LogoutRefusal> {
        let (validator, trusted) = (try validator { _ in }, try Fixture.trusted.get())
        return Result { () throws(LogoutRefusal) in
            try validator.validateResponse(message, answering: sent, trusting: trusted, at: instant)
        }
    }
}

extension Result where Failure == LogoutRefusal {
    /// The check that refuses; nil for what is accepted.
    var refusedBy: LogoutCheck? {
        guard case .failure(let refusal) = self else { return nil }
        return LogoutCheck(rawValue: refusal.check.name)
    }
}
