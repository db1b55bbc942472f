import FederationTesting
import Foundation
import SAML2
import Testing

@Suite("sallyport inspect")
struct InspectTests {
    @Test func explainsAGoodResponse() throws {
        let result = try Fixture().inspect(try Fixture.response())
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("ACCEPTED at 2023-11-14T22:13:20Z"))
        #expect(result.output.contains(Fixture.role))
        #expect(result.output.contains("passed   signature.valid"))
        #expect(!result.output.contains("FAILED"))
        #expect(result.errors.isEmpty)
    }

    private static func percentEncoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    @Test(arguments: [
        "xml", "base64", "wrapped base64", "form body", "raw form body", "percent-encoded", "cURL",
        "cURL for cmd", "HAR", "trace", "HTML",
    ])
    func takesItInEveryForm(_ form: String) throws {
        let fixture = try Fixture()
        let xml = try Fixture.response()
        let base64 = Data(xml).base64EncodedString()
        let input: String
        switch form {
        case "xml": input = String(decoding: xml, as: UTF8.self)
        case "base64": input = base64 + "\n"
        case "wrapped base64":
            input = Data(xml).base64EncodedString(options: [
                .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
            ])
        case "form body": input = "RelayState=x&SAMLResponse=\(Self.percentEncoded(base64))\n"
        case "raw form body": input = "SAMLResponse=\(base64)"
        case "cURL":
            input = "curl 'https://a/saml' --data-raw 'SAMLResponse=\(Self.percentEncoded(base64))&x=y' --compressed"
        case "cURL for cmd":
            let value = Self.percentEncoded(base64).replacing("%", with: "^%")
            input = "curl ^\"https://a/saml^\" ^\n  --data-raw ^\"SAMLResponse=\(value)^&x=y^\""
        case "HAR":
            let body = "RelayState=&SAMLResponse=\(Self.percentEncoded(base64))"
            input = """
                {"log": {"entries": [{"request": {"postData": {"text": "SAMLResponse=b2xk"}}}, {"request": {"postData": \
                {"params": [{"name": "SAMLResponse", "value": "\(Self.percentEncoded(base64))"}], "text": "\(body)"}}}]}}
                """
        case "trace": input = "{\"requests\": [{\"post\": [[\"SAMLResponse\", \"\(base64)\"]]}]}"
        case "HTML":
            input = """
                <!DOCTYPE html><html><body onload="a > b"><form method="post" action="https://a/saml">
                <input type='hidden' value='x' name='RelayState'><INPUT name="SAMLResponse" type="hidden"
                 value="\(base64.replacing("+", with: "&#x2B;").replacing("=", with: "&equals;"))"/></form></body></html>
                """
        default: input = Self.percentEncoded(base64)
        }
        let arguments = ["inspect", "-", "--metadata", fixture.metadata, "--at", Fixture.at]
        #expect(try Command.run(arguments, input: input).status == 0)
        let file = try fixture.folder.write("message", input)
        #expect(try Command.run(["inspect", file] + arguments.dropFirst(2)).status == 0)
    }

    @Test(arguments: ["", "   \n", "hello, world!", "RelayState=x", "SAMLResponse=%%%"])
    func saysWhenItCannotReadTheInput(_ input: String) throws {
        let result = try Command.run("inspect", input: input)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("sallyport: -: "))
    }

    @Test(arguments: [
        "<html><body>Log in</body></html>", "{\"log\": {\"entries\": []}}", "<!DOCTYPE html><form><input name=\"SAMLRe",
    ])
    func saysWhenARecordingHasNoResponse(_ input: String) throws {
        let result = try Command.run("inspect", input: input)
        #expect(result.status == 2 && result.errors.contains("without a SAMLResponse"), "\(result.errors)")
    }

    /// Nobody who receives a POST inflates it, so it is refused for that, and shown all the same.
    @Test func showsACompressedMessageAndRefusesIt() throws {
        let fixture = try Fixture()
        let file = try fixture.folder.write("deflated", try Self.deflated(try Fixture.response()).base64EncodedString())
        let result = try Command.run("inspect", file, "--metadata", fixture.metadata, "--at", Fixture.at)
        #expect(result.status == 1 && result.output.hasPrefix("REFUSED  response.well-formed"))
        #expect(result.output.contains("DEFLATE") && result.output.contains("Response (verified)"))
        // Of a stream that does not end nothing is taken.
        let cut = try Self.deflated(try Fixture.response()).dropLast(9).base64EncodedString()
        let refused = try Command.run("inspect", try fixture.folder.write("cut", cut))
        #expect(refused.status == 1 && !refused.output.contains("Response (NOT VERIFIED"))
    }

    /// DEFLATE without compression (RFC 1951, section 3.2.4): blocks of up to 65,535 bytes with their length before them.
    private static func deflated(_ bytes: [UInt8]) throws -> Data {
        try #require(bytes.count < 65_536)
        let (low, high) = (UInt8(bytes.count & 0xFF), UInt8(bytes.count >> 8))
        return Data([0x01, low, high, ~low, ~high] + bytes)
    }

    @Test func printsFailuresAloneWhenAsked() throws {
        let refused = try Fixture().inspect(try Fixture.response(signer: Fixture.other), "--failed-only").output
        #expect(
            refused.contains("FAILED   signature.valid") && !refused.contains("passed") && !refused.contains("Claims"))
        let good = try Fixture().inspect(try Fixture.response(), "--failed-only").output
        #expect(good.split(separator: "\n").count == 1 && good.hasPrefix("ACCEPTED"))
    }

    /// The standard output is a file here, and no file gets escape codes.
    @Test func coloursNoFile() throws {
        #expect(!(try Fixture().inspect(try Fixture.response())).output.contains("\u{1B}"))
    }

    @Test(arguments: [
        ("https://eu-west-1.signin.aws.amazon.com/saml", 0), ("https://signin.amazonaws.cn/saml", 0),
        ("https://signin.amazonaws-us-gov.com/saml", 0), ("https://us-gov-west-1.signin.amazonaws-us-gov.com/saml", 0),
        ("https://us-east-1.signin.aws.amazon.com/saml/acs/SAMLSPA1B2", 0),
        ("https://eu-west-1.signin.aws.amazon.com/saml/", 1), ("https://eu_west.signin.aws.amazon.com/saml", 1),
        ("https://a.b.signin.aws.amazon.com/saml", 1), ("http://eu-west-1.signin.aws.amazon.com/saml", 1),
        ("https://evil.example/?.signin.aws.amazon.com/saml", 1),
        ("https://eu-west-1.signin.aws.amazon.com.evil.example/saml", 1),
        ("https://signin.aws.amazon.com/saml/acs/", 1),
    ])
    func judgesAsAWSOfAnyPartitionAndRegion(_ recipient: String, _ status: Int32) throws {
        #expect(try Fixture().inspect(try Fixture.response(recipient: recipient)).status == status)
    }

    @Test func saysWhatABrokerWouldSayOfAnAnswer() throws {
        let response = try Fixture.response { $0.inResponseTo = "_r\n" }
        let result = try Fixture().inspect(response)
        #expect(result.status == 0)
        #expect(result.output.contains("note: subject.in-response-to: it answers the request \"_r\u{FFFD}\""))
        #expect(!(try Fixture().inspect(try Fixture.response())).output.contains("note:"))
    }

    @Test func saysWhenThereIsNoFile() throws {
        let fixture = try Fixture()
        #expect(try Command.run("inspect", "/nonexistent").status == 2)
        let response = try fixture.write(try Fixture.response())
        for option in ["--metadata", "--decryption-key", "--certificate"] {
            let result = try Command.run("inspect", response, option, "/nonexistent", "--issuer", "x")
            #expect(result.status == 2)
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        }
    }

    @Test(arguments: [
        ["--nonsense"], ["--at", "yesterday"], ["--format", "xml"], ["--certificate", "x"], ["--role-arn", "x"],
        ["--trust-policy", "x"], ["--saml-only", "--role-arn", "x", "--provider-arn", "y"], ["--clock-skew", "x"],
    ])
    func wrongUsageEndsWith64(_ options: [String]) throws {
        let result = try Command.run(["inspect", "-"] + options)
        #expect(result.status == 64)
        #expect(!result.errors.isEmpty)
    }

    // MARK: JSON

    @Test func jsonHasTheMembersThatProgramsRead() throws {
        let tag = SAMLAttribute(name: Fixture.prefix + "PrincipalTag:team", values: ["red"])
        let duration = SAMLAttribute(name: Fixture.prefix + "SessionDuration", values: ["7200"])
        let json = try Fixture().inspect(
            try Fixture.response(attributes: [tag, duration]), "--format", "json", "--provider-arn", Fixture.provider
        ).json
        #expect(json["verdict"] as? String == "accepted")
        #expect(json["error"] == nil)
        let checks = try #require(json["checks"] as? [[String: Any]])
        #expect(checks.count > 20)
        for check in checks {
            for member in ["name", "status", "expected", "actual", "reference"] { #expect(check[member] is String) }
            #expect(["passed", "failed", "skipped"].contains(check["status"] as? String ?? ""))
        }
        let assertion = try #require(json["assertion"] as? [String: Any])
        #expect(assertion["verified"] as? Bool == true)
        #expect((assertion["subject"] as? [String: Any])?["value"] as? String == "alice")
        let claims = try #require(json["claims"] as? [String: Any])
        #expect(claims["roles"] as? [[String: String]] == [["roleArn": Fixture.role, "providerArn": Fixture.provider]])
        #expect(claims["roleSessionName"] as? String == "alice@example.com")
        #expect(claims["sessionDuration"] as? Int == 7_200)
        #expect(claims["tags"] as? [String: String] == ["team": "red"])
        #expect((json["contextKeys"] as? [String: [String]])?["saml:aud"] == [Fixture.recipient])
    }

    @Test func jsonOfARefusalNamesCodeAndText() throws {
        let result = try Fixture().inspect(try Fixture.response(signer: Fixture.other), "--format", "json")
        #expect(result.status == 1)
        #expect(result.json["verdict"] as? String == "refused")
        let error = try #require(result.json["error"] as? [String: Any])
        #expect(error["code"] as? String == "InvalidIdentityToken")
        #expect(error["message"] as? String == "Response signature invalid")
        #expect((result.json["assertion"] as? [String: Any])?["verified"] as? Bool == false)
    }

    // MARK: What is refused

    @Test func withoutAKeyNothingIsVerifiedButAllIsShown() throws {
        let fixture = try Fixture()
        let result = try Command.run("inspect", try fixture.write(try Fixture.response()), "--at", Fixture.at)
        #expect(result.status == 1)
        #expect(result.output.contains("note: nothing is verified"))
        #expect(result.output.contains("NOT VERIFIED"))
        #expect(result.output.contains(Fixture.role))
    }

    @Test func aChangedResponseIsRefusedWithTheCheckThatFailed() throws {
        let xml = String(decoding: try Fixture.response(), as: UTF8.self)
            .replacing("alice@example.com", with: "mallory@example.com")
        let result = try Fixture().inspect(Array(xml.utf8))
        #expect(result.status == 1)
        // What is wrong stands first, what to do second, and what the caller would be told last.
        let lines = result.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("REFUSED  signature.valid: expected ") == true)
        #expect(lines.dropFirst().first?.hasPrefix("         hint: ") == true)
        #expect(lines.contains("         told to the caller: InvalidIdentityToken: Response signature invalid"))
        #expect(result.output.contains("FAILED   signature.valid"))
        #expect(result.output.contains("hint"))
    }

    @Test(arguments: ["2023-11-14T22:20:00Z", "2023-11-14T22:11:00Z", "2033-01-01T00:00:00Z"])
    func anotherInstantIsRefused(_ instant: String) throws {
        let fixture = try Fixture()
        let file = try fixture.write(try Fixture.response())
        #expect(try Command.run("inspect", file, "--metadata", fixture.metadata, "--at", instant).status == 1)
    }

    @Test func recipientAndAudienceMustBeOurs() throws {
        let fixture = try Fixture()
        let broker = "https://broker.example.com/saml"
        let response = try Fixture.response(recipient: broker, audience: broker)
        #expect(try fixture.inspect(response).status == 1)
        #expect(try fixture.inspect(response, "--recipient", broker).status == 0)
        #expect(try fixture.inspect(response, "--recipient", broker, "--audience", "urn:other").status == 1)
    }

    @Test func sha1TakesAnOption() throws {
        let fixture = try Fixture()
        let response = try Fixture.response(signing: ResponseSigning(algorithm: .insecureRSASHA1))
        #expect(try fixture.inspect(response).status == 1)
        #expect(try fixture.inspect(response, "--insecure-allow-sha1").status == 0)
    }

    @Test func anEncryptedAssertionTakesItsKey() throws {
        let fixture = try Fixture()
        let owner = try Fixture.other.get()
        let key = try fixture.folder.write("key.pem", owner.privateKeyPEM())
        let response = try Fixture.response(
            signing: ResponseSigning(.response, encryption: .init(certificate: Array(owner.certificatePEM.utf8))))
        #expect(try fixture.inspect(response).status == 1)
        let result = try fixture.inspect(response, "--decryption-key", key)
        #expect(result.status == 0)
        #expect(result.output.contains("encrypted         yes"))
    }

    @Test func aCertificateServesInPlaceOfMetadata() throws {
        let fixture = try Fixture()
        let file = try fixture.write(try Fixture.response())
        let good = try fixture.folder.write("good.pem", try Fixture.identityProvider.get().certificatePEM)
        let bad = try fixture.folder.write("bad.pem", try Fixture.other.get().certificatePEM)
        func inspect(_ certificate: String, _ issuer: String) throws -> Int32 {
            try Command.run("inspect", file, "--certificate", certificate, "--issuer", issuer, "--at", Fixture.at)
                .status
        }
        #expect(try inspect(good, "https://idp.example.com/corp") == 0)
        #expect(try inspect(bad, "https://idp.example.com/corp") == 1)
        #expect(try inspect(good, "https://idp.example.com/other") == 1)
    }

    // MARK: Roles and trust policies

    @Test func aRoleMustBeGrantedByAPair() throws {
        let fixture = try Fixture()
        let response = try Fixture.response()
        let provider = ["--provider-arn", Fixture.provider]
        #expect(try fixture.inspect(response, provider[0], provider[1], "--role-arn", Fixture.role).status == 0)
        let other = try fixture.inspect(response, provider[0], provider[1], "--role-arn", Fixture.role + "2")
        #expect(other.status == 1)
        #expect(other.output.contains("FAILED   claims.role-granted"))
        let elsewhere = try fixture.inspect(
            response, "--provider-arn", "arn:aws:iam::210987654321:saml-provider/corp", "--role-arn", Fixture.role)
        #expect(elsewhere.status == 1)
    }

    @Test func theTrustPolicyIsAsked() throws {
        let fixture = try Fixture()
        let response = try Fixture.response()
        func inspect(_ policy: String) throws -> Command.Result {
            let file = try fixture.folder.write("trust.json", policy)
            return try fixture.inspect(
                response, "--provider-arn", Fixture.provider, "--role-arn", Fixture.role, "--trust-policy", file)
        }
        let template = try Command.run("role", "template", "--saml", Fixture.provider, "--console").output
        #expect(try inspect(template).status == 0)
        let denied = try inspect(template.replacing("\"Allow\"", with: "\"Deny\""))
        #expect(denied.status == 1)
        #expect(denied.output.contains("Not authorized to perform sts:AssumeRoleWithSAML"))
        #expect(
            try inspect(template.replacing("https://signin.aws.amazon.com/saml", with: "https://other.example.com/"))
                .status == 1)
        #expect(try inspect("{}").status == 2)
        #expect(try inspect("not JSON").status == 2)
    }

    @Test func samlOnlyLeavesAWSOut() throws {
        let fixture = try Fixture()
        let response = try Fixture.response(roles: [])
        #expect(try fixture.inspect(response).status == 1)
        let result = try fixture.inspect(response, "--saml-only", "--format", "json")
        #expect(result.status == 0)
        #expect(result.json["claims"] == nil)
        #expect(result.json["contextKeys"] == nil)
    }

    // MARK: Terminals

    @Test func aDocumentCannotWriteLinesOfOurs() throws {
        let subject = "alice\n  passed   forged.check: yes\u{1B}[2J\u{202E}"
            .unicodeScalars.filter { $0 != "\u{1B}" }.map(String.init).joined()
        let result = try Fixture().inspect(try Fixture.response(subject: subject))
        #expect(!result.output.split(separator: "\n").contains { $0.hasPrefix("  passed   forged.check") })
        #expect(!result.output.contains("\u{202E}"))
    }
}
