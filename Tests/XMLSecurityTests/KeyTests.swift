import Encodings
import Testing
import XMLSecurity

/// Keys and certificates in and out of their files.
@Suite struct KeyTests {
    @Test func readsWhatItWrites() throws {
        for key in [try Keys.rsa.get(), try Keys.p256.get()] {
            let pem = try key.exportPEM()
            #expect(String(decoding: pem, as: UTF8.self).hasPrefix("-----BEGIN PRIVATE KEY-----"))
            let read = try PrivateKey(pem: pem)
            #expect(
                read.publicKey.fingerprint == key.publicKey.fingerprint
                    && read.publicKey.subjectPublicKeyInfo == key.publicKey.subjectPublicKeyInfo)
            #expect(!read.description.contains("PRIVATE") && read.description.contains(key.publicKey.fingerprint))
        }
    }

    @Test func knowsKindAndSize() throws {
        #expect(try Keys.rsa.get().publicKey.kind == .rsa && Keys.rsa.get().publicKey.bits == 2048)
        #expect(try Keys.p521.get().publicKey.kind == .ellipticCurve && Keys.p521.get().publicKey.bits == 521)
        #expect(code { _ = try PrivateKey.generateEllipticCurve("P-000") } == .invalidKey)
        #expect(code { _ = try PrivateKey.generateRSA(bits: 16) } == .invalidKey)
    }

    @Test(arguments: [
        "", "x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGjMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg=\n-----END ENCRYPTED PRIVATE KEY-----\n",
    ])
    func refusesWhatIsNoKey(text: String) { #expect(code { _ = try PrivateKey(pem: Array(text.utf8)) } == .invalidKey) }

    @Test func makesAndReadsCertificates() throws {
        let key = try Keys.p384.get()
        let certificate = try key.selfSignedCertificate(
            commonName: "tëst", notBefore: 1_700_000_000, notAfter: 1_800_000_000)
        let read = try Certificate(der: certificate.der)
        #expect(read.publicKey.fingerprint == key.publicKey.fingerprint && read.subject == "CN=tëst")
        #expect(
            read.notBefore == 1_700_000_000 && read.notAfter == 1_800_000_000
                && read.fingerprint == Hexadecimal.text(Digest.sha256(read.der)))
        for bad in [
            [], [0x30], Array(certificate.der.dropLast()), certificate.der + [0], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF],
        ] as [[UInt8]] {
            #expect(code { _ = try Certificate(der: bad) } == .invalidKey)
        }
    }

    @Test func readsCertificateFiles() throws {
        let first = try Keys.rsa.get().selfSignedCertificate(commonName: "a", notBefore: 0, notAfter: 1)
        let second = try Keys.p256.get().selfSignedCertificate(commonName: "b", notBefore: 0, notAfter: 1)
        let pem =
            "text\r\n" + PEM.encode(first.der, label: "CERTIFICATE") + PEM.encode([1], label: "OTHER")
            + PEM.encode(second.der, label: "CERTIFICATE")
        #expect(try Certificate.certificates(inFile: Array(pem.utf8)).map(\.subject) == ["CN=a", "CN=b"])
        #expect(try Certificate.certificates(inFile: first.der).count == 1)
        for bad in ["", "x", "-----BEGIN CERTIFICATE-----", PEM.encode([1, 2], label: "CERTIFICATE")] {
            #expect(code { _ = try Certificate.certificates(inFile: Array(bad.utf8)) } == .invalidKey)
        }
    }

    @Test func givesOneCertificateOneKey() throws {
        let (first, second) = try (
            Keys.rsa.get().selfSignedCertificate(commonName: "first of one key", notBefore: 0, notAfter: 1),
            Keys.rsa.get().selfSignedCertificate(commonName: "second of one key", notBefore: 0, notAfter: 1)
        )
        let text = Base64.standard.encode(first.der)
        let read = try CertificateText.certificate(text)
        #expect(try CertificateText.certificate("\n  \(text)\n").publicKey === read.publicKey)
        #expect(read.publicKey.fingerprint == first.publicKey.fingerprint)
        // The key is the same, and the certificate another one.
        let other = try CertificateText.certificate(Base64.standard.encode(second.der))
        #expect(other.publicKey !== read.publicKey && other.subject == "CN=second of one key")
        for _ in 0..<2 {
            for bad in [Base64.standard.encode(first.der + [0]), text + text] {
                #expect(code { _ = try CertificateText.certificate(bad) } == .invalidKey)
            }
        }
    }

    @Test func readsPEMBlocks() {
        let text =
            PEM.encode([1, 2, 3], label: "A")
            + "-----BEGIN A-----\r\nBAUG\r\n-----END A-----\r\n-----BEGIN A-----\n!\n-----END A-----\n"
        #expect(PEM.blocks(labeled: "A", in: Array(text.utf8)) == [[1, 2, 3], [4, 5, 6]])
        #expect(PEM.blocks(labeled: "B", in: Array(text.utf8)).isEmpty)
        #expect(
            PEM.encode(Array(repeating: 0, count: 100), label: "A").split(separator: "\n").allSatisfy {
                $0.utf8.count <= 64
            })
    }

    @Test func hashesKnownText() {
        #expect(
            Hexadecimal.text(Digest.sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest.sha256([]).count == 32)
    }

    @Test func makesTextFitForMessagesAndXML() throws {
        #expect("a\u{1B}[1m\n\u{202E}b".quoted == "\"a\u{FFFD}[1m\u{FFFD}\u{FFFD}b\"")
        #expect(String(repeating: "x", count: 500).quoted.count == 122)
        #expect(
            "plain text".printable == "plain text"
                && "ü\u{9B}31m\n".printable == "ü\u{FFFD}31m\u{FFFD}")
        #expect(String(repeating: "x", count: 5000).printable.count == 2000)
        let nasty = "<&>\"'\t\n\r\u{0}\u{1}]]>"
        let root = try parse("<a b=\"\(XMLEscape.attribute(nasty))\">\(XMLEscape.text(nasty))</a>").root
        #expect(root.attribute("b") == "<&>\"'\t\n\r\u{FFFD}\u{FFFD}]]>")
        #expect(try root.text() == "<&>\"'\t\n\r\u{FFFD}\u{FFFD}]]>")
    }
}
