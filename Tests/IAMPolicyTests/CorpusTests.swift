import Foundation
import IAMPolicy
import Testing

/// Runs over data from outside the repository; `IAM_POLICY_CORPUS` names the folder.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["IAM_POLICY_CORPUS"] != nil))
struct CorpusTests {
    private struct PrincipalCase: Decodable {
        struct Named: Decodable {
            let principalType: String
            let principalId: String
        }

        let id: String
        let fn: String
        let caller: Principal?
        let named: [Named]
        let isMatch: Bool

        private enum Key: String, CodingKey {
            case id, fn, requestPrincipal, policyPrincipals, result, explain, matches
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            id = try container.decode(String.self, forKey: .id)
            fn = try container.decode(String.self, forKey: .fn)
            if let list = try? container.decode([Named].self, forKey: .policyPrincipals) {
                named = list
            } else {
                named = [try container.decode(Named.self, forKey: .policyPrincipals)]
            }
            let result = try container.nestedContainer(keyedBy: Key.self, forKey: .result)
            let explanation = (try? result.nestedContainer(keyedBy: Key.self, forKey: .explain)) ?? result
            isMatch = try explanation.decode(String.self, forKey: .matches) != "NoMatch"
            let text = (try? container.decode(String.self, forKey: .requestPrincipal)) ?? "*"
            switch named.first?.principalType {
            case "CanonicalUser": caller = .canonicalUser(text)
            case "Federated": caller = .webIdentityProvider(text)
            case "Service" where text != "*": caller = .service(text)
            default: caller = Principal(parsing: text)
            }
        }
    }

    @Test func principals() throws {
        let folder = ProcessInfo.processInfo.environment["IAM_POLICY_CORPUS"] ?? ""
        let data = try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent("principal_matches.json"))
        let cases = try JSONDecoder().decode([PrincipalCase].self, from: data)
        #expect(!cases.isEmpty)
        for example in cases {
            let lists = Dictionary(grouping: example.named, by: \.principalType)
                .map { "\"\($0)\": [\($1.map { "\"\($0.principalId)\"" }.joined(separator: ", "))]" }
            let policy = try resourcePolicy(
                principal: "{\(lists.joined(separator: ", "))}",
                element: example.fn.contains("Not") ? "NotPrincipal" : "Principal",
                kind: .trust
            )
            let caller = try #require(example.caller)
            let context = RequestContext(principal: caller, action: "s3:GetObject", resource: "*")
            #expect(policy.evaluateTrust(context).isAllowed == example.isMatch, "\(example.id)")
        }
    }
}
