import Accounts
import Encodings
import Foundation
import IAMPolicy
import SAML2
import Testing

@Suite struct DirectoryTests {
    private func role(_ name: String, path: String = "/", account: Account? = nil, maximum: Int = 3_600) throws -> Role
    {
        try Role(
            account: account ?? World.account(), name: name, path: path,
            trustPolicy: PolicyDocument(parsing: World.openTrust, kind: .trust), maxSessionDuration: maximum)
    }

    private func directory(_ roles: [Role], _ providers: [SAMLProvider] = []) throws -> FederationDirectory {
        try FederationDirectory(accounts: [World.account()], providers: providers, roles: roles)
    }

    @Test func findsByARN() throws {
        let directory = try directory([role("Admin", path: "/a/b/")])
        #expect(directory.role(arn: "arn:aws:iam::123456789012:role/a/b/Admin")?.name == "Admin")
        #expect(directory.role(arn: "arn:aws:iam::123456789012:role/Admin") == nil)
        let id = try #require(directory.roles.first?.uniqueID)
        #expect(directory.role(uniqueID: id)?.name == "Admin")
    }

    @Test(arguments: [("Admin", "/"), ("ADMIN", "/"), ("admin", "/other/")])
    func namesAreUniqueRegardlessOfCaseAndPath(name: String, path: String) throws {
        #expect(throws: ConfigurationError.self) { try directory([role("Admin"), role(name, path: path)]) }
    }

    @Test func providersAreUniqueRegardlessOfCase() throws {
        let providers = try ["corp", "CORP"].map {
            try SAMLProvider(account: World.account(), name: $0, metadata: World.metadata())
        }
        #expect(throws: ConfigurationError.self) { try directory([], providers) }
    }

    @Test func entitiesNeedTheirAccount() throws {
        let other = try World.account("210987654321")
        #expect(throws: ConfigurationError.self) { try directory([role("Admin", account: other)]) }
        #expect(throws: ConfigurationError.self) {
            try FederationDirectory(accounts: [World.account(), World.account()], providers: [], roles: [])
        }
        let china = Account(id: other.id, partition: .awsChina)
        #expect(throws: ConfigurationError.self) {
            try FederationDirectory(accounts: [china], providers: [], roles: [role("Admin", account: other)])
        }
    }

    @Test func noTwoAccountsHaveOneAlias() throws {
        func directory(_ aliases: String?...) throws -> FederationDirectory {
            let accounts = try zip(["123456789012", "210987654321"], aliases).map {
                Account(id: try #require(AccountID($0)), partition: .aws, alias: $1)
            }
            return try FederationDirectory(accounts: accounts, providers: [], roles: [])
        }
        _ = try directory("example", "other")
        _ = try directory(nil, nil)
        let error = #expect(throws: ConfigurationError.self) { try directory("example", "example") }
        #expect(error?.description == "account 210987654321: has the same alias as 123456789012, example")
    }

    @Test(arguments: ["", "a b", "ä", "a/b", "a:b", String(repeating: "r", count: 65)])
    func roleNamesAreChecked(name: String) {
        #expect(throws: ConfigurationError.self) { try role(name) }
    }

    @Test(arguments: ["", "a b", "ä", String(repeating: "p", count: 129)])
    func policyNamesAreChecked(name: String) throws {
        func role(_ policy: String) throws -> Role {
            try Role(
                account: World.account(), name: "Admin",
                trustPolicy: PolicyDocument(parsing: World.openTrust, kind: .trust),
                permissionPolicies: [policy: PolicyDocument(parsing: Self.allowed, kind: .inlineRole)])
        }
        #expect(throws: ConfigurationError.self) { try role(name) }
        #expect(try role(String(repeating: "p", count: 128)).permissionPolicies.count == 1)
    }

    private static let allowed =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#

    @Test(arguments: ["", "a", "/a", "a/", "/ü/", "/a b/", "/" + String(repeating: "p", count: 511) + "/"])
    func pathsAreChecked(path: String) {
        #expect(throws: ConfigurationError.self) { try role("Role", path: path) }
    }

    @Test(arguments: [0, 3_599, 43_201, Int.max, Int.min])
    func maximumDurationsAreChecked(seconds: Int) {
        #expect(throws: ConfigurationError.self) { try role("Role", maximum: seconds) }
    }

    @Test(arguments: ["", "a b", "a+b", "a/b", String(repeating: "p", count: 129)])
    func providerNamesAreChecked(name: String) throws {
        #expect(throws: ConfigurationError.self) {
            try SAMLProvider(account: World.account(), name: name, metadata: World.metadata())
        }
    }

    @Test func aProviderNeedsAKey() throws {
        for metadata in [
            IdentityProviderMetadata(identityProviders: []),
            IdentityProviderMetadata(identityProviders: [IdentityProvider(entityID: World.issuer, signingKeys: [])]),
        ] {
            #expect(throws: ConfigurationError.self) {
                try SAMLProvider(account: World.account(), name: "p", metadata: metadata)
            }
        }
    }

    @Test(arguments: [
        ("aws", "https://signin.aws.amazon.com/saml"), ("aws-cn", "https://signin.amazonaws.cn/saml"),
        ("aws-us-gov", "https://signin.amazonaws-us-gov.com/saml"),
    ])
    func partitionsHaveTheirEndpoints(id: String, endpoint: String) {
        #expect(Partition(id: id)?.samlEndpoint == endpoint)
    }

    @Test(arguments: ["", "AWS", "aws-iso", "aws "])
    func otherPartitionsAreUnknown(id: String) {
        #expect(Partition(id: id) == nil)
    }
}
