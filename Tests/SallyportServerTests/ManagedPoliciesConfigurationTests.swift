import Accounts
import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import Testing

@testable import SallyportConfiguration

@Suite("A folder with managed policies in a configuration")
struct ManagedPoliciesConfigurationTests {
    private static let policy =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        try FileManager.default.createDirectory(atPath: folder.path + "/managed", withIntermediateDirectories: true)
    }

    private func write(_ name: String, _ text: String) throws {
        let file = URL(fileURLWithPath: folder.path + "/managed/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func read(_ more: String = "managedPolicies: managed\n") async throws -> BrokerConfiguration {
        let file = try folder.write("sallyport.yaml", Site.yaml() + more)
        return try await ConfigurationReader().read(file: file, at: Site.now)
    }

    private func policy(_ path: String) async throws -> AWSManagedPolicy? {
        try await read().directory.managedPolicies.ofAWS(arn: "arn:aws:iam::aws:policy/\(path)")
    }

    @Test func aFileIsAPolicyAndItsFoldersAreThePath() async throws {
        try write("AmazonS3ReadOnlyAccess.json", "\n" + Self.policy + "\n")
        try write("service-role/AWSLambdaBasicExecutionRole.json", Self.policy)
        try write(".git/config", "no policy")
        try write(".hidden.json", "no policy")
        let plain = try #require(try await policy("AmazonS3ReadOnlyAccess"))
        #expect(plain.document == Self.policy)
        #expect(plain.versionID == "v1" && plain.description == nil)
        #expect(try await policy("service-role/AWSLambdaBasicExecutionRole")?.path == "/service-role/")
        #expect(try await policy("AWSLambdaBasicExecutionRole") == nil)
        #expect(try await policy("AdministratorAccess") != nil)
        // A change of a file is one of the configuration.
        let before = try await read()
        try write("AmazonS3ReadOnlyAccess.json", Self.policy.replacing("GetObject", with: "ListBucket"))
        #expect(try await read().files.changed(since: before.files).count == 1)
    }

    @Test func whatTheCommandLinePrintsIsAPolicyAsWell() async throws {
        try write(
            "AWSLambdaBasicExecutionRole.json",
            """
            { "PolicyVersion": { "Document": \(Self.policy), "VersionId": "v12", "IsDefaultVersion": true,
                                 "CreateDate": "2020-09-13T14:26:40+02:00" },
              "Policy": { "PolicyName": "AWSLambdaBasicExecutionRole", "PolicyId": "ANPA1234567890EXAMPLE",
                          "Path": "/service-role/", "Description": "Writes logs.", "CreateDate": "2015-04-09T15:30:34Z" } }
            """)
        let policy = try #require(try await policy("service-role/AWSLambdaBasicExecutionRole"))
        #expect(policy.document == Self.policy && policy.versionID == "v12")
        #expect(policy.uniqueID == "ANPA1234567890EXAMPLE" && policy.description == "Writes logs.")
        #expect(policy.createDate.iso8601 == "2015-04-09T15:30:34Z")
        #expect(policy.updateDate.iso8601 == "2020-09-13T12:26:40Z")
    }

    @Test func aPolicyMayBeLongerThanThoseOfAccounts() async throws {
        let actions = (0..<1_000).map { "\"s3:GetObject\($0)\"" }.joined(separator: ",")
        try write("Long.json", Self.policy.replacing(#""s3:GetObject""#, with: "[\(actions)]"))
        #expect(try await policy("Long") != nil)
        try write("Long.json", Self.policy + String(repeating: " ", count: 131_072))
        await #expect(throws: BrokerConfigurationError.self) { try await read() }
    }

    private static let broken: [(file: String, text: String, reason: String)] = [
        ("README.md", "text", "ends in .json"), ("a b.json", policy, "letters, digits"),
        (".json", "", ""), ("x.json", "{", "not JSON"), ("x.json", "[]", "expected a JSON object"),
        ("x.json", "{}", "Syntax errors"), ("x.json", #"{"Version":"2012-10-17"}"#, "Syntax errors"),
        ("x.json", policy.replacing("s3:GetObject", with: "s3GetObject"), "vendor"),
        ("x.json", policy.replacing("2012-10-17", with: "2008-10-17"), "2012-10-17"),
        ("x.json", #"{"PolicyVersion":{"VersionId":"v1"}}"#, "no Document"),
        ("x.json", #"{"PolicyVersion":{"VersionId":"1","Document":\#(policy)}}"#, "VersionId"),
        ("x.json", #"{"PolicyVersion":{"VersionId":"v0","Document":\#(policy)}}"#, "VersionId"),
        ("x.json", #"{"PolicyVersion":{"VersionId":7,"Document":\#(policy)}}"#, "VersionId"),
        ("x.json", #"{"PolicyVersion":{"CreateDate":"yesterday","Document":\#(policy)}}"#, "CreateDate"),
        ("x.json", #"{"Policy":{"PolicyName":"y"},"PolicyVersion":{"Document":\#(policy)}}"#, "another name"),
        ("x.json", #"{"Policy":{"PolicyId":"AIDA1"},"PolicyVersion":{"Document":\#(policy)}}"#, "PolicyId"),
        ("x.json", #"{"Policy":{"Path":"x"},"PolicyVersion":{"Document":\#(policy)}}"#, "no path"),
        ("f/x.json", #"{"Policy":{"Path":"/g/"},"PolicyVersion":{"Document":\#(policy)}}"#, "not the path"),
        ("a b/x.json", policy, "no path"), ("a/b/c/d/e/x.json", policy, "4 folders"),
        ("SupportUser.json", policy, "/job-function/"), ("f/AdministratorAccess.json", policy, "path of Admin"),
    ]

    @Test(arguments: broken.indices)
    func refuses(_ index: Int) async throws {
        let (file, text, reason) = Self.broken[index]
        try write(file, text)
        guard !reason.isEmpty else {
            // A name that begins with a dot is no policy's.
            _ = try await read()
            return
        }
        let error = await #expect(throws: BrokerConfigurationError.self) { try await read() }
        #expect(error?.key == "managedPolicies")
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
        let top = file.split(separator: "/").first.map(String.init) ?? ""
        #expect(error?.reason.contains("/managed/\(top)") == true, "\(String(describing: error))")
    }

    @Test func namesAreUniqueAndThereIsAFolder() async throws {
        try write("One.json", Self.policy)
        try write("f/one.json", Self.policy)
        let twice = await #expect(throws: BrokerConfigurationError.self) { try await read() }
        #expect(twice?.reason.contains("the same name") == true)
        let absent = await #expect(throws: BrokerConfigurationError.self) {
            try await read("managedPolicies: nowhere\n")
        }
        #expect(absent?.reason.contains("can't read the folder") == true)
    }

    // MARK: Service-linked roles

    private static func linked(_ entries: String...) -> String {
        "serviceLinkedRoles: [\(entries.joined(separator: ", "))]\n"
    }

    private static func entry(_ service: String, _ name: String, _ more: String = "") -> String {
        "{ service: '\(service)', roleName: '\(name)', policy: { Version: '2012-10-17', Statement: "
            + "{ Effect: Allow, Action: 's3:GetObject', Resource: '*' } }\(more) }"
    }

    @Test func aServiceHasARoleAndAPolicy() async throws {
        let configuration = try await read(
            Self.linked(
                Self.entry("robots.example.com", "ServiceRoleForRobots", ", allowsSuffix: true"),
                Self.entry("batch.amazonaws.com", "AWSServiceRoleForBatch")))
        let roles = configuration.directory.serviceLinkedRoles
        #expect(roles.definition(of: "robots.example.com")?.allowsSuffix == true)
        #expect(roles.definition(of: "batch.amazonaws.com")?.policyName == "AWSServiceRoleForBatchPolicy")
        #expect(roles.definition(of: "acm.amazonaws.com")?.roleName == "AWSServiceRoleForCertificateManager")
        #expect(roles.definition(of: "nobody.example.com") == nil)
        let policy = configuration.directory.managedPolicies.ofAWS(
            arn: "arn:aws:iam::aws:policy/aws-service-role/ServiceRoleForRobotsPolicy")
        #expect(policy?.isOfServiceRole == true)
        #expect(policy?.document.contains("s3:GetObject") == true)
    }

    private static let wrong: [(entries: [String], place: String, reason: String)] = [
        ([entry("", "R")], "[0].service", "empty"), ([entry("a b", "R")], "[0].service", "such as batch"),
        ([entry("a", "R R")], "[0].roleName", "1 to 64"),
        ([entry("a", String(repeating: "R", count: 65))], "[0].roleName", "1 to 64"),
        ([entry("a", "R"), entry("a", "S")], "[1].service", "stands twice"),
        ([entry("a", "R"), entry("b", "r")], "[1].roleName", "another service"),
        (["{ service: a, roleName: R }"], "[0]", "policy is missing"),
        (["{ service: a, roleName: R, policy: { Version: '2012-10-17' } }"], "[0].policy", "Syntax errors"),
        ([entry("a", "R", ", allowsSuffix: perhaps")], "[0].allowsSuffix", "true or false"),
    ]

    @Test(arguments: wrong.indices)
    func refusesServices(_ index: Int) async throws {
        let (entries, place, reason) = Self.wrong[index]
        let error = await #expect(throws: BrokerConfigurationError.self) {
            try await read("serviceLinkedRoles: [\(entries.joined(separator: ", "))]\n")
        }
        #expect(error?.key == "serviceLinkedRoles\(place)", "\(String(describing: error))")
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
    }
}
