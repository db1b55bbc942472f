import Accounts
import IAMPolicy
import Testing

@Suite struct EntityARNTests {
    @Test func anAccountNamesItsEntities() throws {
        let account = Account(id: try #require(AccountID("123456789012")), partition: .awsChina)
        let start = "arn:aws-cn:iam::123456789012:"
        #expect("\(account.rootARN)" == start + "root")
        #expect("\(account.arn(.role, path: "/teams/red/", name: "Reader"))" == start + "role/teams/red/Reader")
        #expect("\(account.arn(.user, name: "ana"))" == start + "user/ana")
        #expect("\(account.arn(.group, name: "all"))" == start + "group/all")
        #expect("\(account.arn(.policy, name: "p"))" == start + "policy/p")
        #expect("\(account.arn(.samlProvider, name: "corp"))" == start + "saml-provider/corp")
        #expect("\(account.arn(.oidcProvider, name: "a.org/x/y"))" == start + "oidc-provider/a.org/x/y")
        #expect("\(account.arn(.mfaDevice, name: "phone"))" == start + "mfa/phone")
    }

    @Test func whatIsMadeIsWhatIsRead() throws {
        let account = Account(id: try #require(AccountID("000000000001")), partition: .aws)
        let arn = account.arn(.role, path: "/a:b/", name: "Reader")
        let read = try #require(ARN(arn.description))
        #expect(read == arn)
        #expect([read.partition, read.service, read.region, read.accountID] == ["aws", "iam", "", "000000000001"])
        #expect([read.resource, arn.resource] == ["role/a:b/Reader", "role/a:b/Reader"])
        #expect([arn.resourceType, arn.resourceName] == ["role", "Reader"])
    }

    /// The name of an OpenID Connect provider has slashes.
    @Test(arguments: [
        ("oidc-provider/a.org", EntityKind.oidcProvider, "a.org"),
        ("oidc-provider/a.org/x/y", .oidcProvider, "a.org/x/y"),
        ("mfa/staff/phone", .mfaDevice, "staff/phone"), ("mfa/phone", .mfaDevice, "phone"),
        ("oidc-provider", .oidcProvider, ""), ("role/a/b", .role, "b"), ("saml-provider/corp", .samlProvider, "corp"),
    ])
    func hasANameByItsKind(_ resource: String, _ kind: EntityKind, _ name: String) throws {
        #expect(try #require(ARN("arn:aws:iam::123456789012:\(resource)")).name(of: kind) == name)
    }

    @Test func policiesOfAWSAreFoundByTheirOwnARNAlone() throws {
        let policy = try #require(ManagedPolicies.builtIn.ofAWS.first)
        let arn = policy.arn(in: .awsGovCloud)
        #expect("\(arn)" == "arn:aws-us-gov:iam::aws:policy/AdministratorAccess")
        #expect(ManagedPolicies.builtIn.ofAWS(arn: "\(arn)")?.uniqueID == policy.uniqueID)
        for other in [
            "arn:nowhere:iam::aws:policy/AdministratorAccess", "arn:aws:iam:x:aws:policy/AdministratorAccess",
            "arn:aws:iam::aws:policy/administratoraccess", "arn:aws:iam::123456789012:policy/AdministratorAccess",
            "arn:aws:iam::aws:policy/a/AdministratorAccess", "AdministratorAccess",
        ] {
            #expect(ManagedPolicies.builtIn.ofAWS(arn: other) == nil, "\(other)")
        }
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:role/Reader", EntityKind.role),
        ("arn:aws-cn:iam::123456789012:role/teams/a:b/Reader", .role),
        ("arn:aws:iam::123456789012:saml-provider/corp-idp_1.x", .samlProvider),
    ])
    func tellsRolesAndProviders(_ text: String, _ kind: EntityKind) throws {
        #expect(try #require(ARN(text)).federatedKind == kind)
    }

    @Test(arguments: [
        ("123456789012", true), ("123456789", true), ("1234567890123", true), ("", false), ("aws", false),
        ("12345678901x", false), ("\u{661}23456789012", false),
    ])
    func takesARoleOfAnyNumberForOne(_ account: String, _ isOne: Bool) throws {
        #expect(try #require(ARN("arn:aws:iam::\(account):role/teams/Reader")).isOfRole == isOne)
        #expect(try #require(ARN("arn:aws:iam::\(account):user/Reader")).isOfRole == false)
    }

    @Test(arguments: [
        "arn:aws:iam::123456789012:role", "arn:aws:iam::123456789012:role/", "arn:aws:iam::123456789012:role/a/",
        "arn:aws:iam::123456789012:role/Ro le", "arn:aws:iam::123456789012:role/a b/Reader",
        "arn:aws:iam::123456789012:role/\(String(repeating: "r", count: 65))",
        "arn:aws:iam::123456789012:role/\(String(repeating: "p/", count: 1_010))R",
        "arn:aws:iam::123456789012:user/ana", "arn:aws:iam::123456789012:Role/Reader",
        "arn:aws:iam::123456789012:saml-provider", "arn:aws:iam::123456789012:saml-provider/",
        "arn:aws:iam::123456789012:saml-provider/a/b", "arn:aws:iam::123456789012:saml-provider/a+b",
        "arn:aws:iam::12345678901:role/Reader", "arn:aws:iam::1234567890123:role/Reader", "arn:aws:iam::aws:role/R",
        "arn:aws:iam:eu-west-1:123456789012:role/Reader", "arn:aws:sts::123456789012:role/Reader",
        "arn:AWS:iam::123456789012:role/Reader", "arn:aws1:iam::123456789012:role/Reader",
        "arn:\(String(repeating: "a", count: 33)):iam::123456789012:role/Reader",
    ])
    func takesNothingElseForOne(_ text: String) throws {
        #expect(try #require(ARN(text)).federatedKind == nil)
    }
}
