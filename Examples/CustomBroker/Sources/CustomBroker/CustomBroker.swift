import Federation
import Foundation
import IAMPolicy
import SAML2

/// A broker in one function: a posted SAML response becomes credentials and a console sign-in token.
@main
struct CustomBroker {
    static func main() async throws {
        let (now, endpoint) = (Date(), "https://broker.example.com/saml")
        let input = try SampleInput(for: endpoint, at: now)

        // Whom to trust, and what they may become.
        let account = Account(id: input.accountID, partition: .aws)
        let metadata = try IdentityProviderMetadata(parsing: input.metadata, at: now)
        let provider = try SAMLProvider(account: account, name: "corp-idp", metadata: metadata)
        let trust = try RoleTemplate.trustPolicy(
            provider: provider.arn.description, access: .console(endpoint: endpoint))
        let role = try Role(
            account: account, name: "Operator", trustPolicy: PolicyDocument(parsing: trust, kind: .trust))
        let service = SecurityTokenService(
            directory: try FederationDirectory(accounts: [account], providers: [provider], roles: [role]),
            keyRing: KeyRing(generatedAt: now), store: InMemoryFederationStore(), audit: NoAuditSink())

        // A response is checked, then a role is asked for. A refusal is thrown here, not before.
        let validator = ResponseValidator(
            serviceProvider: ServiceProvider(recipients: [endpoint], audiences: [endpoint]))
        let response = validator.validate(
            xml: try HTTPPostBinding.decode(field: input.form.utf8),
            trusting: TrustedIdentityProviders(metadata.identityProviders), at: now)
        let result = try await service.assumeRoleWithSAML(
            AssumeRoleWithSAMLRequest(
                roleARN: role.arn.description, principalARN: provider.arn.description, response: response),
            call: CallContext(requestID: "1"), at: now)
        let credentials = result.credentials

        // The credentials buy a sign-in token; it goes into the URL that signs a browser in.
        let token = try await service.getSigninToken(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken, sessionDuration: 3_600, call: CallContext(requestID: "2"), at: now)
        print(
            "\(result.assumedRoleARN) until \(credentials.expiration.iso8601), sign-in token of \(token.utf8.count) bytes"
        )
    }
}
