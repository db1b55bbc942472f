import AWSSigV4
import Testing

/// What errors, descriptions and diagnostics show.
@Suite("Disclosure")
struct DisclosureTests {
    @Test("codes, texts and statuses")
    func codes() {
        let expected: [(SignatureError.Code, String, Int)] = [
            (.signatureDoesNotMatch, "SignatureDoesNotMatch", 403),
            (.invalidClientTokenID, "InvalidClientTokenId", 403),
            (.incompleteSignature, "IncompleteSignature", 400),
            (.expiredToken, "ExpiredToken", 403),
            (.missingAuthenticationToken, "MissingAuthenticationToken", 403),
            (.requestExpired, "RequestExpired", 400),
        ]
        for (code, text, status) in expected {
            #expect(code.description == text)
            #expect(code.httpStatusCode == status)
        }
        #expect(SignatureError.expiredToken.message == "The security token included in the request is expired")
        #expect(SignatureError.invalidClientTokenID.message == "The security token included in the request is invalid.")
        #expect(SignatureError.missingAuthenticationToken.message == "Request is missing Authentication Token")
        #expect(SignatureError.expiredToken != SignatureError.invalidClientTokenID)
    }

    @Test("a secret is in no description")
    func descriptions() {
        let secret = SecretAccessKey(Fixture.secret)
        let credential = Credential(accessKeyID: "AKIA", secretAccessKey: secret, sessionToken: Fixture.sessionToken)
        let key = SigningKey(secret: secret, at: Fixture.instant, region: "r", service: "s")
        let signer = Signer(credential: credential, region: "r", service: "s")
        for value in [secret, credential, key, signer] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(!text.contains("vectorSecret"))
                #expect(!text.contains(Fixture.sessionToken))
                #expect(!text.contains("118, 101"), "no bytes either")
            }
        }
    }

    @Test("a mismatch keeps the canonical request for the debug log and out of the message")
    func diagnostics() throws {
        let long = String(repeating: "s", count: 200)
        var request = Fixture.presignable
        request.query += "&SAMLAssertion=\(long)&RoleSessionName=joe"
        let signed = try Fixture.signer(token: Fixture.sessionToken).sign(
            request.adding("Cookie", "session=1"), at: Fixture.instant)
        do throws(SignatureError) {
            try Fixture.verify(signed, secret: "other")
            Issue.record("accepted")
        } catch {
            let diagnostics = try #require(error.diagnostics)
            let canonical = diagnostics.canonicalRequest
            #expect(
                canonical.hasPrefix("GET\n/\nAction=GetCallerIdentity&RoleSessionName=joe&SAMLAssertion=<200 bytes"))
            #expect(canonical.contains("\nhost:sts.example.com\n"))
            #expect(canonical.contains("\nx-amz-security-token:<28 bytes, SHA-256 "))
            #expect(canonical.contains("\ncookie:<9 bytes"))
            #expect(
                canonical.hasSuffix(
                    "\ncookie;host;x-amz-date;x-amz-security-token\n"
                        + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
            #expect(diagnostics.stringToSign.hasPrefix("AWS4-HMAC-SHA256\n20240229T235958Z\n"))
            for text in [error.description, error.message, diagnostics.description] {
                #expect(!text.contains("sts.example.com"))
            }
            let correct = try #require(signed[header: "Authorization"]?.suffix(64))
            for text in [error.description, diagnostics.debugDescription] {
                #expect(!text.contains(long) && !text.contains(Fixture.sessionToken) && !text.contains(correct))
            }
        }
    }

    @Test("an error quotes little of the request, and printable text only")
    func quoting() throws {
        let signed = try Fixture.signer().sign(Fixture.getCallerIdentity, at: Fixture.instant)
        let text = "\u{7}\u{1B}[31m<é>" + String(repeating: "x", count: 5_000)
        do throws(SignatureError) {
            try Fixture.verify(signed.with("X-Amz-Date", text))
            Issue.record("accepted")
        } catch {
            #expect(error.message.utf8.count < 300)
            #expect(error.message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
            #expect(!error.message.contains("é"))
        }
    }
}
