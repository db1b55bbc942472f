import FederationTesting
import Foundation
import SAML2
import Testing

/// Where identity providers are reached through a browser.
@Suite struct BrowserEndpointTests {
    /// The development IdP, which takes requests by POST where it takes those by redirect, with more endpoints in front.
    private static func identityProvider(_ endpoints: String) throws -> IdentityProvider {
        let metadata = try Fixture.rsa.get().metadata().replacingFirst(
            "<md:SingleSignOnService", with: endpoints + "<md:SingleSignOnService")
        let known = try IdentityProviderMetadata(parsing: Array(metadata.utf8), at: Fixture.instant)
        return try #require(known.identityProviders.first)
    }

    private static func service(_ name: String, _ binding: String, _ location: String, _ more: String = "") -> String {
        "<md:\(name) Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:\(binding)\" Location=\"\(location)\" \(more)/>"
    }

    @Test func aBindingCanBeChosen() throws {
        let provider = try Self.identityProvider(
            Self.service("SingleSignOnService", "HTTP-POST", "https://idp.example.org/post")
                + Self.service("SingleSignOnService", "SOAP", "https://idp.example.org/soap"))
        #expect(provider.singleSignOnService()?.binding == .redirect)
        #expect(provider.singleSignOnService(by: .redirect)?.location == "https://idp.example.org/sso")
        #expect(provider.singleSignOnService(by: .post)?.location == "https://idp.example.org/post")
        #expect(provider.singleLogoutService() == nil)
    }

    @Test func answersMayGoElsewhere() throws {
        let provider = try Self.identityProvider(
            Self.service(
                "SingleLogoutService", "HTTP-POST", "https://idp.example.org/slo",
                "ResponseLocation=\"https://idp.example.org/done\""))
        let endpoint = try #require(provider.singleLogoutService())
        #expect(endpoint.binding == .post)
        #expect(endpoint.location == "https://idp.example.org/slo")
        #expect(endpoint.responseLocation == "https://idp.example.org/done")
        #expect(provider.singleLogoutService(by: .redirect) == nil)
    }

    @Test func anEndpointWithoutALocationIsNone() throws {
        let service = Self.service("SingleSignOnService", "HTTP-POST", "https://idp.example.org/post")
        let others = try Self.identityProvider("").singleSignOnServices
        #expect(try Self.identityProvider(service).singleSignOnServices.count == others.count + 1)
        let nowhere = service.replacingOccurrences(of: "Location=\"https://idp.example.org/post\"", with: "")
        #expect(try Self.identityProvider(nowhere).singleSignOnServices == others)
    }

    @Test(arguments: [
        "javascript:alert(1)", "ftp://idp.example.org/", "//idp.example.org/", "https://idp.example.org/ x",
        "https://idp.example.org/#x", "", "HTTPS://idp.example.org", "https://idp.example.org/\\",
    ])
    func whatIsNoWebAddressIsNotGoneTo(_ location: String) throws {
        let provider = try Self.identityProvider(
            Self.service("SingleLogoutService", "HTTP-Redirect", location)
                + Self.service(
                    "SingleLogoutService", "HTTP-POST", "https://a.example.org", "ResponseLocation=\"\(location)\""))
        #expect(provider.singleLogoutService() == nil)
    }
}
