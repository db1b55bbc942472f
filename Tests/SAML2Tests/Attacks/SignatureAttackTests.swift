import Crypto
import Encodings
import FederationTesting
import SAML2
import Testing
import XMLSecurity

/// Surgery on the Signature itself: its shape, its algorithms, its key, and what it is about.
///
/// Each attack is carried out on the Signature of the Assertion, of the Response, and of a Response around a signed Assertion.
@Suite struct SignatureAttackTests {
    /// Cuts the Signature, a child of what it signs.
    typealias Attack = Surgery<Void>

    /// The element whose Signature decides.
    static func signed(in response: XMLTree, _ kind: Patient.Kind) throws -> XMLTree {
        kind == .assertionSigned ? try response.child("saml:Assertion") : response
    }

    private static func carryOut(_ attacks: [Attack], _ index: Int, _ kind: Patient.Kind) throws {
        let attack = attacks[index]
        let response = try Patient(kind).response
        try attack.cut(signed(in: response, kind).child("ds:Signature"))
        #expect(response.text != (try Patient.text(kind)))
        attack.expect(try Fixture.validate(response.text))
    }

    // MARK: Several of what there must be one

    /// A SignedInfo that nobody signed, for the digest of the forged element.
    private static func forgedInfo(of signature: XMLTree) throws -> XMLTree {
        let info = try signature.child("ds:SignedInfo").copy()
        try info.first("ds:DigestValue").setContent("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        return info
    }

    private static func forgedReference(of signature: XMLTree) throws -> XMLTree {
        let reference = try signature.first("ds:Reference").copy()
        reference["URI"] = "#_forged"
        return reference
    }

    static let multiples: [Attack] = [
        Attack(.signatureShape, "SignedInfo twice") {
            let info = try $0.child("ds:SignedInfo")
            try info.copy().insert(after: info)
        },
        Attack(.signatureShape, "forged SignedInfo first") { try $0.prepend(forgedInfo(of: $0)) },
        Attack(.signatureShape, "forged SignedInfo second") {
            try forgedInfo(of: $0).insert(after: $0.child("ds:SignedInfo"))
        },
        Attack(.signatureShape, "forged SignedInfo last") { try $0.append(forgedInfo(of: $0)) },
        Attack(.signatureShape, "forged SignedInfo in Object") {
            try $0.append(XMLTree("ds:Object", [], [forgedInfo(of: $0)]))
        },
        Attack(.signatureShape, "genuine SignedInfo in Object, forged one in its place") {
            let info = try $0.child("ds:SignedInfo")
            try info.replace(with: forgedInfo(of: $0))
            $0.append(XMLTree("ds:Object", [], [info]))
        },
        Attack(.signatureShape, "genuine SignedInfo in the forged one") {
            let info = try $0.child("ds:SignedInfo")
            let forged = try forgedInfo(of: $0)
            try info.replace(with: forged)
            forged.append(info)
        },
        Attack(.signatureShape, "SignatureValue twice") {
            let value = try $0.child("ds:SignatureValue")
            try value.copy().insert(after: value)
        },
        Attack(.signatureShape, "empty SignatureValue first") {
            try XMLTree("ds:SignatureValue").insert(before: $0.child("ds:SignatureValue"))
        },
        Attack(.signatureShape, "KeyInfo twice") { try $0.append($0.child("ds:KeyInfo").copy()) },
        Attack(.signatureShape, "Signature twice") { try $0.copy().insert(after: $0) },
        Attack(.signatureShape, "Signature in Signature") { $0.append($0.copy()) },
        Attack(.signatureShape, "empty Signature first") { try XMLTree("ds:Signature", [ds]).insert(before: $0) },
        Attack(.signatureShape, "Signature of nothing last") {
            let copy = $0.copy()
            try copy.first("ds:Reference").detach()
            try copy.insert(after: $0)
        },
        Attack(.signatureShape, "Reference twice") {
            let reference = try $0.first("ds:Reference")
            try reference.copy().insert(after: reference)
        },
        Attack(.signatureShape, "forged Reference first") {
            try forgedReference(of: $0).insert(before: $0.first("ds:Reference"))
        },
        Attack(.signatureShape, "forged Reference last") {
            try forgedReference(of: $0).insert(after: $0.first("ds:Reference"))
        },
        Attack(.signatureShape, "a hundred References") {
            let reference = try $0.first("ds:Reference")
            for _ in 0..<100 { try reference.copy().insert(after: reference) }
        },
        Attack(.signatureShape, "no Reference") { try $0.first("ds:Reference").detach() },
        Attack(.signatureShape, "DigestValue twice") {
            let value = try $0.first("ds:DigestValue")
            try value.copy().insert(after: value)
        },
        Attack(.signatureShape, "forged DigestValue first") {
            try XMLTree("ds:DigestValue", [], [.raw("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")])
                .insert(before: $0.first("ds:DigestValue"))
        },
        Attack(.signatureShape, "Transforms twice") {
            let transforms = try $0.first("ds:Transforms")
            try transforms.copy().insert(after: transforms)
        },
        Attack(.signatureShape, "three Transforms") {
            try $0.first("ds:Transforms").append(XMLTree("ds:Transform", [("Algorithm", exclusive)]))
        },
        Attack(.signatureShape, "a thousand Transforms") {
            let transforms = try $0.first("ds:Transforms")
            for _ in 0..<1_000 { transforms.append(XMLTree("ds:Transform", [("Algorithm", exclusive)])) }
        },
        Attack(.signatureShape, "SignatureMethod twice") {
            let method = try $0.first("ds:SignatureMethod")
            try method.copy().insert(after: method)
        },
        Attack(.signatureShape, "CanonicalizationMethod twice") {
            let method = try $0.first("ds:CanonicalizationMethod")
            try method.copy().insert(after: method)
        },
        Attack(.signatureShape, "empty Object") { $0.append(XMLTree("ds:Object")) },
    ]

    private static let ds = ("xmlns:ds", "http://www.w3.org/2000/09/xmldsig#")
    private static let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"

    @Test(arguments: multiples.indices, Patient.Kind.allCases)
    func severalOfAPart(index: Int, kind: Patient.Kind) throws { try Self.carryOut(Self.multiples, index, kind) }

    // MARK: What is no text

    /// A comment in DigestValue hides a second digest from one reader and the first from another (CVE-2025-29775).
    @Test(
        arguments: [
            "ds:Signature", "ds:SignedInfo", "ds:Reference", "ds:Transforms", "ds:DigestValue", "ds:SignatureValue",
            "ds:KeyInfo", "ds:X509Certificate",
        ], Patient.Kind.allCases)
    func commentsAndInstructions(name: String, kind: Patient.Kind) throws {
        for cut in ["<!-- 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= -->", "<!---->", "<?pi?>", "<?x 47DEQ?>"] {
            for isFirst in [true, false] {
                let response = try Patient(kind).response
                let element = try Self.signed(in: response, kind).child("ds:Signature").first(name)
                isFirst ? element.prepend(.raw(cut)) : element.append(.raw(cut))
                #expect(try Fixture.validate(response.text).refusedBy == .signatureShape, "\(cut)")
            }
        }
    }

    // MARK: What it is about

    static let references: [Attack] =
        [
            "", "#", "#_other", "#_forged _assertion-1", "#xpointer(/)", "#xpointer(id('_assertion-1'))",
            "#xpointer(id('_response-1'))", "http://127.0.0.1:9/", "https://127.0.0.1:9/x#_assertion-1",
            "file:///etc/hostname", "ftp://127.0.0.1/", "cid:x", "_assertion-1", "#_assertion-1 ", "##_assertion-1",
            "#%5Fassertion-1", "#_ASSERTION-1",
        ].map { uri in
            Attack(.signatureShape, "URI \(uri)") { try $0.first("ds:Reference")["URI"] = uri }
        } + [
            Attack(.signatureShape, "no URI") { try $0.first("ds:Reference")["URI"] = nil },
            Attack(.signatureShape, "URI in a namespace") {
                let reference = try $0.first("ds:Reference")
                reference["xmlns:q"] = "urn:q"
                reference["q:URI"] = "#_forged"
            },
            Attack(.signatureShape, "URI of the Assertion on the Response, and the other way") {
                let reference = try $0.first("ds:Reference")
                reference["URI"] = reference["URI"] == "#_assertion-1" ? "#_response-1" : "#_assertion-1"
            },
            // What the Signature is in, not what the Reference says, decides.
            Attack(.signatureShape, "Signature deeper") {
                guard let parent = $0.parent else { return }
                try parent.first("saml:Subject").append($0)
            },
            Attack(.signatureShape, "Signature in an element of its own") {
                try $0.wrap(in: XMLTree("x:y", [("xmlns:x", "urn:x")]))
            },
        ]

    @Test(arguments: references.indices, Patient.Kind.allCases)
    func namesSomethingElse(index: Int, kind: Patient.Kind) throws { try Self.carryOut(Self.references, index, kind) }

    // MARK: Algorithms and transforms

    private static func method(_ element: String, _ uri: String) -> Attack {
        Attack(.signatureAlgorithm, "\(element) \(uri)") { try $0.first(element)["Algorithm"] = uri }
    }

    static let algorithms: [Attack] =
        [
            "http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
            "http://www.w3.org/2001/04/xmldsig-more#hmac-sha512", "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
            "http://www.w3.org/2000/09/xmldsig#dsa-sha1", "http://www.w3.org/2009/xmldsig11#dsa-sha256",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "http://www.w3.org/2001/04/xmldsig-more#rsa-ripemd160",
            "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1", "http://www.w3.org/2007/05/xmldsig-more#RSA-PSS",
            "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519", "http://www.w3.org/2001/04/xmldsig-more#RSA-SHA256",
            " http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "rsa-sha256", "none", "",
        ].map { method("ds:SignatureMethod", $0) }
        + ["rsa-pss", "sha256-rsa-MGF1", "sha512-rsa-MGF1"].map { name in
            Attack(.signatureValid, "ds:SignatureMethod \(name)") {
                try $0.first("ds:SignatureMethod")["Algorithm"] = "http://www.w3.org/2007/05/xmldsig-more#\(name)"
            }
        }
        + [
            "http://www.w3.org/2001/04/xmldsig-more#md5",
            "http://www.w3.org/2001/04/xmldsig-more#sha224", "http://www.w3.org/2001/04/xmlenc#ripemd160", "none", "",
        ].map { method("ds:DigestMethod", $0) }
        + ["urn:c14n", "http://www.w3.org/2006/12/xml-c14n11x", "none", ""].map {
            method("ds:CanonicalizationMethod", $0)
        }
        + [
            "http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/2002/06/xmldsig-filter2",
            "http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/2000/09/xmldsig#base64",
            "http://www.w3.org/2001/04/decrypt#", "http://www.w3.org/2002/07/decrypt#XML",
            "http://www.w3.org/2006/12/xmlc14n11", "http://www.w3.org/2000/09/xmldsig#enveloped-signature", "",
        ].map { uri in
            Attack(.signatureAlgorithm, "second Transform \(uri)") {
                let transform = $0.all("ds:Transform").last
                transform?["Algorithm"] = uri
                transform?.append(XMLTree("ds:XPath", [], [.raw("not(ancestor-or-self::ds:Signature)")]))
            }
        } + [
            Attack(.signatureShape, "first Transform is not enveloped") {
                try $0.first("ds:Transform")["Algorithm"] = exclusive
            },
            Attack(.signatureShape, "Transforms the other way round") {
                let transforms = try $0.first("ds:Transforms")
                try transforms.append(transforms.first("ds:Transform"))
            },
            Attack(.signatureShape, "no Transforms") { try $0.first("ds:Transforms").detach() },
            // A digest of another length has another shape.
            Attack(.signatureShape, "DigestMethod SHA-1") {
                try $0.first("ds:DigestMethod")["Algorithm"] = "http://www.w3.org/2000/09/xmldsig#sha1"
            },
            Attack(.signatureAlgorithm, "DigestMethod and digest of SHA-1") {
                try $0.first("ds:DigestMethod")["Algorithm"] = "http://www.w3.org/2000/09/xmldsig#sha1"
                try $0.first("ds:DigestValue").setContent(Base64.standard.encode([UInt8](repeating: 0, count: 20)))
            },
            Attack(.signatureShape, "HMACOutputLength") {
                try $0.first("ds:SignatureMethod").append(XMLTree("ds:HMACOutputLength", [], [.raw("0")]))
            },
            Attack(.signatureShape, "no SignatureMethod") { try $0.first("ds:SignatureMethod").detach() },
            Attack(.signatureShape, "Algorithm in a namespace") {
                let method = try $0.first("ds:SignatureMethod")
                method["xmlns:q"] = "urn:q"
                method["q:Algorithm"] = "http://www.w3.org/2000/09/xmldsig#hmac-sha1"
            },
            Attack(.signatureShape, "seventeen prefixes") {
                $0.all("ds:Transform").last?.append(
                    XMLTree(
                        "ec:InclusiveNamespaces",
                        [
                            ("xmlns:ec", exclusive),
                            ("PrefixList", (0..<17).map { "p\($0)" }.joined(separator: " ")),
                        ]))
            },
            // Of accepted shape, and not what was signed.
            Attack(.signatureValid, "another kind of key") {
                try $0.first("ds:SignatureMethod")["Algorithm"] =
                    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
            },
            Attack(.signatureValid, "another hash") {
                try $0.first("ds:SignatureMethod")["Algorithm"] = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
            },
            Attack(.signatureValid, "another canonicalisation, with comments") {
                try $0.first("ds:CanonicalizationMethod")["Algorithm"] = exclusive + "WithComments"
            },
            Attack(.signatureValid, "canonicalisation of the Reference with comments") {
                $0.all("ds:Transform").last?["Algorithm"] = exclusive + "WithComments"
            },
        ]

    @Test(arguments: algorithms.indices, Patient.Kind.allCases)
    func otherAlgorithms(index: Int, kind: Patient.Kind) throws { try Self.carryOut(Self.algorithms, index, kind) }

    // MARK: Values, and canonicalisation that fails

    static let values: [Attack] = [
        Attack(.signatureValid, "digest of nothing") {
            try $0.first("ds:DigestValue").setContent("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        },
        Attack(.signatureShape, "empty DigestValue") { try $0.first("ds:DigestValue").setContent("") },
        Attack(.signatureShape, "half a DigestValue") { try $0.first("ds:DigestValue").setContent("47DEQpj8HBSa+w==") },
        Attack(.signatureShape, "DigestValue that is no base64") { try $0.first("ds:DigestValue").setContent("!!!!") },
        Attack(.signatureValid, "empty SignatureValue") { try $0.first("ds:SignatureValue").setContent("") },
        Attack(.signatureValid, "SignatureValue of zeros") {
            try $0.first("ds:SignatureValue").setContent(Base64.standard.encode([UInt8](repeating: 0, count: 256)))
        },
        Attack(.signatureValid, "SignatureValue of one") {
            try $0.first("ds:SignatureValue").setContent(
                Base64.standard.encode([UInt8](repeating: 0, count: 255) + [1]))
        },
        Attack(.signatureValid, "SignatureValue of 100,000 bytes") {
            try $0.first("ds:SignatureValue").setContent(Base64.standard.encode([UInt8](repeating: 7, count: 70_000)))
        },
        Attack(.signatureValid, "SignatureValue cut") {
            let value = try $0.first("ds:SignatureValue")
            value.setContent(String(value.ownText.prefix(100)))
        },
        Attack(.signatureValid, "SignatureValue that is no base64") {
            try $0.first("ds:SignatureValue").setContent("!!!!")
        },
        // A canonicaliser that gives up over it leaves an empty text, whose digest anybody knows (CVE-2025-66475).
        Attack(.signatureValid, "relative namespace on SignedInfo, digest of nothing") {
            try $0.child("ds:SignedInfo")["xmlns:q"] = "relative"
            try $0.first("ds:DigestValue").setContent("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        },
        Attack(.signatureValid, "relative namespace on what is signed, digest of nothing") {
            $0.parent?["xmlns:q"] = "relative"
            try $0.first("ds:DigestValue").setContent("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        },
        Attack(.signatureValid, "relative namespace in use below what is signed") {
            try $0.parent?.first("saml:Subject").append(XMLTree("q:x", [("xmlns:q", "../relative")]))
        },
    ]

    @Test(arguments: values.indices, Patient.Kind.allCases)
    func otherValues(index: Int, kind: Patient.Kind) throws { try Self.carryOut(Self.values, index, kind) }

    // MARK: Keys

    /// The public key is known to all: as the secret of a MAC, in each form in which a library might hand it over.
    @Test(arguments: ["PEM", "DER", "base64", "SubjectPublicKeyInfo", "empty"], Patient.Kind.allCases)
    func macKeyedWithTheCertificate(form: String, kind: Patient.Kind) throws {
        let pem = try Fixture.rsa.get().certificatePEM
        let certificate = try #require(try Certificate.certificates(inFile: Array(pem.utf8)).first)
        let secret: [UInt8] =
            switch form {
            case "PEM": Array(pem.utf8)
            case "DER": certificate.der
            case "base64": Array(Base64.standard.encode(certificate.der).utf8)
            case "SubjectPublicKeyInfo": certificate.publicKey.subjectPublicKeyInfo
            default: []
            }
        let response = try Patient(kind).response
        let signed = try Self.signed(in: response, kind)
        let signature = try signed.child("ds:Signature")
        try signed.first("saml:NameID").setContent(Patient.wanted)
        try signature.first("ds:SignatureMethod")["Algorithm"] = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
        signature.detach()
        let digest = SHA256.hash(data: try Self.canonical(signed, in: response))
        try signature.first("ds:DigestValue").setContent(Base64.standard.encode(Array(digest)))
        try signature.insert(after: signed.child("saml:Issuer"))
        let info = try Self.canonical(signature.child("ds:SignedInfo"), in: response)
        let code = HMAC<SHA256>.authenticationCode(for: info, using: SymmetricKey(data: secret))
        try signature.first("ds:SignatureValue").setContent(Base64.standard.encode(Array(code)))
        #expect(try Fixture.validate(response.text).refusedBy == .signatureAlgorithm)
        // Whoever is told that it was RSA finds that it was not.
        try signature.first("ds:SignatureMethod")["Algorithm"] = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
        #expect(try Fixture.validate(response.text).refusedBy == .signatureValid)
    }

    private static func canonical(_ element: XMLTree, in response: XMLTree) throws -> [UInt8] {
        let root = try XMLDocument(trusted: Patient.standingAlone(element).text).root
        return try Canonicalizer.canonicalize(root, method: .exclusive)
    }

    /// Signed by somebody whose certificate is in KeyInfo, alone, before and behind the genuine one.
    @Test(arguments: Patient.Kind.allCases, ["alone", "genuine first", "genuine last", "KeyName", "none"])
    func keyThatTheMessageBrings(kind: Patient.Kind, keyInfo: String) throws {
        let forged = try Fixture.foreign.get().response(
            Fixture.template { $0.subject = NameID(value: Patient.wanted) }, signing: ResponseSigning(kind.parts))
        let response = try XMLTree(parsing: String(decoding: forged, as: UTF8.self))
        let genuine = try Patient(kind).response.first("ds:X509Data").copy()
        for signature in response.all("ds:Signature") {
            let info = try signature.child("ds:KeyInfo")
            switch keyInfo {
            case "genuine first": info.prepend(genuine.copy())
            case "genuine last": info.append(genuine.copy())
            case "KeyName": info.setContent("<ds:KeyName>\(Fixture.entityID)</ds:KeyName>")
            case "none": info.detach()
            default: break
            }
        }
        #expect(try Fixture.validate(response.text).refusedBy == .signatureValid)
    }

    /// The genuine signature stays good, whatever KeyInfo says: nobody reads it.
    @Test(arguments: Patient.Kind.allCases)
    func keyInfoSaysNothing(kind: Patient.Kind) throws {
        let foreign = try XMLTree(
            parsing: String(decoding: Fixture.foreign.get().response(Fixture.template()), as: UTF8.self))
        for contents in [
            try foreign.first("ds:X509Data").text, "", "<ds:KeyName>x</ds:KeyName>",
            "<ds:RetrievalMethod URI=\"http://127.0.0.1:9/\"/>", "<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>",
        ] {
            let response = try Patient(kind).response
            let signed = try Self.signed(in: response, kind)
            try signed.child("ds:Signature").child("ds:KeyInfo").setContent(contents)
            #expect(try Fixture.validate(response.text).accepted?.subject.value == Patient.genuine)
        }
    }

    @Test(arguments: Patient.Kind.allCases)
    func noKeyAndOtherKindsOfKeysVerifyNothing(kind: Patient.Kind) throws {
        let xml = try Patient(kind).xml
        let nobody = ResponseValidator(serviceProvider: try Fixture.serviceProvider()).validate(
            xml: xml, trusting: TrustedIdentityProviders([]), at: Fixture.instant)
        #expect(nobody.refusedBy == .responseIssuer && nobody.fails(.signatureValid))
        #expect(try Fixture.validate(xml, trusting: [Fixture.p256.get()]).refusedBy == .signatureValid)
        #expect(try Fixture.validate(xml, trusting: [Fixture.p256.get(), Fixture.rsa.get()]).isAccepted)
        let keyless = try XMLTree(parsing: Fixture.rsa.get().metadata().trimmingDeclaration)
        try keyless.first("md:KeyDescriptor").detach()
        #expect(throws: MetadataError.self) {
            try IdentityProviderMetadata(parsing: Array(keyless.text.utf8), at: Fixture.instant)
        }
    }

    // MARK: Unsigned and half-signed

    @Test func withoutSignaturesThereIsNothing() throws {
        try Patient.expectEachKind(refusedBy: .signatureCoverage) { response in
            response.all("ds:Signature").forEach { $0.detach() }
        }
        // One of two is enough, when it is good.
        let response = try Patient(.bothSigned).response
        try response.child("ds:Signature").detach()
        #expect(try Fixture.validate(response.text).accepted?.subject.value == Patient.genuine)
        try response.first("saml:NameID").setContent(Patient.wanted)
        #expect(try Fixture.validate(response.text).refusedBy == .signatureValid)
    }

    /// The IdP's own key over something else than what is read.
    @Test(arguments: [
        "saml:Subject", "saml:Conditions", "saml:AttributeStatement", "samlp:Status", "saml:AuthnStatement",
    ])
    func aSignatureOnTheWrongElement(name: String) throws {
        let key = try PrivateKey(pem: Fixture.rsa.get().privateKeyPEM())
        let text = Fixture.template { $0.subject = NameID(value: Patient.wanted) }.xml(issuer: Fixture.entityID)
        let response = try XMLTree(parsing: text)
        try response.first(name)["ID"] = "_part"
        let document = try XMLDocument(trusted: response.text)
        let part = try #require(
            document.root.descendants(named: name == "samlp:Status" ? SAML.status : Self.names[name] ?? SAML.subject)
                .first)
        try XMLSigner(key: key).sign(part)
        let signed = try XMLTree(parsing: String(decoding: document.serialized(), as: UTF8.self).trimmingDeclaration)
        #expect(try Fixture.validate(signed.text).refusedBy == .signatureShape)
        // Moved to where a Signature may stand, it still names the part.
        for place in ["saml:Assertion", "samlp:Response"] {
            let moved = signed.copy()
            let signature = try moved.first("ds:Signature")
            try signature.insert(after: moved.first(place).child("saml:Issuer"))
            #expect(try Fixture.validate(moved.text).refusedBy == .signatureShape)
        }
    }

    private static let names = [
        "saml:Subject": SAML.subject, "saml:Conditions": SAML.conditions,
        "saml:AttributeStatement": SAML.attributeStatement, "saml:AuthnStatement": SAML.authnStatement,
    ]
}

extension String {
    /// Without the XML declaration in front.
    var trimmingDeclaration: String {
        guard hasPrefix("<?xml"), let end = firstRange(of: "?>") else { return self }
        return String(self[end.upperBound...]).trimmingXMLWhiteSpace
    }
}
