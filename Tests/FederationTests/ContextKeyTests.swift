import Accounts
import Claims
import Foundation
import IAMPolicy
import SAML2
import STS
import Testing

@Suite struct ContextKeyTests {
    private func keys(_ attributes: [SAMLAttribute]) -> [String: [String]] {
        UnverifiedClaims(attributes: attributes, partition: .aws).attributeContextKeys
    }

    @Test(arguments: [
        ("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "saml:edupersonaffiliation", true),
        ("urn:oid:1.3.6.1.4.1.5923.1.1.1.3", "saml:edupersonorgdn", false),
        ("urn:oid:1.3.6.1.4.1.5923.1.1.1.5", "saml:edupersonprimaryaffiliation", false),
        ("urn:oid:1.3.6.1.4.1.5923.1.1.1.7", "saml:edupersonentitlement", true),
        ("urn:oid:1.3.6.1.4.1.5923.1.1.1.11", "saml:edupersonassurance", true),
        ("urn:oid:1.3.6.1.4.1.5923.1.2.1.2", "saml:eduorghomepageuri", true),
        ("urn:oid:1.3.6.1.4.1.5923.1.2.1.6", "saml:eduorgwhitepagesuri", true),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "saml:mail", false),
        ("http://schemas.xmlsoap.org/claims/CommonName", "saml:commonname", false),
        ("http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid", "saml:uid", false),
        ("2.5.4.4", "saml:surname", false), ("urn:oid:2.5.4.42", "saml:givenname", false),
        ("2.4.5.42", "saml:givenname", false), ("urn:oid:0.9.2342.19200300.100.1.1", "saml:uid", false),
        ("0.9.2342.19200300.100.1.45", "saml:organizationstatus", false),
        ("0.9.2342.19200300100.1.1", "saml:uid", false), ("urn:oid:0.9.2342.19200300100.1.3", "saml:mail", false),
    ])
    func mapsAttributes(name: String, key: String, isList: Bool) {
        let values = keys([SAMLAttribute(name: name, values: ["one", "two"])])
        #expect(values == [key: isList ? ["one", "two"] : ["one"]])
    }

    @Test func commonNameFeedsTwoKeys() {
        let values = keys([SAMLAttribute(name: "urn:oid:2.5.4.3", values: ["a", "b"])])
        #expect(values == ["saml:cn": ["a", "b"], "saml:commonname": ["a"]])
    }

    @Test(arguments: ["urn:oid:1.3.6.1.4.1.5923.1.1.1.12", "eduPersonAffiliation", "URN:OID:2.5.4.4", "mail", ""])
    func doesNotMapOtherNames(name: String) {
        #expect(keys([SAMLAttribute(name: name, friendlyName: "eduPersonAffiliation", values: ["x"])]).isEmpty)
    }

    @Test func theFirstClaimOfAKeyCountsAndOthersAreReported() throws {
        let attributes =
            World.attributes + [
                SAMLAttribute(name: "http://schemas.xmlsoap.org/claims/CommonName", values: ["first"]),
                SAMLAttribute(name: "2.5.4.3", values: ["second"]),
            ]
        let claims = try RoleClaims(World.assertion(attributes), partition: .aws)
        #expect(claims.ignoredClaims == ["2.5.4.3: saml:commonname comes from an earlier attribute"])
        #expect(keys(attributes) == ["saml:commonname": ["first"]])
    }

    @Test func reportHoldsEveryKeyOfTheTrustPolicy() throws {
        let attributes =
            World.attributes + [
                World.attribute("PrincipalTag:Team", "blue"), World.attribute("TransitiveTagKeys", "Team"),
                World.attribute("SourceIdentity", "alice"),
                SAMLAttribute(name: "urn:oid:1.3.6.1.4.1.5923.1.1.1.1", values: ["staff", "member"]),
            ]
        let provider = try #require(try World.directory().provider(arn: World.provider))
        let report = AssumptionReport(
            try World.assertion(attributes), provider: provider, call: World.call, at: World.now.addingTimeInterval(1))
        let keys = report.contextKeys
        #expect(report.error == nil)
        #expect(keys["saml:aud"] == [World.recipient])
        #expect(keys["saml:iss"] == [World.issuer])
        #expect(keys["saml:sub"] == ["alice"])
        #expect(keys["saml:sub_type"] == ["persistent"])
        #expect(keys["saml:doc"] == ["123456789012/corp-idp"])
        #expect(keys["saml:eduPersonAffiliation"] == ["staff", "member"])
        #expect(keys["aws:RequestTag/Team"] == ["blue"])
        #expect(keys["aws:TagKeys"] == ["Team"])
        #expect(keys["sts:TransitiveTagKeys"] == ["Team"])
        #expect(keys["sts:SourceIdentity"] == ["alice"])
        #expect(keys["sts:RoleSessionName"] == ["alice@example.com"])
        #expect(keys["aws:CurrentTime"] == ["2023-11-14T22:13:21Z"])
        #expect(keys["aws:EpochTime"] == ["1700000001"])
        #expect(keys["aws:SourceIp"] == ["192.0.2.10"])
        #expect(keys["aws:SecureTransport"] == ["true"])
        #expect(keys["aws:UserAgent"] == ["test"])
        #expect(keys["aws:FederatedProvider"] == [World.provider])
    }

    @Test func nameQualifierIsTheHashOfIssuerAccountAndProvider() throws {
        let provider = try SAMLProvider(
            account: World.account(), name: "MySAMLIdP", metadata: World.metadata(issuer: "https://example.com/saml"))
        let report = AssumptionReport(
            try World.assertion(issuer: "https://example.com/saml"), provider: provider, call: World.call, at: World.now
        )
        // printf 'https://example.com/saml123456789012/MySAMLIdP' | openssl sha1 -binary | base64
        #expect(report.contextKeys["saml:namequalifier"] == ["1uAJanUnBc2XeUkHURMht+xam2c="])
    }

    @Test(
        arguments: [
            ("urn:oasis:names:tc:SAML:2.0:nameid-format:transient", "transient"),
            (
                "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
                "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
            ),
            (nil, "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"),
        ] as [(String?, String)])
    func subjectTypeDropsThePrefixOfSAML2(format: String?, type: String) throws {
        let provider = try #require(try World.directory().provider(arn: World.provider))
        let report = AssumptionReport(
            try World.assertion(subject: NameID(value: "x", format: format)), provider: provider, call: World.call,
            at: World.now)
        #expect(report.contextKeys["saml:sub_type"] == [type])
    }
}
