import FederationTesting
import Foundation
import SAML2
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("Trust policies that can never hold")
struct TrustKnowledgeTests {
    private func findings(_ trust: String, account: String = Site.account) async throws -> [String] {
        let folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        try folder.write("trust.json", trust)
        let file = try folder.write(
            "sallyport.yaml", Site.yaml() + "endpoints: { acceptRecipients: [https://b.example] }\n")
        return try await ConfigurationReader().read(file: file, at: Site.now).findings
    }

    private static let oidc = "arn:aws:iam::\(Site.account):oidc-provider/issuer.example.org/t"

    private static func trust(
        _ provider: String, action: String = #""sts:AssumeRoleWithSAML""#, audience: String? = nil
    ) -> String {
        let condition = audience.map { #","Condition":{"StringEquals":{"SAML:aud":"\#($0)"}}"# } ?? ""
        return #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\#(provider)"},"#
            + #""Action":\#(action)\#(condition)}]}"#
    }

    @Test(arguments: [
        trust(Site.provider("corp")), trust(Site.provider("corp"), audience: "https://broker.example.com/saml"),
        trust(Site.provider("corp"), audience: "https://b.example"),
        trust(Site.provider("corp"), action: #"["sts:AssumeRoleWithSAML","sts:TagSession"]"#),
        trust(Site.provider("corp"), action: #""sts:*""#),
    ])
    func thoseThatHoldAreNone(_ trust: String) async throws {
        #expect(try await findings(trust) == [])
    }

    @Test(arguments: [
        (trust(Site.provider("typo")), "unknown-provider"),
        (trust("arn:aws:iam::210987654321:saml-provider/corp"), "foreign-provider"),
        (trust(oidc, action: #""sts:AssumeRoleWithWebIdentity""#), "unknown-provider"),
        (
            trust(
                "arn:aws:iam::210987654321:oidc-provider/issuer.example.org/t",
                action: #""sts:AssumeRoleWithWebIdentity""#), "foreign-provider"
        ),
        (trust(Site.provider("corp"), action: #""sts:AssumeRole""#), "unusable-principal"),
        (trust(Site.provider("corp"), action: #""sts:TagSession""#), "unusable-principal"),
        (trust(Site.provider("corp"), audience: "https://signin.aws.amazon.com/saml"), "impossible-audience"),
    ])
    func theOthersAreToldWithTheirPlace(_ trust: String, _ code: String) async throws {
        let findings = try await findings(trust)
        // Two roles have this trust policy.
        #expect(findings.count == 2)
        #expect(findings.allSatisfy { $0.hasSuffix("[\(code)]") }, "\(findings)")
        #expect(
            findings.first?.contains("sallyport.yaml:10: accounts[0].roles[0].trustPolicy: 1:") == true, "\(findings)")
    }
}
