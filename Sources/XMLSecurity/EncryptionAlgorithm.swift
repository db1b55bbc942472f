import CXMLSec
import Encodings

/// Content encryption algorithms (xmlenc-core1, section 5.2).
package enum ContentEncryption: String, Sendable, CaseIterable {
    case aes128GCM = "http://www.w3.org/2009/xmlenc11#aes128-gcm"
    case aes192GCM = "http://www.w3.org/2009/xmlenc11#aes192-gcm"
    case aes256GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
    case aes128CBC = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
    case aes192CBC = "http://www.w3.org/2001/04/xmlenc#aes192-cbc"
    case aes256CBC = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
    case insecureTripleDES = "http://www.w3.org/2001/04/xmlenc#tripledes-cbc"

    /// Bytes of the content key.
    package var keySize: Int {
        switch self {
        case .aes128GCM, .aes128CBC: 16
        case .aes192GCM, .aes192CBC, .insecureTripleDES: 24
        case .aes256GCM, .aes256CBC: 32
        }
    }

    /// Whether changed cipher text is found out by the cipher itself.
    package var isAuthenticated: Bool {
        switch self {
        case .aes128GCM, .aes192GCM, .aes256GCM: true
        case .aes128CBC, .aes192CBC, .aes256CBC, .insecureTripleDES: false
        }
    }

    var keyData: xmlSecKeyDataId? {
        self == .insecureTripleDES ? xmlSecOpenSSLKeyDataDesGetKlass() : xmlSecOpenSSLKeyDataAesGetKlass()
    }

    var cipher: OpaquePointer? {
        switch self {
        case .aes128GCM: EVP_aes_128_gcm()
        case .aes192GCM: EVP_aes_192_gcm()
        case .aes256GCM: EVP_aes_256_gcm()
        case .aes128CBC: EVP_aes_128_cbc()
        case .aes192CBC: EVP_aes_192_cbc()
        case .aes256CBC: EVP_aes_256_cbc()
        case .insecureTripleDES: EVP_des_ede3_cbc()
        }
    }
}

/// Key transport algorithms (xmlenc-core1, section 5.5).
package enum KeyTransport: String, Sendable, CaseIterable {
    /// OAEP with MGF1 over SHA-1, the digest by name.
    case rsaOAEPMGF1P = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
    /// OAEP with mask and digest by name.
    case rsaOAEP = "http://www.w3.org/2009/xmlenc11#rsa-oaep"
    case insecureRSA15 = "http://www.w3.org/2001/04/xmlenc#rsa-1_5"
}

/// The digest, mask digest and label of an OAEP key transport.
struct OAEPParameters {
    var digest = DigestAlgorithm.insecureSHA1
    var mask = DigestAlgorithm.insecureSHA1
    var label: [UInt8] = []

    /// SHA-1 is harmless here: OAEP does not rest on its collision resistance.
    private static let masks: [String: DigestAlgorithm] = [
        "http://www.w3.org/2009/xmlenc11#mgf1sha1": .insecureSHA1,
        "http://www.w3.org/2009/xmlenc11#mgf1sha256": .sha256,
        "http://www.w3.org/2009/xmlenc11#mgf1sha384": .sha384,
        "http://www.w3.org/2009/xmlenc11#mgf1sha512": .sha512,
    ]

    init(digest: DigestAlgorithm, mask: DigestAlgorithm) {
        self.digest = digest
        self.mask = mask
    }

    /// Reads the children of an EncryptionMethod.
    init(of method: XMLElement) throws(XMLSecurityError) {
        if let element = method.firstChild(named: DSig.digestMethod) {
            let uri = element.attribute("Algorithm") ?? ""
            guard let named = DigestAlgorithm(rawValue: uri) else { throw Self.unknown("OAEP digest", uri) }
            digest = named
        }
        if let element = method.firstChild(named: XEnc.maskGeneration) {
            let uri = element.attribute("Algorithm") ?? ""
            guard let named = Self.masks[uri] else { throw Self.unknown("OAEP mask", uri) }
            mask = named
        }
        if let element = method.firstChild(named: XEnc.oaepParams) {
            guard let bytes = Base64.xml.decode(try element.text().utf8) else {
                throw XMLSecurityError(.signatureShape, "OAEPparams is not base64")
            }
            label = bytes
        }
    }

    private static func unknown(_ what: String, _ uri: String) -> XMLSecurityError {
        XMLSecurityError(.algorithmNotSupported, "\(what) \(uri.quoted) is not supported")
    }

    static func uri(ofMask digest: DigestAlgorithm) -> String {
        masks.first { $0.value == digest }?.key ?? ""
    }
}
