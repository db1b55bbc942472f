import IAMPolicy
import Testing

@Suite struct ARNTests {
    @Test func keepsColonsOfTheResource() throws {
        let arn = try #require(ARN("arn:aws:logs:eu-west-1:123456789012:log-group:/aws/app:*"))
        #expect(arn.service == "logs")
        #expect(arn.resource == "log-group:/aws/app:*")
        #expect(arn.description == "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/app:*")
    }

    @Test(arguments: [
        "", "arn", "arn:aws:s3:::", "arn:aws:s3::bucket", "xrn:aws:s3:::bucket", "arn::s3:::b", "arn:aws::::b",
    ])
    func refusesWhatIsNone(_ text: String) {
        #expect(ARN(text) == nil)
    }

    @Test func namesWithoutPath() throws {
        #expect(try arn("arn:aws:iam::123456789012:role/team/Operator").resourceName == "Operator")
        #expect(try arn("arn:aws:s3:::bucket").resourceName == "bucket")
    }
}

@Suite struct PrincipalTests {
    @Test(arguments: [
        ("*", Principal.anonymous),
        ("123456789012", .account(id: "123456789012", partition: "aws")),
        ("arn:aws-cn:iam::123456789012:root", .account(id: "123456789012", partition: "aws-cn")),
        ("lambda.amazonaws.com", .service("lambda.amazonaws.com")),
        ("accounts.example.com", .webIdentityProvider("accounts.example.com")),
        ("cognito-identity.amazonaws.com", .webIdentityProvider("cognito-identity.amazonaws.com")),
    ])
    func readsWhatPeopleWrite(_ text: String, _ expected: Principal) {
        #expect(Principal(parsing: text) == expected)
    }

    @Test func theARNOfASessionDoesNotTellItsRole() throws {
        let session = "arn:aws:sts::123456789012:assumed-role/Operator/ana"
        #expect(try principal(session) == .assumedRole(arn: arn(session), role: nil))
    }

    @Test(arguments: [
        "", "ana", "arn:aws:iam::123456789012:group/all", "arn:aws:s3:::b", "arn:aws:sts::123456789012:assumed-role/r",
    ])
    func refusesWhatIsNone(_ text: String) {
        #expect(Principal(parsing: text) == nil)
    }

    @Test func bringsItsOwnKeys() throws {
        let user = try principal("arn:aws:iam::123456789012:user/team/ana").contextKeys
        #expect(user["AWS:Username"] == ["ana"])
        let session = try principal("arn:aws:sts::123456789012:assumed-role/Operator/ana").contextKeys
        #expect(session["aws:PrincipalArn"] == ["arn:aws:iam::123456789012:role/Operator"])
        #expect(session["aws:username"] == nil)
        let known = Principal.assumedRole(
            arn: try arn("arn:aws:sts::123456789012:assumed-role/Operator/ana"),
            role: try arn("arn:aws:iam::123456789012:role/team/Operator")
        )
        #expect(known.contextKeys["aws:PrincipalArn"] == ["arn:aws:iam::123456789012:role/team/Operator"])
    }
}

@Suite struct ContextKeysTests {
    @Test func ignoresCase() {
        var keys: ContextKeys = ["saml:Aud": ["a"]]
        #expect(keys["SAML:aud"] == ["a"])
        keys["saml:AUD"] = ["b"]
        #expect(keys.names == ["saml:AUD"])
        keys["saml:aud"] = []
        #expect(keys.isEmpty)
    }
}
