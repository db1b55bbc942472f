import FederationTesting
import Foundation
import SAML2
import Testing

/// One message that several validators look at.
@Suite struct ReceivedResponseTests {
    private static func validate(
        _ response: ReceivedResponse, canDecrypt: Bool = true, options: ValidationOptions = ValidationOptions()
    ) throws -> ResponseValidation {
        ResponseValidator(serviceProvider: try Fixture.serviceProvider(canDecrypt: canDecrypt), options: options)
            .validate(response, trusting: try Fixture.trusted.get(), at: Fixture.instant)
    }

    private static func encrypted(
        _ parts: ResponseSigning.Parts = .assertion, nameIDOnly: Bool = false
    ) throws -> ReceivedResponse {
        ReceivedResponse(
            xml: try Fixture.rsa.get().response(
                Fixture.template(),
                signing: ResponseSigning(parts, encryption: Fixture.encryption(nameIDOnly: nameIDOnly))))
    }

    @Test(arguments: [ResponseSigning.Parts.assertion, .response, .both])
    func whoComesNextFindsWhatWasSent(_ parts: ResponseSigning.Parts) throws {
        let response = ReceivedResponse(
            xml: try Fixture.rsa.get().response(Fixture.template(), signing: ResponseSigning(parts)))
        let refused = try Self.validate(response, options: ValidationOptions(requiresEncryption: true))
        #expect(refused.fails(.encryption))
        for _ in 0..<3 { #expect(try Self.validate(response).accepted?.subject.value == "alice") }
        #expect(ResponseHints(response).issuers == [Fixture.entityID])
    }

    /// What one validator has decrypted, another one without the key doesn't see.
    @Test(arguments: [false, true])
    func whatOneHasOpenedStaysClosedToOthers(nameIDOnly: Bool) throws {
        let response = try Self.encrypted(nameIDOnly: nameIDOnly)
        for _ in 0..<2 {
            #expect(try Self.validate(response).accepted?.subject.value == "alice")
            let other = try Self.validate(response, canDecrypt: false)
            #expect(!other.isAccepted)
            #expect(other.observed?.assertion?.subject?.value != "alice")
        }
    }

    /// A validator that opens the assertion and refuses it leaves nothing open either.
    @Test func aRefusalAfterDecryptionLeavesNothingOpen() throws {
        let response = try Self.encrypted()
        let unknown = ResponseValidator(serviceProvider: try Fixture.serviceProvider())
            .validate(response, trusting: TrustedIdentityProviders([]), at: Fixture.instant)
        #expect(!unknown.isAccepted)
        #expect(try Self.validate(response, canDecrypt: false).fails(.encryption))
        #expect(try Self.validate(response).isAccepted)
        #expect(ResponseHints(response).isEncrypted)
    }

    @Test func whatIsNoDocumentIsNoneForEverybody() throws {
        let response = ReceivedResponse(xml: Array("<a><b></a>".utf8))
        for _ in 0..<2 { #expect(try Self.validate(response).fails(.wellFormed)) }
        #expect(ResponseHints(response).issuers.isEmpty)
    }

    /// Validators that differ in anything are not equal: by that providers are put into groups.
    @Test func validatorsAreEqualWhenTheyCheckAlike() throws {
        let plain = ResponseValidator(serviceProvider: try Fixture.serviceProvider(canDecrypt: false))
        #expect(plain == ResponseValidator(serviceProvider: try Fixture.serviceProvider(canDecrypt: false)))
        let other = try DecryptionKey(
            pem: TestIdentityProvider(keyKind: .rsa(bits: 2048), at: Fixture.instant).privateKeyPEM())
        let changes: [(inout ResponseValidator) -> Void] = [
            { $0.options.clockSkew += 1 }, { $0.options.inResponseTo = .unchecked },
            { $0.options.inResponseTo = .known(InResponseToTests.sent("_1")) },
            { $0.options.requiresEncryption = true },
            { $0.options.insecureAllowSHA1 = true }, { $0.options.insecureAllowUnsignedCBC = true },
            { $0.options.insecureAllowRSA15AndTripleDES = true }, { $0.options.recordsAllChecks = true },
            { $0.serviceProvider.recipients.append("https://other.example.org") },
            { $0.serviceProvider.audiences.append("https://other.example.org") },
            { $0.serviceProvider.decryptionKeys = [other] },
        ]
        var seen: Set<ResponseValidator> = [plain]
        for change in changes {
            var changed = plain
            change(&changed)
            #expect(seen.insert(changed).inserted)
        }
        var keyed = plain
        keyed.serviceProvider.decryptionKeys = [try Fixture.decryptionKey.get()]
        #expect(seen.insert(keyed).inserted)
    }
}
