import Foundation
import HTTPTypes
import IAM
import STS
import Testing

@testable import SallyportServer

@Suite("Every operation that AWS has")
struct OperationWalkTests {
    @Test func isCarriedOutOrNotOffered() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            let root = try await staff.client(browser, user: nil)
            let sts = Set(STSOperations.all.map(\.name))
            let iam = Set(IAMService.operations.keys)
            #expect(sts.isSubset(of: OperationNames.sts))
            #expect(iam.isSubset(of: OperationNames.iam))
            for name in OperationNames.sts { expect(try await root.sts(name), name, isBuilt: sts.contains(name)) }
            for name in OperationNames.iam { expect(try await root.iam(name), name, isBuilt: iam.contains(name)) }
            let unknown = try await root.iam("CreateCastle")
            #expect(unknown.element("Code") == "InvalidAction")
        }
    }

    private func expect(_ answer: Answer, _ name: String, isBuilt: Bool) {
        let code = answer.element("Code")
        if isBuilt {
            #expect(code != "NotImplemented" && code != "InvalidAction", "\(name)")
            #expect(answer.status.code < 500, "\(name): \(answer.text)")
        } else {
            #expect(code == "NotImplemented", "\(name)")
            #expect(answer.status.code == 501, "\(name)")
        }
    }

    @Test func tellsWhatAUserCalled() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            let root = try await staff.client(browser, user: nil)
            let ana = try await staff.client(browser, user: "ana")
            let document =
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}}"#
            _ = try await root.iam(
                "PutUserPolicy", [("UserName", "ana"), ("PolicyName", "p"), ("PolicyDocument", document)])
            _ = try await ana.iam("ListUsers")
            let arn = try #require(try await ana.sts("GetCallerIdentity").element("Arn"))
            let job = try await root.iam(
                "GenerateServiceLastAccessedDetails", [("Arn", arn), ("Granularity", "ACTION_LEVEL")])
            let report = try await root.iam(
                "GetServiceLastAccessedDetails", [("JobId", try #require(job.element("JobId")))])
            #expect(report.element("LastAuthenticatedEntity") == arn)
            #expect(report.element("ActionName") == "ListUsers")
            #expect(report.element("LastAccessedEntity") == arn)
        }
    }

    @Test func takesChangedPermissionsWithTheNextCall() async throws {
        let site = try await Site()
        let staff = site.staff
        try await site.visit { browser in
            let root = try await staff.client(browser, user: nil)
            let ana = try await staff.client(browser, user: "ana")
            func codes() async throws -> String { try await ana.iam("ListUsers").element("Code") ?? "allowed" }
            let document =
                #"{"Version":"2012-10-17","Statement":{"Effect":"EFFECT","Action":"iam:ListUsers","Resource":"*"}}"#
            func policy(_ effect: String) -> (String, String) {
                ("PolicyDocument", document.replacing("EFFECT", with: effect))
            }
            let user = ("UserName", "ana")
            #expect(try await codes() == "AccessDenied")
            // Embedded.
            _ = try await root.iam("PutUserPolicy", [user, ("PolicyName", "p"), policy("Allow")])
            #expect(try await codes() == "allowed")
            _ = try await root.iam("PutUserPolicy", [user, ("PolicyName", "p"), policy("Deny")])
            #expect(try await codes() == "AccessDenied")
            _ = try await root.iam("DeleteUserPolicy", [user, ("PolicyName", "p")])
            // Attached, and another version of it.
            let arn = ("PolicyArn", "arn:aws:iam::\(Site.account):policy/listing")
            _ = try await root.iam("CreatePolicy", [("PolicyName", "listing"), policy("Allow")])
            _ = try await root.iam("AttachUserPolicy", [user, arn])
            #expect(try await codes() == "allowed")
            _ = try await root.iam("CreatePolicyVersion", [arn, policy("Deny"), ("SetAsDefault", "true")])
            #expect(try await codes() == "AccessDenied")
            _ = try await root.iam("SetDefaultPolicyVersion", [arn, ("VersionId", "v1")])
            #expect(try await codes() == "allowed")
            _ = try await root.iam("DetachUserPolicy", [user, arn])
            #expect(try await codes() == "AccessDenied")
            // Of a group.
            _ = try await root.iam("CreateGroup", [("GroupName", "g")])
            _ = try await root.iam("AttachGroupPolicy", [("GroupName", "g"), arn])
            _ = try await root.iam("AddUserToGroup", [("GroupName", "g"), user])
            #expect(try await codes() == "allowed")
            _ = try await root.iam("DetachGroupPolicy", [("GroupName", "g"), arn])
            #expect(try await codes() == "AccessDenied")
        }
    }
}
