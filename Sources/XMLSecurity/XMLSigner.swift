import CXMLSec
import Encodings

/// Signs an element with an enveloped signature, as an IdP signs assertions and a service provider its metadata.
package struct XMLSigner {
    /// The key that signs.
    package var key: PrivateKey
    /// Goes into KeyInfo for people and tools to see; verifiers do not trust it.
    package var certificate: Certificate?
    package var algorithm: SignatureAlgorithm
    package var digest: DigestAlgorithm
    package var canonicalization: CanonicalizationMethod

    package init(
        key: PrivateKey, certificate: Certificate? = nil, algorithm: SignatureAlgorithm? = nil,
        digest: DigestAlgorithm = .sha256, canonicalization: CanonicalizationMethod = .exclusive
    ) {
        self.key = key
        self.certificate = certificate
        self.algorithm = algorithm ?? (key.publicKey.kind == .ellipticCurve ? .ecdsaSHA256 : .rsaSHA256)
        self.digest = digest
        self.canonicalization = canonicalization
    }

    /// Puts a Signature into `element`, which must have an `ID`: after `predecessor`, or as the first child.
    ///
    /// - Throws: `processingFailed`.
    package func sign(_ element: XMLElement, after predecessor: XMLElement? = nil) throws(XMLSecurityError) {
        guard let id = element.attribute("ID") else {
            throw XMLSecurityError(.processingFailed, "\(element.localName) has no ID to sign it by")
        }
        let signature = try makeTemplate(in: element.document, reference: "#" + id)
        if let predecessor {
            xmlAddNextSibling(predecessor.node, signature)
        } else if let first = element.node.pointee.children {
            xmlAddPrevSibling(first, signature)
        } else {
            xmlAddChild(element.node, signature)
        }
        guard let context = xmlSecDSigCtxCreate(nil) else {
            throw XMLSecurityError(.processingFailed, "no memory to sign")
        }
        defer { xmlSecDSigCtxDestroy(context) }
        context.pointee.signKey = try PublicKey.makeXMLSecKey(key.evp)
        guard xmlSecDSigCtxSign(context, signature) >= 0, context.pointee.status == xmlSecDSigStatusSucceeded else {
            throw XMLSecurityError(.processingFailed, "\(element.localName) could not be signed: \(takeOpenSSLError())")
        }
        if algorithm.isPSS { try signAnew(XMLElement(node: signature, document: element.document)) }
        if let certificate { addKeyInfo(certificate, to: signature) }
    }

    /// Signs SignedInfo with what xmlsec 1.2 can't, after it has digested the element and signed in another way.
    private func signAnew(_ signature: XMLElement) throws(XMLSecurityError) {
        guard let info = signature.firstChild(named: DSig.signedInfo),
            let method = info.firstChild(named: DSig.signatureMethod),
            let value = signature.firstChild(named: DSig.signatureValue),
            xmlSetProp(method.node, "Algorithm", algorithm.rawValue) != nil,
            let bytes = CanonicalForm(canonicalization).bytes(of: info)
        else { throw XMLSecurityError(.processingFailed, "SignedInfo could not be signed with RSA-PSS") }
        xmlNodeSetContent(value.node, Base64.standard.encode(try key.signature(over: bytes, with: algorithm)))
    }

    private func makeTemplate(in document: XMLDocument, reference: String) throws(XMLSecurityError) -> xmlNodePtr {
        let failed = XMLSecurityError(.processingFailed, "the signature template could not be made")
        guard
            let signature = xmlSecTmplSignatureCreateNsPref(
                document.pointer, canonicalization.transform,
                algorithm.transform ?? SignatureAlgorithm.rsaSHA256.transform, nil, "ds")
        else { throw failed }
        guard let node = xmlSecTmplSignatureAddReference(signature, digest.transform, nil, reference, nil),
            xmlSecTmplReferenceAddTransform(node, xmlSecTransformEnvelopedGetKlass()) != nil,
            xmlSecTmplReferenceAddTransform(node, canonicalization.transform) != nil
        else {
            xmlFreeNode(signature)
            throw failed
        }
        return signature
    }

    /// After signing, since KeyInfo is no part of what is signed.
    private func addKeyInfo(_ certificate: Certificate, to signature: xmlNodePtr) {
        let namespace = signature.pointee.ns
        let keyInfo = xmlNewChild(signature, namespace, "KeyInfo", nil)
        let data = xmlNewChild(keyInfo, namespace, "X509Data", nil)
        xmlNewTextChild(data, namespace, "X509Certificate", Base64.standard.encode(certificate.der))
    }
}
