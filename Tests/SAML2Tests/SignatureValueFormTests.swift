import FederationTesting
import Foundation
import SAML2
import Testing

/// How a signature value is written, and what is said when it is written otherwise.
@Suite struct SignatureValueFormTests {
    /// The integers r and s of an ECDSA value as an ASN.1 SEQUENCE, which many libraries write.
    private static func sequence(of value: [UInt8]) -> [UInt8] {
        let half = value.count / 2
        let integers = [value[..<half], value[half...]].flatMap { number -> [UInt8] in
            let bytes = Array(number.drop { $0 == 0 })
            let content = (bytes.first ?? 0x80) & 0x80 == 0 ? bytes : [0] + bytes
            return [0x02, UInt8(content.count)] + content
        }
        let count = UInt8(integers.count)
        return (count < 0x80 ? [0x30, count] : [0x30, 0x81, count]) + integers
    }

    private static func changing(
        _ provider: TestIdentityProvider, _ change: ([UInt8]) -> [UInt8]
    ) throws -> String {
        let xml = String(decoding: try provider.response(Fixture.template()), as: UTF8.self)
        let element = xml.element("ds:SignatureValue")
        let text = element.replacingFirst("<ds:SignatureValue>", with: "").replacingFirst(
            "</ds:SignatureValue>", with: "")
        let value = try #require(Data(base64Encoded: text, options: .ignoreUnknownCharacters))
        let changed = Data(change(Array(value))).base64EncodedString()
        return xml.replacingFirst(element, with: "<ds:SignatureValue>\(changed)</ds:SignatureValue>")
    }

    @Test(arguments: ["P-256", "P-384", "P-521"])
    func tellsDERFromAWrongKey(_ curve: String) throws {
        let provider = try ["P-256": Fixture.p256, "P-384": Fixture.p384, "P-521": Fixture.p521][curve]?.get()
        let trusted = try #require(provider)
        let good = try Self.changing(trusted) { $0 }
        #expect(try Fixture.validate(Array(good.utf8), trusting: [trusted]).isAccepted)
        let text = try Self.changing(trusted, Self.sequence)
        let result = try Fixture.validate(Array(text.utf8), trusting: [trusted])
        let failed = try #require(result.checks.first { $0.status == .failed })
        #expect(failed.name == ResponseCheck.signatureValid.rawValue)
        #expect(failed.actual.contains("ASN.1 DER") && failed.hint?.contains("nothing altered") == true)
    }

    @Test(arguments: [0, 1, 128, 255, 257, 512])
    func refusesAnotherLengthAsAnotherKey(_ count: Int) throws {
        let provider = try Fixture.rsa.get()
        let text = try Self.changing(provider) { _ in [UInt8](repeating: 0x31, count: count) }
        let result = try Fixture.validate(text)
        #expect(result.failed == [ResponseCheck.signatureValid.rawValue])
        #expect(result.reasons.contains("\(count) bytes") && result.reasons.contains("have 256"), "\(result.reasons)")
    }

    /// After a change to another curve both keys are in the metadata; the shorter one must not be asked.
    @Test func aKeyOfAnotherCurveBesideItChangesNothing() throws {
        let (old, new) = (try Fixture.p384.get(), try Fixture.p256.get())
        let xml = try new.response(Fixture.template())
        #expect(try Fixture.validate(xml, trusting: [old, new]).isAccepted)
        let foreign = try TestIdentityProvider(
            entityID: Fixture.entityID, keyKind: .ellipticCurve("P-256"), at: Fixture.instant)
        let forged = try Fixture.validate(try foreign.response(Fixture.template()), trusting: [old, new])
        #expect(forged.fails(.signatureValid))
        // The other one can't have made it, and is not counted.
        #expect(forged.reasons.contains("not made by the key"), "\(forged.reasons)")
    }

    /// Nothing, a text that is too short for r and s, and what has another tag or another length than a SEQUENCE of its bytes.
    @Test(arguments: [
        [], [0x30, 0x06, 2, 1, 1, 2, 1, 1], [0x31, 68] + [UInt8](repeating: 1, count: 68),
        [0x30, 67] + [UInt8](repeating: 1, count: 68), [0x30, 0x82, 67] + [UInt8](repeating: 1, count: 67),
    ])
    func whatIsNoSequenceWasMadeByAnotherKey(_ value: [UInt8]) throws {
        let provider = try Fixture.p256.get()
        let text = try Self.changing(provider) { _ in value }
        let result = try Fixture.validate(Array(text.utf8), trusting: [provider])
        #expect(result.failed == [ResponseCheck.signatureValid.rawValue])
        #expect(
            result.reasons.contains("\(value.count) bytes") && !result.reasons.contains("ASN.1"), "\(result.reasons)")
    }

    @Test func saysThatItIsNoBase64() throws {
        let xml = String(decoding: try Fixture.rsa.get().response(Fixture.template()), as: UTF8.self)
        let text = xml.replacingFirst(
            xml.element("ds:SignatureValue"), with: "<ds:SignatureValue>!</ds:SignatureValue>")
        let result = try Fixture.validate(text)
        #expect(result.failed == [ResponseCheck.signatureValid.rawValue] && result.reasons.contains("not base64"))
    }
}
