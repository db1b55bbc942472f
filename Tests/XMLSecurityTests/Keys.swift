import XMLSecurity

/// Keys that are made once for all tests.
enum Keys {
    static let rsa = Result { try PrivateKey.generateRSA(bits: 2048) }
    static let otherRSA = Result { try PrivateKey.generateRSA(bits: 2048) }
    static let smallRSA = Result { try PrivateKey.generateRSA(bits: 512) }
    static let p256 = Result { try PrivateKey.generateEllipticCurve("P-256") }
    static let p384 = Result { try PrivateKey.generateEllipticCurve("P-384") }
    static let p521 = Result { try PrivateKey.generateEllipticCurve("P-521") }
}

/// The code of the error that a call throws, nil when it throws none.
func code(_ body: () throws -> Void) -> XMLSecurityError.Code? {
    do {
        try body()
        return nil
    } catch {
        return (error as? XMLSecurityError)?.code
    }
}

func parse(_ text: String, limits: XMLLimits = .message) throws -> XMLDocument {
    try XMLDocument(parsing: Array(text.utf8), limits: limits)
}
