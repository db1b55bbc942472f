import FederationTesting
import Foundation

@testable import XMLSecurity

extension FuzzTarget {
    private static let signatureName = XMLName("http://www.w3.org/2000/09/xmldsig#", "Signature")

    /// Our own canonical forms and verdicts on signatures, against libxml2's and xmlsec's.
    ///
    /// The first byte says whether the document is taken as it is, or signed first, and how. What is not certain is left to xmlsec
    /// and never differs; everything else must not.
    static let verdict = FuzzTarget(name: "verdict", dictionary: "saml") {
        let provider = try World.identityProvider()
        let signed = try World.statements().map { [0] + (try provider.sign($0.0.xml(issuer: World.entityID), $0.1)) }
        let wide =
            "<a:b xmlns:a='urn:a' xmlns='urn:b' xml:lang='de' c='&#10;&lt;&#13;' a:c=\"x\" ID='_1'><!-- c --><d xmlns=''>"
            + "<![CDATA[<e>]]>&amp;&#13;</d><?f g?><a:e xmlns:a='urn:c' a:f='' z=''/><g xmlns:h='http://a:80/'/></a:b>"
        return signed + CanonicalizationMethod.allCases.indices.map { [UInt8($0 + 1)] + Array(wide.utf8) }
    } prepare: {
        let key = try PrivateKey(pem: Array(KnownKeys.p256.utf8))
        return { bytes in
            guard let way = bytes.first,
                let document = try? XMLDocument(parsing: Array(bytes.dropFirst()), limits: .message)
            else { return }
            guard way > 0 else {
                checkForms(of: document.root)
                return checkVerdicts(on: Array(bytes.dropFirst()), [key.publicKey])
            }
            let methods = CanonicalizationMethod.allCases
            let signer = XMLSigner(key: key, canonicalization: methods[Int(way) % methods.count])
            guard (try? signer.sign(document.root)) != nil, let signed = try? document.serialized() else { return }
            checkVerdicts(on: signed, [key.publicKey])
        }
    }

    /// The root whole, and without its first child, as a Signature is left out.
    private static func checkForms(of root: XMLElement) {
        let forms =
            CanonicalizationMethod.allCases.map { CanonicalForm($0) }
            + [CanonicalForm(.exclusive, prefixList: "#default saml a")]
        for form in forms {
            for omitted in [nil, root.children.first] {
                guard let own = form.bytes(of: root, omitting: omitted) else { continue }
                let other = try? Canonicalizer.canonicalize(root, as: form, omitting: omitted)
                hold(own == other, "\(form.method) gives another form than libxml2's")
            }
        }
    }

    private static func checkVerdicts(on bytes: [UInt8], _ keys: [PublicKey]) {
        let verdicts = [XMLSignatureVerifier.Judge.own, .xmlsec].map { verdict($0, bytes, keys) }
        hold(verdicts[0] == verdicts[1], "\(verdicts)")
    }

    /// Of the first Signature anywhere, as each judge sees it in a tree of its own.
    private static func verdict(
        _ judge: XMLSignatureVerifier.Judge, _ bytes: [UInt8], _ keys: [PublicKey]
    ) -> XMLSecurityError.Code? {
        do throws(XMLSecurityError) {
            let document = try XMLDocument(parsing: bytes, limits: .message)
            guard let signature = document.root.descendants(named: signatureName).first,
                let signed = signature.parent
            else { return nil }
            let shape = try SignatureShape(of: signature, in: signed)
            _ = try XMLSignatureVerifier(insecureAllowSHA1: true, judge: judge).verify(shape, with: keys)
            return nil
        } catch {
            return error.code
        }
    }
}
