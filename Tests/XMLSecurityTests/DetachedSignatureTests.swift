import Crypto
import Foundation
import Testing
import XMLSecurity

@Suite struct DetachedSignatureTests {
    private static let bytes = Array("SAMLRequest=a&SigAlg=b".utf8)

    @Test(arguments: [
        SignatureAlgorithm.rsaSHA256, .rsaSHA384, .rsaSHA512, .rsaPSSSHA256, .rsaPSSSHA384, .rsaPSSSHA512,
    ])
    func onlyThisKeyOverTheseBytesWithThisAlgorithm(_ algorithm: SignatureAlgorithm) throws {
        let key = try PrivateKey.generateRSA(bits: 2_048)
        let other = try PrivateKey.generateRSA(bits: 2_048)
        var value = try key.signature(over: Self.bytes, with: algorithm)
        #expect(key.publicKey.hasSigned(Self.bytes, value: value, with: algorithm))
        #expect(!other.publicKey.hasSigned(Self.bytes, value: value, with: algorithm))
        #expect(!key.publicKey.hasSigned(Self.bytes + [0], value: value, with: algorithm))
        for wrong in SignatureAlgorithm.allCases where wrong != algorithm {
            #expect(!key.publicKey.hasSigned(Self.bytes, value: value, with: wrong))
        }
        value[7] ^= 1
        #expect(!key.publicKey.hasSigned(Self.bytes, value: value, with: algorithm))
        for odd in [[], [0], Array(value.dropLast()), value + [0]] as [[UInt8]] {
            #expect(!key.publicKey.hasSigned(Self.bytes, value: odd, with: algorithm))
        }
    }

    @Test func ellipticCurvesDoNotSignQueries() throws {
        let key = try PrivateKey.generateEllipticCurve("P-256")
        #expect(throws: XMLSecurityError.self) { try key.signature(over: Self.bytes, with: .ecdsaSHA256) }
        for odd in [[], [0x30], [UInt8](repeating: 1, count: 64), [UInt8](repeating: 0x30, count: 71)] {
            #expect(!key.publicKey.hasSigned(Self.bytes, value: odd, with: .ecdsaSHA256))
        }
    }

    @Test func noKeySignsWithAnAlgorithmOfAnother() throws {
        let key = try PrivateKey.generateRSA(bits: 2_048)
        #expect(throws: XMLSecurityError.self) { try key.signature(over: Self.bytes, with: .ecdsaSHA256) }
    }

    /// In either form, and under no other algorithm.
    @Test func ellipticCurvesHaveSignedInBothForms() throws {
        let key = P256.Signing.PrivateKey()
        let publicKey = try PrivateKey(pem: Array(key.pemRepresentation.utf8)).publicKey
        let signature = try key.signature(for: Data(Self.bytes))
        for value in [Array(signature.rawRepresentation), Array(signature.derRepresentation)] {
            #expect(publicKey.hasSigned(Self.bytes, value: value, with: .ecdsaSHA256))
            #expect(!publicKey.hasSigned(Self.bytes + [0], value: value, with: .ecdsaSHA256))
            for wrong in SignatureAlgorithm.allCases where wrong != .ecdsaSHA256 {
                #expect(!publicKey.hasSigned(Self.bytes, value: value, with: wrong))
            }
        }
    }

    @Test func smallKeysArePassedOver() throws {
        let key = try PrivateKey.generateRSA(bits: 512)
        let value = try key.signature(over: Self.bytes, with: .rsaSHA256)
        #expect(!key.publicKey.hasSigned(Self.bytes, value: value, with: .rsaSHA256))
    }
}
