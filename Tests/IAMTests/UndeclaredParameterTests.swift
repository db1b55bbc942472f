import AWSQuery
import FederationTesting
import Foundation
import Testing

@Suite("Parameters that an operation does not have")
struct UndeclaredParameterTests {
    private static let provider = "arn:aws:iam::123456789012:saml-provider/prod"

    private static func parameters(path: String?) throws -> [String: String] {
        var parameters = ["Name": "prod", "SAMLMetadataDocument": try World.identityProvider.get().metadata()]
        parameters["Path"] = path
        return parameters
    }

    @Test("A path that SAML providers don't have is no way around a policy that denies", arguments: [nil, "/x/"])
    func denied(_ path: String?) async throws {
        let world = try World()
        let caller = try await world.user(
            "bob", World.allowAll, World.policy("iam:CreateSAMLProvider", effect: "Deny", resource: Self.provider))
        let fault = try await world.fault("CreateSAMLProvider", Self.parameters(path: path), as: caller)
        #expect(fault.code == "AccessDenied")
        #expect(fault.message.contains("on resource: \(Self.provider) "))
    }

    @Test("Nor one into a policy that allows", arguments: [nil, "/dev-"])
    func notAllowed(_ path: String?) async throws {
        let world = try World()
        let caller = try await world.user(
            "bob",
            World.policy("iam:CreateSAMLProvider", resource: "arn:aws:iam::123456789012:saml-provider/dev-*"))
        #expect(
            try await world.fault("CreateSAMLProvider", Self.parameters(path: path), as: caller).code == "AccessDenied")
    }

    @Test("It is made under the name that was checked")
    func allowed() async throws {
        let world = try World()
        let caller = try await world.user("bob", World.policy("iam:CreateSAMLProvider", resource: Self.provider))
        let made = try await world.perform("CreateSAMLProvider", Self.parameters(path: "/x/"), as: caller)
        #expect(made.text("SAMLProviderArn") == Self.provider)
    }
}
