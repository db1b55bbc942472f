import AWSQuery
import Accounts
import Encodings
import Foundation
import IAM
import IAMPolicy
import STS
import Sessions
import Testing

@Suite("Managed policies of AWS that are laid beside those of the product")
struct AWSManagedPolicyTests {
    private static let lambda = AWSManagedPolicy(
        name: "AWSLambdaBasicExecutionRole", path: "/service-role/", uniqueID: "ANPA1234567890EXAMPLE",
        description: "Writes logs.", document: World.policy("logs:PutLogEvents"), versionID: "v7",
        createDate: Timestamp(milliseconds: 1_428_593_434_000), updateDate: Timestamp(milliseconds: 1_600_000_000_000))
    private static let arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    private static let users = AWSManagedPolicy(
        name: "ReadsUsers", path: "/", description: nil, document: World.policy("iam:GetUser"))
    private static let usersARN = "arn:aws:iam::aws:policy/ReadsUsers"

    private static func world(_ storage: World.Storage = .memory) throws -> World {
        try World(storage, managedPolicies: ManagedPolicies(adding: [lambda, users]))
    }

    @Test("They are listed and got with their versions, and cannot be changed")
    func shown() async throws {
        let world = try Self.world()
        let listed = try await world.perform("ListPolicies", ["Scope": "AWS", "PathPrefix": "/service-role/"])
        #expect(listed.texts("Policies", each: "Arn") == [Self.arn])
        let local = try await world.perform("ListPolicies", ["Scope": "Local"])
        #expect(local.structures("Policies").isEmpty)
        let got = try await world.perform("GetPolicy", ["PolicyArn": Self.arn])
        #expect(got.text("Policy.PolicyId") == "ANPA1234567890EXAMPLE")
        #expect(got.text("Policy.DefaultVersionId") == "v7")
        #expect(got.text("Policy.Description") == "Writes logs.")
        #expect(got.text("Policy.CreateDate") == "2015-04-09T15:30:34Z")
        #expect(got.text("Policy.UpdateDate") == "2020-09-13T12:26:40Z")
        let version = ["PolicyArn": Self.arn, "VersionId": "v7"]
        let document = try await world.perform("GetPolicyVersion", version).text("PolicyVersion.Document")
        #expect(document?.contains("logs%3APutLogEvents") == true)
        let versions = try await world.perform("ListPolicyVersions", ["PolicyArn": Self.arn])
        #expect(versions.texts("Versions", each: "VersionId") == ["v7"])
        let first = try await world.fault("GetPolicyVersion", ["PolicyArn": Self.arn, "VersionId": "v1"])
        #expect(first.code == "NoSuchEntity")
        #expect(try await world.fault("DeletePolicy", ["PolicyArn": Self.arn]).code == "AccessDenied")
        let lower = "arn:aws:iam::aws:policy/service-role/awslambdabasicexecutionrole"
        for other in ["arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole", lower] {
            #expect(try await world.fault("GetPolicy", ["PolicyArn": other]).code == "NoSuchEntity")
        }
        let plain = try World()
        #expect(try await plain.fault("GetPolicy", ["PolicyArn": Self.arn]).code == "NoSuchEntity")
    }

    @Test("A list of many ends where the page does, and goes on after it")
    func pages() async throws {
        let many = (100..<250).map {
            AWSManagedPolicy(name: "Many\($0)", path: "/", description: nil, document: World.allowAll)
        }
        let world = try World(managedPolicies: ManagedPolicies(adding: many))
        var (names, marker): ([String], String?) = ([], nil)
        repeat {
            var parameters = ["Scope": "AWS", "MaxItems": "40"]
            parameters["Marker"] = marker
            let page = try await world.perform("ListPolicies", parameters)
            #expect(page.structures("Policies").count <= 40)
            names += page.texts("Policies", each: "PolicyName")
            marker = page.text("Marker")
        } while marker != nil
        #expect(names.count == 150 + ManagedPolicies.builtIn.ofAWS.count)
        #expect(Set(names).count == names.count)
        #expect(names.contains("Many249") && names.contains("AdministratorAccess"))
    }

    @Test("One that is attached grants, until it is taken away", arguments: World.Storage.allCases)
    func grants(_ storage: World.Storage) async throws {
        let world = try Self.world(storage)
        let reader = try await world.user("reader")
        let asked = ["UserName": "reader"]
        #expect(try await world.fault("GetUser", asked, as: reader).code == "AccessDenied")
        try await world.perform("AttachUserPolicy", ["UserName": "reader", "PolicyArn": Self.usersARN])
        try await world.perform("GetUser", asked, as: reader)
        #expect(try await world.fault("ListUsers", as: reader).code == "AccessDenied")
        let plain = try World()
        let restarted = try World(sharing: world, directory: plain.tokens.directory)
        #expect(try await restarted.fault("GetUser", asked, as: reader).code == "AccessDenied")
        try await restarted.perform("DetachUserPolicy", ["UserName": "reader", "PolicyArn": Self.usersARN])
    }

    @Test("A boundary that is taken away allows nothing")
    func boundary() async throws {
        let world = try Self.world()
        let reader = try await world.user("bound", World.allowAll)
        let bound = ["UserName": "bound", "PermissionsBoundary": Self.usersARN]
        try await world.perform("PutUserPermissionsBoundary", bound)
        try await world.perform("GetUser", ["UserName": "bound"], as: reader)
        #expect(try await world.fault("ListUsers", as: reader).code == "AccessDenied")
        let plain = try World()
        let restarted = try World(sharing: world, directory: plain.tokens.directory)
        #expect(try await restarted.fault("GetUser", ["UserName": "bound"], as: reader).code == "AccessDenied")
    }

    @Test("One with a name of the product's takes its place")
    func replaces() throws {
        let own = AWSManagedPolicy(
            name: "ReadOnlyAccess", path: "/", description: nil, document: World.allowAll, versionID: "v99")
        let policies = ManagedPolicies(adding: [own])
        #expect(policies.ofAWS.count == ManagedPolicies.builtIn.ofAWS.count)
        #expect(policies.ofAWS(arn: "arn:aws-cn:iam::aws:policy/ReadOnlyAccess")?.versionID == "v99")
        #expect(policies.ofAWS(arn: "arn:aws:iam::aws:policy/AdministratorAccess")?.versionID == "v1")
        #expect(policies.named("readonlyaccess")?.versionID == "v99")
        #expect(policies.named("ReadOnly") == nil)
    }

    @Test("Ids follow from path and name where nobody says them")
    func ids() {
        #expect(Self.users.uniqueID.hasPrefix("ANPA") && Self.users.uniqueID.utf8.count == 21)
        let again = AWSManagedPolicy(name: "ReadsUsers", path: "/", description: "x", document: World.allowAll)
        let elsewhere = AWSManagedPolicy(name: "ReadsUsers", path: "/x/", description: nil, document: World.allowAll)
        #expect(again.uniqueID == Self.users.uniqueID)
        #expect(elsewhere.uniqueID != Self.users.uniqueID)
    }
}
