import Audit
import Federation
import Foundation
import IAMPolicy
import SAML2
import SallyportServer
import Testing

/// Holds what the README promises.
@Suite("The README")
struct ReadmeTests {
    private static let name = "README.md"

    /// The code of a block, by the language that stands at its head; the first one.
    private static func block(_ language: String) throws -> String {
        let parts = try Repository.text(name).components(separatedBy: "```\(language)\n")
        return try #require(parts.dropFirst().first?.components(separatedBy: "```").first)
    }

    private static func withoutBlanks(_ text: String) -> String { text.filter { !$0.isWhitespace } }

    /// A front door, not the house.
    @Test func isAPage() throws {
        let words = try Repository.text(Self.name).split { $0.isWhitespace }
        #expect(words.count <= 900)
    }

    @Test func itsPicturesAreSmall() throws {
        let pictures = try MarkdownPage(Self.name).links.map(\.target).filter { $0.hasSuffix(".png") }
        #expect(pictures.count == 2)
        for picture in pictures {
            let bytes = try Data(contentsOf: Repository.root.appendingPathComponent(picture)).count
            #expect(bytes < 150_000, "\(picture)")
        }
    }

    @Test func namesTheTestsThatCIRuns() throws {
        #expect(try Repository.text(Self.name).contains("| `make test` |"))
        #expect(try Repository.text(".ci/run").contains("\nstep make test\n"))
    }

    /// The lines below are those of the README, and work.
    @Test func theLibraryInTenLinesGivesCredentials() async throws {
        let sample = try Sample()
        let (now, acs, entityID, id) = (Sample.now, Sample.acs, Sample.entityID, "1")
        let (document, form) = (sample.metadata, sample.form)
        let account = Account(id: try #require(AccountID("123456789012")), partition: .aws)
        let trust = try RoleTemplate.trustPolicy(
            provider: "arn:aws:iam::123456789012:saml-provider/corp-idp", access: .console(endpoint: acs))
        let (keyRing, store, audit) = (KeyRing(generatedAt: now), InMemoryFederationStore(), NoAuditSink())

        let metadata = try IdentityProviderMetadata(parsing: document, at: now)
        let provider = try SAMLProvider(account: account, name: "corp-idp", metadata: metadata)
        let role = try Role(
            account: account, name: "Operator", trustPolicy: PolicyDocument(parsing: trust, kind: .trust))
        let directory = try FederationDirectory(accounts: [account], providers: [provider], roles: [role])
        let service = SecurityTokenService(directory: directory, keyRing: keyRing, store: store, audit: audit)
        let validator = ResponseValidator(serviceProvider: ServiceProvider(recipients: [acs], audiences: [entityID]))
        let xml = try HTTPPostBinding.decode(field: form.utf8)
        let response = validator.validate(
            xml: xml, trusting: TrustedIdentityProviders(metadata.identityProviders), at: now)
        let request = AssumeRoleWithSAMLRequest(
            roleARN: role.arn.description, principalARN: provider.arn.description, response: response)
        let credentials = try await service.assumeRoleWithSAML(request, call: CallContext(requestID: id), at: now)
            .credentials

        #expect(credentials.accessKeyID.hasPrefix("ASIA"))
        let lines = try Self.block("swift")
        #expect(lines.split(separator: "\n").count == 10)
        let source = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
        #expect(Self.withoutBlanks(source).contains(Self.withoutBlanks(lines)))
    }

    /// Whoever starts this version finds in the changelog what is new in it.
    @Test func theChangelogHasThisVersion() throws {
        let headings = try Repository.text("CHANGELOG.md").components(separatedBy: "\n").filter { $0.hasPrefix("## ") }
        #expect(headings.first == "## Unreleased")
        #expect(headings.dropFirst().first?.hasPrefix("## \(Version.text) - ") == true)
    }
}
