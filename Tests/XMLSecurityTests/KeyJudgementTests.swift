import CXMLSec
import Testing
import XMLSecurity

/// Keys whose numbers make them worthless, in certificates as a metadata document brings them.
@Suite struct KeyJudgementTests {
    private static let one: [UInt8] = [1]
    private static let usual: [UInt8] = [1, 0, 1]

    /// An odd number of so many bits.
    private static func modulus(bits: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0x5B, count: (bits + 7) / 8)
        bytes[0] = bits % 8 == 0 ? 0xC1 : UInt8(1 << (bits % 8 - 1))
        return bytes
    }

    struct Numbers: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var modulus = KeyJudgementTests.modulus(bits: 2048)
        var exponent: [UInt8] = [1, 0, 1]
        var isNegative = false
        var isPadded = false
    }

    static let accepted: [Numbers] = [
        Numbers(testDescription: "usual"), Numbers(testDescription: "exponent 3", exponent: [3]),
        Numbers(testDescription: "exponent 17", exponent: [17]),
        Numbers(testDescription: "exponent of 64 bits", exponent: [0xFF] + Array(repeating: 0, count: 6) + [1]),
        Numbers(testDescription: "1024 bits", modulus: modulus(bits: 1024)),
        Numbers(testDescription: "3072 bits", modulus: modulus(bits: 3072)),
        Numbers(testDescription: "2047 bits", modulus: modulus(bits: 2047)),
        Numbers(testDescription: "16384 bits", modulus: modulus(bits: 16_384)),
    ]

    static let refused: [Numbers] = [
        Numbers(testDescription: "exponent 0", exponent: [0]), Numbers(testDescription: "exponent 1", exponent: [1]),
        Numbers(testDescription: "exponent 2", exponent: [2]), Numbers(testDescription: "exponent 4", exponent: [4]),
        Numbers(testDescription: "even exponent", exponent: [1, 0, 0]),
        Numbers(testDescription: "exponent 1 with zeros", exponent: [0, 0, 1], isPadded: true),
        Numbers(testDescription: "exponent of 65 bits", exponent: [1] + Array(repeating: 0, count: 7) + [1]),
        Numbers(testDescription: "exponent of 2048 bits", exponent: modulus(bits: 2048)),
        Numbers(testDescription: "even modulus", modulus: modulus(bits: 2048).dropLast() + [0x5A]),
        Numbers(testDescription: "negative modulus", isNegative: true),
        Numbers(testDescription: "modulus with zeros", modulus: [0, 0] + modulus(bits: 2048), isPadded: true),
        Numbers(testDescription: "16392 bits", modulus: modulus(bits: 16_392)),
        Numbers(testDescription: "65536 bits", modulus: modulus(bits: 65_536)),
    ]

    private static func certificate(_ numbers: Numbers) -> [UInt8] {
        let key = DER.sequence(
            DER.integer(numbers.modulus, isNegative: numbers.isNegative, isPadded: numbers.isPadded),
            DER.integer(numbers.exponent, isPadded: numbers.isPadded))
        let algorithm = DER.sequence([0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01], [0x05, 0x00])
        return DER.certificate(subjectPublicKeyInfo: DER.sequence(algorithm, DER.bitString(key)))
    }

    @Test(arguments: accepted)
    func takes(_ numbers: Numbers) throws {
        #expect(try Certificate(der: Self.certificate(numbers)).publicKey.kind == .rsa)
    }

    @Test(arguments: refused)
    func refuses(_ numbers: Numbers) {
        #expect {
            _ = try Certificate(der: Self.certificate(numbers))
        } throws: { error in
            guard let error = error as? XMLSecurityError else { return false }
            return error.code == .invalidKey && error.message.contains("an RSA key")
        }
    }

    /// A file of a key is judged as a certificate is.
    @Test func namesTheExponent() {
        #expect {
            _ = try Certificate(der: Self.certificate(Numbers(testDescription: "", exponent: Self.one)))
        } throws: { error in
            "\(error)".contains("exponent 1;")
        }
    }

    private static let curveKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
    private static let p256: [UInt8] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
    /// secp112r1, whose keys a laptop finds.
    private static let p112: [UInt8] = [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x06]

    @Test func takesAPointOnItsCurve() throws {
        let good = try Keys.p256.get().publicKey.subjectPublicKeyInfo
        let certificate = try Certificate(der: DER.certificate(subjectPublicKeyInfo: good))
        #expect(certificate.publicKey.fingerprint == (try Keys.p256.get().publicKey.fingerprint))
        // The last byte of the point is changed.
        let off = good.dropLast() + [try #require(good.last) ^ 1]
        #expect(code { _ = try Certificate(der: DER.certificate(subjectPublicKeyInfo: Array(off))) } == .invalidKey)
    }

    @Test func refusesPointsAndCurves() {
        let infinity = DER.sequence(DER.sequence(Self.curveKey, Self.p256), DER.bitString([0]))
        let small = DER.sequence(
            DER.sequence(Self.curveKey, Self.p112),
            DER.bitString(
                [4] + [
                    0x09, 0x48, 0x72, 0x39, 0x99, 0x5A, 0x5E, 0xE7, 0x6B, 0x55, 0xF9, 0xC2, 0xF0, 0x98, 0xA8, 0x9C,
                    0xE5, 0xAF, 0x87, 0x24, 0xC0, 0xA2, 0x3E, 0x0E, 0x0F, 0xF7, 0x75, 0x00,
                ]))
        for (key, says) in [(infinity, "whose point is not on its curve"), (small, "an EC key on the curve secp112r1")]
        {
            #expect {
                _ = try Certificate(der: DER.certificate(subjectPublicKeyInfo: key))
            } throws: { error in
                "\(error)".contains("invalidKey: ") && "\(error)".contains(says)
            }
        }
    }

    /// Parameters written out may have a generator that somebody chose to go with a key of his.
    @Test func refusesCurveOfItsOwnParameters() throws {
        let context = try #require(EVP_PKEY_CTX_new_from_name(nil, "EC", nil))
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        #expect(EVP_PKEY_keygen_init(context) == 1 && EVP_PKEY_CTX_set_group_name(context, "P-256") == 1)
        #expect(EVP_PKEY_CTX_set_ec_param_enc(context, OPENSSL_EC_EXPLICIT_CURVE) == 1)
        #expect(EVP_PKEY_generate(context, &key) == 1)
        defer { EVP_PKEY_free(key) }
        var bytes: UnsafeMutablePointer<UInt8>?
        let size = i2d_PUBKEY(key, &bytes)
        defer { CRYPTO_free(bytes, #fileID, #line) }
        let encoded = Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
        #expect(encoded.count > 200, "the parameters are written out")
        #expect(code { _ = try Certificate(der: DER.certificate(subjectPublicKeyInfo: encoded)) } == .invalidKey)
    }
}

/// Just enough of DER (X.690) to write certificates that no tool would make.
private enum DER {
    static func value(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        let count = contents.count
        if count < 0x80 { return [tag, UInt8(count)] + contents }
        let length = [UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)].drop { $0 == 0 }
        return [tag, 0x80 | UInt8(length.count)] + length + contents
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { value(0x30, parts.flatMap(\.self)) }

    static func bitString(_ contents: [UInt8]) -> [UInt8] { value(0x03, [0] + contents) }

    /// A positive number with as many zeros as DER wants, or a text of bytes as it is.
    static func integer(_ bytes: [UInt8], isNegative: Bool = false, isPadded: Bool = false) -> [UInt8] {
        if isNegative || isPadded { return value(0x02, bytes) }
        return value(0x02, bytes.first.map { $0 >= 0x80 } == true ? [0] + bytes : bytes)
    }

    /// A certificate that nobody signed.
    static func certificate(subjectPublicKeyInfo: [UInt8]) -> [UInt8] {
        let algorithm = sequence([0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B], [0x05, 0x00])
        let time = value(0x17, Array("260101000000Z".utf8))
        let body = sequence(
            value(0xA0, integer([2])), integer([1]), algorithm, sequence(), sequence(time, time), sequence(),
            subjectPublicKeyInfo)
        return sequence(body, algorithm, bitString([0]))
    }
}
