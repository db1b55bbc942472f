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

    @Test(arguments: [
        ("role/team/Operator", "role"), ("root", "root"), ("/a", ""), ("log-group:/aws/app:*", "log-group:"),
    ])
    func tellsTheTypeOfTheResource(_ resource: String, _ type: String) throws {
        #expect(try arn("arn:aws:iam::123456789012:\(resource)").resourceType == type)
    }

    @Test(arguments: [
        ["aws", "logs", "eu-west-1", "123456789012", "log-group:/aws/app:*"], ["aws-cn", "s3", "", "", "ä/\u{301}:b"],
    ])
    func isTheSameOfPartsAndOfTheirText(_ parts: [String]) throws {
        let made = ARN(
            partition: parts[0], service: parts[1], region: parts[2], accountID: parts[3], resource: parts[4])
        #expect(made.description == "arn:" + parts.joined(separator: ":"))
        for arn in [made, try arn(made.description)] {
            #expect([arn.partition, arn.service, arn.region, arn.accountID, arn.resource] == parts)
        }
        #expect(try arn(made.description) == made)
        #expect(Set([made, try arn(made.description)]).count == 1)
    }

    @Test func isAnotherOneWithOtherBytes() throws {
        let composed = try arn("arn:aws:iam::123456789012:user/\u{E9}")
        let decomposed = try arn("arn:aws:iam::123456789012:user/e\u{301}")
        #expect(composed.description == decomposed.description)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
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
