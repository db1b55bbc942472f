import Accounts
import Audit
import Claims
import FederationTesting
import Foundation
import IAMPolicy
import SAML2
import STS
import Sessions

extension FuzzTarget {
    private static let ways: [ResponseSigning.Parts] = [.assertion, .response, .both]

    /// What an IdP that is trusted may sign: everything behind the signature sees the bytes, up to the credentials.
    ///
    /// The first byte says what is signed and encrypted, the rest is the response.
    static let signed = FuzzTarget(name: "signed", dictionary: "saml") {
        try World.statements().enumerated().map { number, statement in
            [UInt8(number)] + Array(statement.0.xml(issuer: World.entityID).utf8)
        }
    } prepare: {
        let provider = try World.identityProvider()
        let validator = try World.validator()
        let trusted = try World.trusted()
        let encryption = try World.encryption()
        let nameID = try World.encryption(nameIDOnly: true)
        let directory = try World.directory()
        let keyRing = World.keyRing
        return { bytes in
            guard let way = bytes.first, let text = String(validating: bytes.dropFirst(), as: UTF8.self) else { return }
            var signing = ResponseSigning(ways[Int(way % 3)])
            switch way / 3 % 3 {
            case 1: signing.encryption = encryption
            case 2: signing.encryption = nameID
            default: break
            }
            guard let xml = try? provider.sign(text, signing) else { return }
            let validation = validator.validate(xml: xml, trusting: trusted, at: World.instant)
            guard case .success(let assertion) = validation.outcome else { return }
            check(assertion)
            let claims = UnverifiedClaims(attributes: assertion.attributes, partition: .aws)
            _ = claims.attributeContextKeys
            let service = SecurityTokenService(
                directory: directory, keyRing: keyRing, store: InMemoryFederationStore(), audit: NoAuditSink())
            waiting { await redeem(validation, claims.roles, service) }
        }
    }

    private static func check(_ assertion: ValidatedAssertion) {
        hold(assertion.issuer == World.entityID, "issuer \(assertion.issuer)")
        hold(assertion.recipient == World.recipient, "recipient \(assertion.recipient)")
        hold(assertion.audiences.contains(World.audience), "audiences \(assertion.audiences)")
        hold(assertion.acceptableUntil > World.instant, "accepted after its end")
        hold(!assertion.id.isEmpty && !assertion.subject.value.isEmpty, "an assertion about nobody")
    }

    private static func redeem(
        _ validation: ResponseValidation, _ roles: [RoleClaim], _ service: SecurityTokenService
    ) async {
        let call = CallContext(requestID: "fuzz", sourceIPAddress: "192.0.2.1")
        _ = try? await service.signIn(validation, call: call, at: World.instant)
        for role in roles.prefix(2) {
            let request = AssumeRoleWithSAMLRequest(
                roleARN: role.roleARN, principalARN: role.providerARN, response: validation)
            guard let result = try? await service.assumeRoleWithSAML(request, call: call, at: World.instant) else {
                continue
            }
            hold(role.roleARN == World.role && role.providerARN == World.provider, "credentials for \(role)")
            let opened = try? await service.session(
                accessKeyID: result.credentials.accessKeyID, sessionToken: result.credentials.sessionToken,
                at: World.instant)
            hold(opened?.session == result.session, "the token opens to another session")
        }
    }
}
