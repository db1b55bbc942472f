import AWSQuery
import Audit
import Encodings
import Testing

@testable import SallyportServer

@Suite("Parameters in audit records")
struct AuditParametersTests {
    private func members(_ texts: [String: String]) -> [JSONMember] {
        guard case .object(let members) = AuditParameters.value(QueryParameters(texts)) else { return [] }
        return members
    }

    @Test func namesAreWrittenAsAWSWritesThem() {
        let texts = [
            "Action": "CreateRole", "Version": "v", "RoleName": "R", "SAMLProviderArn": "a", "X-Amz-Date": "d",
        ]
        #expect(members(texts) == [JSONMember("roleName", "R"), JSONMember("sAMLProviderArn", "a")])
        #expect(AuditParameters.value(QueryParameters(["Action": "ListRoles"])) == .null)
    }

    @Test(arguments: [
        "SAMLAssertion", "samlAssertion", "WebIdentityToken", "SAMLResponse", "TokenCode", "AddPrivateKey",
        "Password.member.1", "PrivateKey", "OldPassword", "NewPassword",
    ])
    func secretsAreLeftOut(_ name: String) {
        #expect(members([name: "s3cr3t", "RoleName": "R"]) == [JSONMember("roleName", "R")])
    }

    @Test func secretsOfAResultAreLeftOut() {
        let credential: [QueryMember] = [.text("ServicePassword", "s3cr3t"), .text("UserName", "ana")]
        #expect(
            AuditResult.value(QueryResult([.structure("ServiceSpecificCredential", credential)]))
                == .object([JSONMember("serviceSpecificCredential", .object([JSONMember("userName", "ana")]))]))
    }

    @Test func namesAndTextsAreCut() throws {
        let members = members([String(repeating: "N", count: 300_000): String(repeating: "t", count: 300_000)])
        let member = try #require(members.first)
        #expect(member.name.unicodeScalars.count == 129)
        #expect(member.jsonByteCount < 2_300)
        let whole = String(repeating: "t", count: 2_048)
        #expect(self.members(["Name": whole]) == [JSONMember("name", whole)])
    }

    @Test(arguments: ["t", "\u{0}", "\u{301}", "😀"])
    func allTogetherAreBounded(_ text: String) {
        let texts = (10..<60).map { ("P\($0)", String(repeating: text, count: 2_000)) }
        let members = members(Dictionary(uniqueKeysWithValues: texts))
        #expect(!members.isEmpty)
        #expect(members.reduce(0) { $0 + $1.jsonByteCount } <= 16_384)
    }

    @Test func theirNumberIsBounded() {
        #expect(members(Dictionary(uniqueKeysWithValues: (0..<500).map { ("P\($0)", "") })).count == 64)
    }
}
