import AWSQuery
import Accounts
import Encodings
import Foundation
import Sessions
import Testing

@Suite("The credential report")
struct CredentialReportTests {
    private static let columns = [
        "user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed",
        "password_next_rotation", "mfa_active", "access_key_1_active", "access_key_1_last_rotated",
        "access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service",
        "access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date",
        "access_key_2_last_used_region", "access_key_2_last_used_service", "cert_1_active", "cert_1_last_rotated",
        "cert_2_active", "cert_2_last_rotated",
    ]
    private static let now = "2023-11-14T22:13:20+00:00"

    /// The lines of the report, each with its cells by column.
    private func lines(_ result: QueryResult) throws -> [[String: String]] {
        let content = try #require(Data(base64Encoded: result.text("Content") ?? ""))
        let lines = String(decoding: content, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(lines.first == Self.columns)
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(Self.columns, $0)) }
    }

    @Test("A report is made once in four hours, and given out as long", arguments: World.Storage.allCases)
    func life(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let missing = QueryFault(
            "ReportNotPresent", "Credential report not present. Generate one with GenerateCredentialReport.",
            status: 410)
        #expect(try await world.fault("GetCredentialReport") == missing)
        let started = try await world.perform("GenerateCredentialReport")
        #expect(started.text("State") == "STARTED")
        #expect(started.text("Description") == "No report exists. Starting a new report generation task")
        #expect(try await world.perform("GenerateCredentialReport").members == [.text("State", "COMPLETE")])
        let report = try await world.perform("GetCredentialReport")
        #expect(report.names() == ["Content", "ReportFormat", "GeneratedTime"])
        #expect(report.text("ReportFormat") == "text/csv")
        #expect(report.text("GeneratedTime") == "2023-11-14T22:13:20Z")
        _ = try await world.user("late")
        let last = World.now.addingTimeInterval(14_399)
        #expect(try await world.perform("GenerateCredentialReport", at: last).text("State") == "COMPLETE")
        #expect(try await world.perform("GetCredentialReport", at: last) == report)
        let later = World.now.addingTimeInterval(14_400)
        let expired = try await world.fault("GetCredentialReport", at: later)
        #expect(expired.code == "ReportExpired")
        #expect(expired.status == 410)
        #expect(try await world.perform("GenerateCredentialReport", at: later).text("State") == "STARTED")
        let users = try lines(try await world.perform("GetCredentialReport", at: later)).map { $0["user"] }
        #expect(users == ["<root_account>", "late"])
        let stranger = try await world.root(world.other)
        #expect(try await world.fault("GetCredentialReport", as: stranger) == missing)
    }

    @Test("It tells of each user what the user signs in by")
    func content() async throws {
        let world = try World()
        let alice = try await world.user("alice", path: "/staff/")
        _ = try await world.user("bob")
        try await world.perform("UpdateAccountPasswordPolicy", ["MaxPasswordAge": "10"])
        try await world.perform("CreateLoginProfile", ["UserName": "alice", "Password": "Corr3ct horse!"])
        try await AuthenticatorApp(world, "phone").enable(world, for: "alice")
        let id = try #require(
            try await world.perform("CreateAccessKey", ["UserName": "bob"]).text("AccessKey.AccessKeyId"))
        try await world.perform("UpdateAccessKey", ["UserName": "bob", "AccessKeyId": id, "Status": "Inactive"])
        world.uses.note(
            EntityUse(
                uniqueID: alice.accessKeyID, instant: Timestamp(roundingDown: World.now), service: "sts",
                region: "eu-west-1"))
        try await world.perform("GenerateCredentialReport")
        let lines = try lines(try await world.perform("GetCredentialReport"))
        #expect(lines.map { $0["user"] } == ["<root_account>", "alice", "bob"])
        let root = lines[0]
        #expect(root["arn"] == "arn:aws:iam::123456789012:root")
        for column in ["password_enabled", "password_last_changed", "password_next_rotation"] {
            #expect(root[column] == "not_supported")
        }
        #expect(root["mfa_active"] == "false")
        let expected = [
            "arn": "arn:aws:iam::123456789012:user/staff/alice", "user_creation_time": Self.now,
            "password_enabled": "true", "password_last_used": "no_information", "password_last_changed": Self.now,
            "password_next_rotation": "2023-11-24T22:13:20+00:00", "mfa_active": "true", "access_key_1_active": "true",
            "access_key_1_last_rotated": Self.now, "access_key_1_last_used_date": Self.now,
            "access_key_1_last_used_region": "eu-west-1", "access_key_1_last_used_service": "sts",
            "access_key_2_active": "false", "access_key_2_last_rotated": "N/A", "cert_1_active": "false",
            "cert_1_last_rotated": "N/A",
        ]
        for (column, value) in expected { #expect(lines[1][column] == value, "\(column)") }
        let bob = lines[2]
        for column in ["password_last_used", "password_last_changed", "password_next_rotation"] {
            #expect(bob[column] == "N/A")
        }
        #expect(bob["password_enabled"] == "false")
        #expect(Set([bob["access_key_1_active"], bob["access_key_2_active"]]) == ["true", "false"])
        #expect(bob["access_key_1_last_used_date"] == "N/A")
    }
}
