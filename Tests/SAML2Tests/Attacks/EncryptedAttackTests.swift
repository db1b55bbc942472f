import Encodings
import FederationTesting
import SAML2
import Testing
import XMLSecurity

/// Attacks inside, beside and with encrypted assertions.
///
/// Anybody can encrypt for a service provider: that something opens says nothing of who wrote it.
@Suite struct EncryptedAttackTests {
    /// A signed response whose Assertion is encrypted afterwards, as IdPs do it.
    static func encryptedText(_ parts: ResponseSigning.Parts, _ encryption: ResponseSigning.Encryption) throws
        -> XMLTree
    {
        let xml = try Fixture.rsa.get().response(
            Fixture.template(), signing: ResponseSigning(parts, encryption: encryption))
        return try XMLTree(parsing: String(decoding: xml, as: UTF8.self).trimmingXMLWhiteSpace)
    }

    @Test(arguments: [ResponseSigning.Parts.assertion, .response, .both])
    func whatIsNotCutIsAccepted(parts: ResponseSigning.Parts) throws {
        let response = try Self.encryptedText(parts, Fixture.encryption())
        #expect(try Fixture.validate(response.text).accepted?.subject.value == Patient.genuine)
        #expect(try !NaiveServiceProvider.isFooled(by: response))
        // The same when the attacker encrypts what he has in the clear.
        let patient = try Patient(.assertionSigned)
        try patient.assertion.replace(with: Patient.encrypted(patient.assertion))
        #expect(try Fixture.validate(patient.xml).accepted?.subject.value == Patient.genuine)
    }

    /// The genuine Assertion somewhere in a forged one, and all of it encrypted.
    @Test(arguments: HidingPlace.allCases, [WrappingAttackTests.SignaturePlace.original, .forged])
    func hidesInsideTheCipherText(place: HidingPlace, signaturePlace: WrappingAttackTests.SignaturePlace) throws {
        let isInSignature = HidingPlace.insideSignature.contains(place)
        guard !HidingPlace.besideAssertion.contains(place), !isInSignature || signaturePlace == .forged else { return }
        for ids in Patient.ForgedID.allCases {
            let response = try Patient(.assertionSigned).response
            let original = try response.child("saml:Assertion")
            let forged = try Patient.forge(original, ids: ids)
            let signature = try original.child("ds:Signature")
            try original.replace(with: forged)
            if signaturePlace == .forged { try signature.insert(after: forged.child("saml:Issuer")) }
            try place.hide(original, in: response, signature: signature)
            try forged.replace(with: Patient.encrypted(forged))
            let check: ResponseCheck =
                switch (ids, place, signaturePlace) {
                // Told in the words of every failure of decryption.
                case (.same, _, _): .encryption
                case (_, .advice, .original): .signatureCoverage
                case (_, .advice, _): .signatureShape
                default: .singleAssertion
                }
            guard ids == .same else {
                try WrappingAttackTests.expect(response, refusedBy: check, "\(ids)")
                continue
            }
            // The naive one would not open it: the document that holds what was opened refuses an ID that stands twice.
            #expect(try Fixture.validate(response.text).refusedBy == check)
        }
    }

    /// An encrypted forged Assertion with the genuine one elsewhere, in the clear or encrypted as well.
    @Test(arguments: HidingPlace.besideAssertion, [false, true])
    func hidesTheGenuineOneBesideTheCipherText(place: HidingPlace, bothEncrypted: Bool) throws {
        let response = try Patient(.assertionSigned).response
        let original = try response.child("saml:Assertion")
        let forged = try Patient.forge(original)
        try original.replace(with: forged)
        let hidden = bothEncrypted ? try Patient.encrypted(original.declaringNamespaces()) : original
        try place.hide(hidden, in: response, signature: nil)
        try forged.replace(with: Patient.encrypted(forged))
        try WrappingAttackTests.expect(
            response, refusedBy: place == .responseIssuer ? .responseIssuer : .singleAssertion, "\(bothEncrypted)")
    }

    /// A forged Assertion in the clear, the genuine one encrypted somewhere.
    @Test(arguments: HidingPlace.allCases)
    func hidesTheCipherText(place: HidingPlace) throws {
        guard !HidingPlace.insideSignature.contains(place) else { return }
        let response = try Patient(.assertionSigned).response
        let original = try response.child("saml:Assertion")
        let encrypted = try Patient.encrypted(original)
        try original.replace(with: Patient.forge(original))
        try place.hide(encrypted, in: response, signature: nil)
        let check: ResponseCheck =
            switch place {
            case .responseIssuer: .responseIssuer
            case .advice: .signatureCoverage
            default: .singleAssertion
            }
        try WrappingAttackTests.expect(response, refusedBy: check, "")
    }

    /// A signed Response around a cipher text, hidden in a forged Response with a forged cipher text.
    @Test(arguments: HidingPlace.allCases, [ResponseSigning.Parts.response, .both])
    func hidesTheSignedResponseOfACipherText(place: HidingPlace, parts: ResponseSigning.Parts) throws {
        guard !HidingPlace.insideSignature.contains(place) else { return }
        let original = try Self.encryptedText(parts, Fixture.encryption())
        let patient = try Patient(.responseSigned)
        let response = try Patient.forge(patient.response)
        try place.hide(original, in: response, signature: nil)
        let forged = try response.child("saml:Assertion")
        try forged.replace(with: Patient.encrypted(forged))
        let check: ResponseCheck =
            switch place {
            case .responseIssuer: .responseIssuer
            case .advice: .signatureCoverage
            default: .singleAssertion
            }
        // Opened inside a cipher text, what the Response signed is no longer there to be verified.
        guard HidingPlace.besideAssertion.contains(place) || parts == .both else {
            #expect(try Fixture.validate(response.text).refusedBy == check)
            return
        }
        try WrappingAttackTests.expect(response, refusedBy: check, "\(parts)")
    }

    /// Encrypted by the attacker and signed by nobody, or by nobody who counts.
    @Test(arguments: [ResponseSigning.Parts.none, .assertion, .response, .both])
    func encryptedIsNotSigned(parts: ResponseSigning.Parts) throws {
        let xml = try Fixture.foreign.get().response(
            Fixture.template { $0.subject = NameID(value: Patient.wanted) },
            signing: ResponseSigning(parts, encryption: Fixture.encryption()))
        #expect(try Fixture.validate(xml).refusedBy == (parts == .none ? .signatureCoverage : .signatureValid))
    }

    /// In a Response that is signed nothing encrypted may be put in the place of what was there.
    @Test(arguments: [ResponseSigning.Parts.response, .both])
    func aSignedResponseKeepsItsCipherText(parts: ResponseSigning.Parts) throws {
        let forged = try Patient.forge(Patient(.assertionSigned).response).child("saml:Assertion")
        let genuine = try Self.encryptedText(parts, Fixture.encryption())
        for isFirst in [true, false, nil] {
            let response = genuine.copy()
            let container = try response.child("saml:EncryptedAssertion")
            let encrypted = try Patient.encrypted(forged)
            if let isFirst {
                try isFirst ? encrypted.insert(before: container) : encrypted.insert(after: container)
            } else {
                try container.replace(with: encrypted)
            }
            let check: ResponseCheck = isFirst == nil ? .signatureValid : .singleAssertion
            #expect(try Fixture.validate(response.text).refusedBy == check)
        }
    }

    // MARK: What is in the cipher text

    /// Makes of the genuine Assertion what is encrypted in its place.
    typealias PlainText = Surgery<String>

    private static func forged(_ assertion: XMLTree) throws -> String {
        let forged = try Patient.forge(assertion)
        return forged.text
    }

    static let plainTexts: [PlainText] = [
        PlainText(.encryption, "forged, then genuine") { try forged($0) + $0.text },
        PlainText(.encryption, "genuine, then forged") { try $0.text + forged($0) },
        PlainText(.encryption, "genuine twice") { $0.text + $0.text },
        PlainText(.encryption, "nothing") { _ in "" },
        PlainText(.encryption, "text alone") { _ in "admin" },
        PlainText(.encryption, "a comment alone") { _ in "<!-- -->" },
        PlainText(.encryption, "DOCTYPE") { "<!DOCTYPE a>" + $0.text },
        PlainText(.encryption, "DOCTYPE with an entity") { "<!DOCTYPE a [<!ENTITY x 'y'>]>" + $0.text },
        PlainText(.encryption, "entity") { "&x;" + $0.text },
        PlainText(.encryption, "NUL") { $0.text + "\0" },
        PlainText(.encryption, "NUL and more") { try $0.text + "\0" + forged($0) },
        PlainText(.encryption, "cut") { String($0.text.dropLast(5)) },
        PlainText(.encryption, "ends the element around") { "</saml:EncryptedAssertion>" + $0.text },
        PlainText(.encryption, "ends the Response") {
            $0.text + "</saml:EncryptedAssertion></samlp:Response><x>"
        },
        PlainText(.encryption, "undeclared prefix") { "<q:x/>" + $0.text },
        PlainText(.encryption, "too deep") {
            String(repeating: "<a>", count: 50) + $0.text + String(repeating: "</a>", count: 50)
        },
        PlainText(.encryption, "ID of the Response") {
            $0["ID"] = "_response-1"
            return $0.text
        },
        PlainText(.encryption, "Response") { "<samlp:Response ID=\"_r\">" + $0.text + "</samlp:Response>" },
        PlainText(.encryption, "NameID") { try $0.first("saml:NameID").text },
        PlainText(.encryption, "encrypted once more") { try Patient.encrypted($0.declaringNamespaces()).text },
        PlainText(.encryption, "EncryptedData once more") {
            try Patient.encrypted($0.declaringNamespaces()).child("xenc:EncryptedData").text
        },
        PlainText(.encryption, "Assertion of another namespace") {
            $0["xmlns:saml"] = "urn:oasis:names:tc:SAML:1.0:assertion"
            return $0.text
        },
        PlainText(.encryption, "the default namespace instead") {
            $0.text.replacing("saml:", with: "")
        },
        PlainText(.signatureValid, "genuine with another name") {
            try $0.first("saml:NameID").setContent(Patient.wanted)
            return $0.text
        },
        PlainText(.signatureCoverage, "genuine without its Signature") {
            try $0.child("ds:Signature").detach()
            return $0.text
        },
        PlainText(.signatureShape, "two Signatures") {
            let signature = try $0.child("ds:Signature")
            try signature.copy().insert(after: signature)
            return $0.text
        },
        PlainText(.singleAssertion, "Signature deeper") {
            try $0.child("saml:Subject").append($0.child("ds:Signature"))
            return $0.text
        },
        PlainText(.signatureShape, "comment in DigestValue") {
            try $0.first("ds:DigestValue").prepend(.raw("<!-- x -->"))
            return $0.text
        },
        PlainText(.values, "comment in NameID") {
            try $0.first("saml:NameID").append(.raw("<!-- x -->"))
            return $0.text
        },
        PlainText(.signatureValid, "instruction in NameID") {
            try $0.first("saml:NameID").append(.raw("<?x?>"))
            return $0.text
        },
    ]

    @Test(arguments: plainTexts.indices)
    func otherPlainText(index: Int) throws {
        let attack = Self.plainTexts[index]
        let response = try Patient(.assertionSigned).response
        let assertion = try response.child("saml:Assertion")
        // In a copy, with the namespaces of the Response around it when it is opened.
        let text = try attack.cut(assertion.copy())
        try assertion.replace(with: Patient.encrypted(text: text))
        attack.expect(try Fixture.validate(response.text))
    }

    /// White space, comments and instructions around the Assertion are no part of it.
    @Test(arguments: ["\n", "<!-- x -->", "<?x?>", "text"])
    func whatIsAroundTheAssertionGoes(text: String) throws {
        let response = try Patient(.assertionSigned).response
        let assertion = try response.child("saml:Assertion")
        try assertion.replace(with: Patient.encrypted(text: text + assertion.text + text))
        #expect(try Fixture.validate(response.text).accepted?.subject.value == Patient.genuine)
    }

    // MARK: The envelope

    typealias Envelope = Surgery<Void>

    static let envelopes: [Envelope] =
        [
            Envelope(.encryption, "EncryptedData twice") {
                try $0.append($0.child("xenc:EncryptedData").copy())
            },
            Envelope(.encryption, "no EncryptedData") { try $0.child("xenc:EncryptedData").detach() },
            Envelope(.encryption, "empty") { $0.setContent("") },
            Envelope(.singleAssertion, "forged Assertion beside EncryptedData") {
                try $0.append(Patient.forge(Patient(.assertionSigned).assertion))
            },
            Envelope(.singleAssertion, "genuine Assertion beside EncryptedData") {
                try $0.append(Patient(.assertionSigned).assertion.detach())
            },
            Envelope(.singleAssertion, "EncryptedAssertion inside") {
                try $0.wrap(in: XMLTree("saml:EncryptedAssertion"))
            },
            Envelope(.singleAssertion, "EncryptedAssertion twice") { try $0.copy().insert(after: $0) },
            Envelope(.signatureShape, "Signature inside") {
                try $0.append(Patient(.assertionSigned).assertion.child("ds:Signature").detach())
            },
            Envelope(.singleAssertion, "forged Assertion in an Advice beside EncryptedData") {
                try $0.append(XMLTree("saml:Advice", [], [Patient.forge(Patient(.assertionSigned).assertion)]))
            },
            Envelope(.signatureShape, "Signature in an Advice beside EncryptedData") {
                try $0.append(
                    XMLTree("saml:Advice", [], [Patient(.assertionSigned).assertion.child("ds:Signature").detach()]))
            },
            Envelope(.encryption, "CipherReference") {
                try $0.child("xenc:EncryptedData").child("xenc:CipherData").setContent(
                    "<xenc:CipherReference URI=\"http://127.0.0.1:9/\"/>")
            },
            Envelope(.encryption, "CipherReference to a file, beside the value") {
                try $0.child("xenc:EncryptedData").child("xenc:CipherData").append(
                    XMLTree("xenc:CipherReference", [("URI", "file:///etc/passwd")]))
            },
            Envelope(.encryption, "CipherValue twice") {
                let value = try $0.child("xenc:EncryptedData").child("xenc:CipherData").child("xenc:CipherValue")
                try value.copy().insert(after: value)
            },
            Envelope(.encryption, "CipherData twice") {
                let data = try $0.child("xenc:EncryptedData").child("xenc:CipherData")
                try data.copy().insert(after: data)
            },
            Envelope(.encryption, "comment in CipherValue") {
                try $0.child("xenc:EncryptedData").child("xenc:CipherData").child("xenc:CipherValue")
                    .prepend(.raw("<!---->"))
            },
            Envelope(.encryption, "five EncryptedKeys") {
                let key = try $0.first("xenc:EncryptedKey")
                for _ in 0..<4 { try key.copy().insert(after: key) }
            },
            Envelope(.encryption, "no EncryptedKey") { try $0.first("xenc:EncryptedKey").detach() },
            Envelope(.encryption, "key that is named by a URL") {
                try $0.first("ds:KeyInfo").setContent("<ds:RetrievalMethod URI=\"http://127.0.0.1:9/\"/>")
            },
            Envelope(.encryption, "direct key by name") {
                try $0.first("ds:KeyInfo").setContent("<ds:KeyName>secret</ds:KeyName>")
            },
        ]
        + [
            "http://www.w3.org/2001/04/xmlenc#rsa-1_5", "http://www.w3.org/2001/04/xmlenc#kw-aes256",
            "http://www.w3.org/2009/xmlenc11#ECDH-ES", "http://www.w3.org/2001/04/xmlenc#dh", "none", "",
        ].map { uri in
            Envelope(.encryption, "key transport \(uri)") {
                try $0.first("xenc:EncryptedKey").child("xenc:EncryptionMethod")["Algorithm"] = uri
            }
        }
        + [
            "http://www.w3.org/2001/04/xmlenc#aes256-cbc", "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
            "http://www.w3.org/2001/04/xmlenc#tripledes-cbc", "http://www.w3.org/2009/xmlenc11#aes128-gcm",
            "http://www.w3.org/2000/09/xmldsig#base64", "none", "",
        ].map { uri in
            Envelope(.encryption, "content cipher \(uri)") {
                try $0.child("xenc:EncryptedData").child("xenc:EncryptionMethod")["Algorithm"] = uri
            }
        }

    @Test(arguments: envelopes.indices)
    func otherEnvelope(index: Int) throws {
        let attack = Self.envelopes[index]
        let response = try Self.encryptedText(.assertion, Fixture.encryption())
        try attack.cut(response.child("saml:EncryptedAssertion"))
        attack.expect(try Fixture.validate(response.text))
    }

    /// A tag of fewer than 16 bytes would let bits be guessed (CVE-2026-32313); and no cut cipher text says more than another.
    @Test(arguments: [ResponseSigning.Encryption.Content.aes128GCM, .aes256GCM])
    func cutTagsAndTextsLookTheSame(content: ResponseSigning.Encryption.Content) throws {
        let genuine = try Self.encryptedText(.assertion, Fixture.encryption(content))
        let path: (XMLTree) throws -> XMLTree = {
            try $0.child("saml:EncryptedAssertion").child("xenc:EncryptedData").child("xenc:CipherData")
                .child("xenc:CipherValue")
        }
        let bytes = try #require(Base64.xml.decode(try path(genuine).ownText.utf8))
        var seen: Set<[Check]> = []
        var cuts = (1...16).map { Array(bytes.dropLast($0)) }
        cuts += [0, 1, 11, 12, 13, 27, 28, 29, 100].map { Array(bytes.prefix($0)) }
        cuts += [bytes + [0], bytes + bytes, Array(bytes.dropFirst()), [0] + bytes]
        cuts += [0, 11, 12, bytes.count - 17, bytes.count - 16, bytes.count - 1].map { place in
            var changed = bytes
            changed[place] ^= 1
            return changed
        }
        for cut in cuts {
            let response = genuine.copy()
            try path(response).setContent(Base64.standard.encode(cut))
            let result = try Fixture.validate(response.text)
            #expect(result.failed == [ResponseCheck.encryption.rawValue], "\(cut.count) bytes: \(result.failed)")
            seen.insert(result.checks)
        }
        #expect(seen.count == 1, "\(seen.flatMap { $0.map(\.actual) })")
    }

    /// AES-CBC can be asked questions where nothing signed is around it, RSA 1.5 everywhere.
    @Test func ciphersThatAnswerQuestions() throws {
        for content in [ResponseSigning.Encryption.Content.aes128CBC, .aes256CBC, .insecureTripleDES] {
            #expect(
                try Fixture.validate(Self.encryptedText(.assertion, Fixture.encryption(content)).text).refusedBy
                    == .encryption)
        }
        for parts in [ResponseSigning.Parts.assertion, .response, .both] {
            let response = try Self.encryptedText(parts, Fixture.encryption(transport: .insecureRSA15))
            #expect(try Fixture.validate(response.text).refusedBy == .encryption)
        }
        // Behind a signature that is broken nothing is opened, so nothing is told.
        let response = try Self.encryptedText(.response, Fixture.encryption(.aes256CBC))
        #expect(try Fixture.validate(response.text).isAccepted)
        response["Consent"] = "x"
        let result = try Fixture.validate(response.text)
        #expect(result.refusedBy == .signatureValid && !result.failed.contains(ResponseCheck.encryption.rawValue))
    }

    // MARK: EncryptedID

    @Test(arguments: [ResponseSigning.Parts.assertion, .response, .both])
    func aForgedEncryptedIDIsNotSigned(parts: ResponseSigning.Parts) throws {
        let nameID = XMLTree("saml:NameID", [("xmlns:saml", "urn:oasis:names:tc:SAML:2.0:assertion")], [.raw("admin")])
        let encrypted = try Patient.encrypted(nameID, as: "saml:EncryptedID")
        let genuine = try Self.encryptedText(parts, Fixture.encryption(nameIDOnly: true))
        #expect(try Fixture.validate(genuine.text).accepted?.subject.value == Patient.genuine)
        for place in ["instead", "before", "after"] {
            let response = genuine.copy()
            let original = try response.first("saml:EncryptedID")
            switch place {
            case "instead": try original.replace(with: encrypted.copy())
            case "before": try encrypted.copy().insert(before: original)
            default: try encrypted.copy().insert(after: original)
            }
            #expect(try Fixture.validate(response.text).refusedBy == .signatureValid)
        }
    }

    /// Signed by the IdP, with something else inside than one NameID.
    @Test(arguments: [
        "<saml:NameID>a</saml:NameID><saml:NameID>admin</saml:NameID>", "<saml:Subject/>", "admin", "",
        "<saml:NameID>ad<!-- -->min</saml:NameID>", "<saml:NameID>a<x/></saml:NameID>", "<saml:NameID/>",
        "<NameID>admin</NameID>", "<!DOCTYPE a><saml:NameID>admin</saml:NameID>",
    ])
    func anEncryptedIDHoldsOneNameID(inside: String) throws {
        let response = try XMLTree(parsing: Fixture.template().xml(issuer: Fixture.entityID))
        try response.first("saml:NameID").replace(with: Patient.encrypted(text: inside, as: "saml:EncryptedID"))
        let xml = try Fixture.rsa.get().sign(response.text, ResponseSigning(.assertion))
        let check = try Fixture.validate(xml).refusedBy
        #expect(check == .nameID || check == .values, "\(String(describing: check))")
    }
}

extension XMLTree {
    /// A copy with the namespaces of SAML declared on itself.
    func declaringNamespaces() -> XMLTree {
        let copy = copy()
        copy["xmlns:saml"] = "urn:oasis:names:tc:SAML:2.0:assertion"
        copy["xmlns:samlp"] = "urn:oasis:names:tc:SAML:2.0:protocol"
        return copy
    }
}
