import IAMPolicy
import Testing

@Suite struct PrincipalMatchingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let element: String
        let caller: String
        let isMet: Bool

        init(_ element: String, _ caller: String, _ isMet: Bool) {
            self.element = element
            self.caller = caller
            self.isMet = isMet
        }

        var testDescription: String { "\(element) by \(caller)" }
    }

    static let user = "arn:aws:iam::123456789012:user/ana"
    static let session = "arn:aws:sts::123456789012:assumed-role/Operator/ana"

    @Test(arguments: [
        Case("\"*\"", "*", true),
        Case("\"*\"", user, true),
        Case("{\"AWS\": \"*\"}", session, true),
        Case("{\"AWS\": \"123456789012\"}", user, true),
        Case("{\"AWS\": \"123456789012\"}", "arn:aws:iam::210987654321:user/ana", false),
        Case("{\"AWS\": \"123456789012\"}", "*", false),
        Case("{\"AWS\": \"arn:aws:iam::123456789012:root\"}", session, true),
        Case("{\"AWS\": \"arn:aws-cn:iam::123456789012:root\"}", session, false),
        Case("{\"AWS\": \"\(user)\"}", user, true),
        Case("{\"AWS\": \"\(user)\"}", "arn:aws:iam::123456789012:user/Ana", false),
        Case("{\"AWS\": \"arn:aws:iam::123456789012:user/*\"}", user, false),
        Case("{\"AWS\": \"arn:aws:iam::123456789012:user/an?\"}", user, false),
        Case("{\"AWS\": \"\(session)\"}", session, true),
        Case("{\"AWS\": \"\(session)\"}", "arn:aws:sts::123456789012:assumed-role/Operator/ben", false),
        Case("{\"AWS\": \"arn:aws:iam::123456789012:role/Operator\"}", session, true),
        Case("{\"AWS\": \"arn:aws:iam::123456789012:role/team/operator\"}", session, true),
        Case("{\"AWS\": \"arn:aws:iam::123456789012:role/Operator2\"}", session, false),
        Case("{\"AWS\": \"arn:aws:iam::210987654321:role/Operator\"}", session, false),
        Case("{\"Service\": \"lambda.amazonaws.com\"}", "lambda.amazonaws.com", true),
        Case("{\"Service\": \"lambda.amazonaws.com\"}", "ec2.amazonaws.com", false),
        Case("{\"Service\": \"lambda.amazonaws.com\"}", "arn:aws:iam::123456789012:role/lambda.amazonaws.com", false),
        Case("{\"AWS\": \"lambda.amazonaws.com\"}", "lambda.amazonaws.com", false),
        Case(
            "{\"Federated\": \"arn:aws:iam::123456789012:saml-provider/idp\"}",
            "arn:aws:iam::123456789012:saml-provider/idp",
            true
        ),
        Case(
            "{\"Federated\": \"arn:aws:iam::123456789012:saml-provider/idp\"}",
            "arn:aws:iam::123456789012:saml-provider/idp2",
            false
        ),
        Case(
            "{\"AWS\": \"arn:aws:iam::123456789012:saml-provider/idp\"}",
            "arn:aws:iam::123456789012:saml-provider/idp",
            false
        ),
        Case("{\"Federated\": \"accounts.example.com\"}", "accounts.example.com", true),
        Case("{\"Federated\": \"accounts.example.com\"}", "accounts.example.org", false),
    ])
    func meets(_ example: Case) throws {
        let trust = try resourcePolicy(principal: example.element, action: "\"sts:*\"", kind: .trust)
        let context = RequestContext(
            principal: try principal(example.caller),
            action: "sts:AssumeRole",
            resource: "arn:aws:iam::123456789012:role/Target"
        )
        #expect(trust.evaluateTrust(context).isAllowed == example.isMet)

        let exception = try resourcePolicy(
            principal: example.element,
            element: "NotPrincipal",
            action: "\"sts:*\"",
            kind: .trust
        )
        #expect(exception.evaluateTrust(context).isAllowed != example.isMet)
    }

    @Test func charactersThatLookAlikeAreNotEqual() throws {
        let composed = "arn:aws:iam::123456789012:user/Jos\u{E9}"
        let decomposed = "arn:aws:iam::123456789012:user/Jose\u{301}"
        let policy = try resourcePolicy(principal: "{\"AWS\": \"\(composed)\"}", kind: .trust)
        func effect(_ caller: String) throws -> PolicyDecision.Effect {
            policy.evaluateTrust(
                RequestContext(principal: .user(arn: try arn(caller)), action: "sts:AssumeRole", resource: "*")
            ).effect
        }
        #expect(try effect(composed) == .allowed)
        #expect(try effect(decomposed) == .implicitlyDenied)
    }
}
